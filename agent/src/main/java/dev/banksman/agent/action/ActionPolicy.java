package dev.banksman.agent.action;

import dev.banksman.agent.action.HostTools.Platform;
import dev.banksman.proto.agent.v1.Action;
import dev.banksman.proto.agent.v1.Exec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What this host lets a controller do; no controller can widen it. An action must be named. A program must be named, or
 * lie in a directory that is; a script needs {@code script:<shell>}, which is as much as allowing everything that
 * shell can do. Immutable; safe for use by many threads.
 *
 * <p>Entries for programs: an absolute path of a program or a directory; a plain name such as {@code hostname}, looked
 * up in the agent's own search path; {@code script:sh}, {@code script:cmd}, {@code script:powershell}; {@code *} for
 * any program (scripts still need their own). Paths are compared without {@code .} and {@code ..}, on Windows without
 * case; a program that is a link must be allowed at both of its ends.
 */
public final class ActionPolicy {

    private static final String ANY = "*";
    private static final String SCRIPT = "script:";

    private final Set<String> actions;
    private final Set<String> programs;
    private final Set<String> accounts;
    private final Platform platform;

    private ActionPolicy(Set<String> actions, Set<String> programs, Set<String> accounts, Platform platform) {
        this.actions = actions;
        this.programs = programs;
        this.accounts = accounts;
        this.platform = platform;
    }

    /** A policy under which commands run as the agent's own account only. */
    public static ActionPolicy of(Set<String> actions, List<String> programs, Platform platform) {
        return of(actions, programs, List.of(), platform);
    }

    /**
     * @param actions names of actions, or {@code *} for all
     * @param programs entries as described above; none means that exec can do nothing
     * @param accounts accounts other than the agent's own that commands may run as, each as a runbook writes it
     * @throws IllegalArgumentException naming the first entry that makes no sense, so that a typing error does not
     *     silently allow or forbid
     */
    public static ActionPolicy of(
            Set<String> actions, List<String> programs, List<String> accounts, Platform platform) {
        var known = new TreeSet<String>();
        for (var kind : Action.KindCase.values()) {
            known.add(ActionCatalog.word(kind));
        }
        known.remove(ActionCatalog.word(Action.KindCase.KIND_NOT_SET));
        for (var action : actions) {
            if (!action.equals(ANY) && !known.contains(action)) {
                throw new IllegalArgumentException(
                        "Allowed actions: expected " + String.join(", ", known) + " or *, found '" + action + "'.");
            }
        }
        var entries = new TreeSet<String>();
        for (var program : programs) {
            entries.add(entry(program.strip()));
        }
        for (var account : accounts) {
            if (account.isBlank() || account.contains(ANY)) {
                throw new IllegalArgumentException(
                        "Allowed accounts: expected names of accounts, each in full, found '" + account + "'.");
            }
        }
        return new ActionPolicy(Set.copyOf(actions), entries, new TreeSet<>(accounts), platform);
    }

    /** What it says, in one line. */
    public String words() {
        return "actions: " + words(actions, "none") + "; programs: " + words(programs, "none") + "; accounts: "
                + words(accounts, "the agent's own");
    }

    private static String words(Set<String> entries, String none) {
        if (entries.contains(ANY)) {
            return "all";
        }
        return entries.isEmpty() ? none : BoundedText.oneLine(String.join(", ", new TreeSet<>(entries)), 500);
    }

    /** Whether exec can start anything at all. */
    public boolean startsNothing() {
        return programs.isEmpty() || !actions.contains(ANY) && !actions.contains("exec");
    }

    /** The reason why the action is forbidden, or empty when it is allowed. */
    public Optional<String> check(Action action) {
        var word = ActionCatalog.word(action.getKindCase());
        if (!actions.contains(ANY) && !actions.contains(word)) {
            return Optional.of("This host's policy does not allow the action '" + word + "'; it allows "
                    + (actions.isEmpty() ? "none" : String.join(", ", new TreeSet<>(actions))) + ".");
        }
        return switch (action.getKindCase()) {
            case EXEC -> checkExec(action.getExec());
            case WAIT -> action.getWait().hasUntil() ? check(action.getWait().getUntil()) : Optional.empty();
            case REBOOT ->
                action.getReboot().hasUntil() ? check(action.getReboot().getUntil()) : Optional.empty();
            case REGISTRY, SERVICE, PACKAGE, FILE, SQL, HTTP, TCP, FACTS, KIND_NOT_SET -> Optional.empty();
        };
    }

    private Optional<String> checkExec(Exec exec) {
        return exec.hasRunAs() && !allowsAccount(exec.getRunAs().getAccount())
                ? Optional.of("This host's policy does not allow the account '"
                        + BoundedText.oneLine(exec.getRunAs().getAccount(), 300) + "'; it allows "
                        + (accounts.isEmpty() ? "none but the agent's own" : String.join(", ", accounts)) + ".")
                : checkProgram(exec);
    }

    private boolean allowsAccount(String account) {
        return accounts.stream().anyMatch(entry -> fold(entry).equals(fold(account)));
    }

    private Optional<String> checkProgram(Exec exec) {
        if (exec.hasScript()) {
            var entry = SCRIPT + Script.word(exec.getScript().getShell());
            return programs.contains(entry)
                    ? Optional.empty()
                    : Optional.of("This host's policy does not allow scripts for this shell; '" + entry
                            + "' among its programs would.");
        }
        var program = exec.getCommandLine().isEmpty() ? exec.getProgram() : CommandLine.program(exec.getCommandLine());
        if (programs.contains(ANY)) {
            return Optional.empty();
        }
        var loader = exec.getEnvMap().keySet().stream()
                .filter(ActionPolicy::changesProgram)
                .findFirst()
                .or(() -> exec.getSecretEnvMap().keySet().stream()
                        .filter(ActionPolicy::changesProgram)
                        .findFirst());
        if (loader.isPresent()) {
            return Optional.of("This host's policy allows named programs only, and the environment variable "
                    + loader.get() + " can put another in their place.");
        }
        return allowed(program) ? Optional.empty() : Optional.of(forbidden(program));
    }

    private boolean allowed(String program) {
        if (!isPath(program)) {
            return programs.stream().anyMatch(entry -> fold(entry).equals(fold(program)));
        }
        try {
            var path = Path.of(program);
            // A relative path would depend on where the command runs, which is the runbook's choice.
            if (!path.isAbsolute() || !listed(path.normalize())) {
                return false;
            }
            return !Files.exists(path) || listed(path.toRealPath());
        } catch (InvalidPathException | IOException e) {
            // What cannot be followed to its end is not allowed.
            return false;
        }
    }

    /** Entries may be written through a link of the system's own, such as /bin. */
    private boolean listed(Path path) {
        return programs.stream()
                .filter(ActionPolicy::isPath)
                .map(Path::of)
                .anyMatch(entry -> startsWith(path, entry) || startsWith(path, real(entry)));
    }

    private boolean startsWith(Path path, Path entry) {
        return Path.of(fold(path.toString())).startsWith(Path.of(fold(entry.toString())));
    }

    private static Path real(Path entry) {
        try {
            return entry.toRealPath();
        } catch (IOException e) {
            // An entry that does not exist (yet) stands for itself.
            return entry;
        }
    }

    private String forbidden(String program) {
        return "This host's policy does not allow the program '" + BoundedText.oneLine(program, 300) + "'; it allows "
                + (programs.isEmpty() ? "none" : String.join(", ", programs)) + ".";
    }

    private static boolean changesProgram(String variable) {
        var upper = variable.toUpperCase(Locale.ROOT);
        return upper.equals("PATH") || upper.equals("PATHEXT") || upper.startsWith("LD_");
    }

    private static String entry(String program) {
        if (program.equals(ANY)) {
            return program;
        }
        if (program.startsWith(SCRIPT)) {
            if (!Set.of("sh", "cmd", "powershell").contains(program.substring(SCRIPT.length()))) {
                throw new IllegalArgumentException("Allowed programs: expected script:sh, script:cmd or "
                        + "script:powershell, found '" + program + "'.");
            }
            return program;
        }
        if (program.isEmpty() || isPath(program) && !Path.of(program).isAbsolute()) {
            throw new IllegalArgumentException("Allowed programs: expected an absolute path, a plain name, "
                    + "script:<shell> or *, found '" + program + "'.");
        }
        return isPath(program) ? Path.of(program).normalize().toString() : program;
    }

    private static boolean isPath(String program) {
        return program.indexOf('/') >= 0 || program.indexOf('\\') >= 0;
    }

    private String fold(String program) {
        return platform == Platform.WINDOWS ? program.toLowerCase(Locale.ROOT) : program;
    }
}
