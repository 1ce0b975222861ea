package dev.banksman.agent.action;

import java.util.Map;
import java.util.Optional;

/** What Windows Installer's exit codes mean and what an operator can do. */
final class MsiExitCodes {

    static final int UNKNOWN_PRODUCT = 1605;
    static final int REBOOT_STARTED = 1641;
    static final int REBOOT_REQUIRED = 3010;

    private static final Map<Integer, String> MEANINGS = Map.ofEntries(
            Map.entry(1601, "the Windows Installer service could not be reached"),
            Map.entry(1602, "somebody cancelled it"),
            Map.entry(1603, "a fatal error during installation; the log names the action that returned value 3"),
            Map.entry(1604, "it was suspended and is incomplete"),
            Map.entry(UNKNOWN_PRODUCT, "this product is not installed"),
            Map.entry(1612, "the source of the product is not available or may not be read"),
            Map.entry(1618, "another installation is in progress; wait for it to end, then retry"),
            Map.entry(1619, "the package could not be opened; check that the file is there and may be read"),
            Map.entry(1620, "the file is not a Windows Installer package"),
            Map.entry(1622, "the log could not be opened; check the agent's directory"),
            Map.entry(1624, "a transform could not be applied"),
            Map.entry(1625, "this host's policy forbids the installation"),
            Map.entry(1633, "the package is for another platform"),
            Map.entry(1638, "another version of this product is already installed; uninstall it or use an upgrade"),
            Map.entry(1639, "the command line is wrong; check the properties"),
            Map.entry(REBOOT_STARTED, "done, and the installer has started a restart of the host"),
            Map.entry(REBOOT_REQUIRED, "done, and a restart of the host is required to complete it"));

    private MsiExitCodes() {}

    static Optional<String> meaning(int exitCode) {
        return Optional.ofNullable(MEANINGS.get(exitCode));
    }

    static boolean reboot(int exitCode) {
        return exitCode == REBOOT_STARTED || exitCode == REBOOT_REQUIRED;
    }
}
