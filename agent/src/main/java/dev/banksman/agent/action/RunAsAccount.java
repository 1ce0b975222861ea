package dev.banksman.agent.action;

import dev.banksman.agent.action.HostTools.Platform;
import dev.banksman.proto.agent.v1.Exec;
import dev.banksman.proto.agent.v1.RunAs;
import dev.banksman.proto.agent.v1.RunAsSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a step says about the account a command runs as, checked for this host. What cannot be done here is refused
 * before anything starts.
 */
final class RunAsAccount {

    private static final Pattern LINUX = Pattern.compile("[a-z_][a-z0-9_.-]{0,31}\\$?", Pattern.CASE_INSENSITIVE);
    private static final Pattern WINDOWS = Pattern.compile("[^\"/\\\\\\[\\]:;|=,+*?<>\\p{Cntrl}]{1,256}");

    private RunAsAccount() {}

    /** Refuses what no account could change: the files of an attempt belong to the agent's account alone. */
    static void check(Exec exec, Platform platform) throws InvalidActionException {
        var as = exec.getRunAs();
        Fields.required("exec.run-as.account", as.getAccount());
        if (exec.hasScript()) {
            throw new InvalidActionException(
                    "exec.run-as: expected program or command-line, found script, whose file only the agent's account"
                            + " may read; put the script on the host with file and run it from there.");
        }
        if (exec.getCwd().isEmpty()) {
            throw new InvalidActionException("exec.cwd: expected a directory that " + as.getAccount()
                    + " may enter, found none; without it the command would stand in the agent's own.");
        }
        if (as.getSession() == RunAsSession.RUN_AS_SESSION_INTERACTIVE) {
            throw new InvalidActionException("exec.run-as.session: this agent has no desktop to give, and starts no"
                    + " command in the session of a person. Make the step a gate, and have " + as.getAccount()
                    + " sign in and start the program.");
        }
        if (as.getSession() == RunAsSession.UNRECOGNIZED) {
            throw new InvalidActionException(
                    "exec.run-as.session: expected service, found another that is newer than" + " this agent.");
        }
        if (platform == Platform.LINUX) {
            checkLinux(as);
        } else {
            checkWindows(as);
        }
    }

    private static void checkLinux(RunAs as) throws InvalidActionException {
        if (!LINUX.matcher(as.getAccount()).matches()) {
            throw new InvalidActionException(
                    "exec.run-as.account: expected the name of a user, found '" + as.getAccount() + "'.");
        }
        if (!as.getPasswordSecret().isEmpty() || as.getGroupManaged()) {
            throw new InvalidActionException("exec.run-as: expected an account alone on Linux, where root needs no"
                    + " password; found password-secret or group-managed.");
        }
    }

    private static void checkWindows(RunAs as) throws InvalidActionException {
        var parts = as.getAccount().split("\\\\", -1);
        if (parts.length > 2
                || !List.of(parts).stream()
                        .allMatch(part -> WINDOWS.matcher(part).matches())) {
            throw new InvalidActionException("exec.run-as.account: expected user, DOMAIN\\user or user@domain, found '"
                    + as.getAccount() + "'.");
        }
        if (as.getGroupManaged() != as.getPasswordSecret().isEmpty()) {
            throw new InvalidActionException("exec.run-as: expected either password-secret or group-managed, found "
                    + (as.getGroupManaged() ? "both" : "neither") + ".");
        }
    }

    /**
     * The call that becomes the account first: {@code runuser}, or what the host has in its place.
     *
     * @param root whether the agent runs as root
     */
    static List<String> onLinux(RunAs as, List<String> argv, HostTools tools, boolean root)
            throws InvalidActionException {
        if (!root) {
            throw new InvalidActionException("exec.run-as: expected an agent that runs as root, which alone can become "
                    + as.getAccount() + ", found one that does not. Run the agent's service as root on this host, or"
                    + " leave run-as out.");
        }
        var command = new ArrayList<>(tools.command("runuser"));
        command.addAll(List.of("-u", as.getAccount(), "--"));
        command.addAll(argv);
        return List.copyOf(command);
    }

    /** For the shim on Windows. */
    static Work.Account onWindows(RunAs as) {
        var account = as.getAccount();
        var backslash = account.indexOf('\\');
        // Without a domain it is one of this computer's; a principal name brings its own.
        var domain = backslash >= 0 ? account.substring(0, backslash) : account.contains("@") ? "" : ".";
        return new Work.Account(
                domain,
                account.substring(backslash + 1),
                as.getGroupManaged() ? Optional.empty() : Optional.of(as.getPasswordSecret()));
    }

    /** Whether this process runs as root; asked of the kernel, as root may have another name. */
    static boolean isRoot() {
        try {
            var self = Path.of("/proc/self");
            return Files.exists(self) && Integer.valueOf(0).equals(Files.getAttribute(self, "unix:uid"));
        } catch (IOException e) {
            throw new UncheckedIOException("Whether the agent runs as root cannot be told", e);
        }
    }
}
