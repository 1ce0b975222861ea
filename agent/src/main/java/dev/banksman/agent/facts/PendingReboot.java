package dev.banksman.agent.facts;

import dev.banksman.agent.action.HostTools;
import dev.banksman.agent.action.HostTools.Platform;
import dev.banksman.agent.action.Registry;
import dev.banksman.agent.action.ToolException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether the host waits for a restart, by the marks that installers leave: on Windows in the registry, on Debian and
 * its kin a file.
 *
 * @param reasons the marks found
 * @param doubt why it cannot be told; then {@code reasons} may be incomplete
 */
record PendingReboot(List<String> reasons, Optional<String> doubt) {

    private static final String CURRENT_VERSION = "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion";
    private static final List<String> KEYS = List.of(
            CURRENT_VERSION + "\\Component Based Servicing\\RebootPending",
            CURRENT_VERSION + "\\WindowsUpdate\\Auto Update\\RebootRequired");
    private static final String SESSION_MANAGER = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager";
    private static final String RENAMES = "PendingFileRenameOperations";

    /** @param marker the file whose presence asks for a restart, on Linux */
    static PendingReboot read(HostTools tools, Path marker) throws InterruptedException {
        return tools.platform() == Platform.LINUX ? fromFile(marker) : fromRegistry(new Registry(tools));
    }

    private static PendingReboot fromFile(Path marker) {
        return new PendingReboot(Files.exists(marker) ? List.of(marker.toString()) : List.of(), Optional.empty());
    }

    private static PendingReboot fromRegistry(Registry registry) throws InterruptedException {
        var reasons = new ArrayList<String>();
        try {
            for (var key : KEYS) {
                if (registry.values(key, Registry.View.BITS_64).isPresent()) {
                    reasons.add(key);
                }
            }
            registry.values(SESSION_MANAGER, Registry.View.BITS_64)
                    .map(values -> values.getOrDefault(RENAMES, ""))
                    .filter(renames -> !renames.isBlank())
                    .ifPresent(renames -> reasons.add(SESSION_MANAGER + "\\" + RENAMES));
            return new PendingReboot(List.copyOf(reasons), Optional.empty());
        } catch (ToolException e) {
            return new PendingReboot(List.copyOf(reasons), Optional.of(e.getMessage()));
        }
    }
}
