package dev.banksman.agent.action;

import dev.banksman.agent.action.HostTools.Platform;
import dev.banksman.proto.agent.v1.RunAs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What can be told about the account of a command, and about files as that account sees them. On Linux {@code test} is
 * run as the account, which leaves nothing behind. On Windows a logon is no mere look (a wrong password counts towards a
 * lockout), so that only the account's name is looked up.
 */
final class AccountForesight {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String LOGON =
            "That it may log on as a service, and that its password is right, shows with its"
                    + " first command; see that both are so.";

    private final HostTools tools;
    private final Optional<RunAs> as;

    /** @param as absent: the agent's own account */
    AccountForesight(HostTools tools, Optional<RunAs> as) {
        this.tools = tools;
        this.as = as;
    }

    /** Whether there is such an account, and it can be used. */
    Foresight account(Outlook outlook) throws InterruptedException {
        var name = as.map(RunAs::getAccount).orElseThrow();
        return outlook.once(
                List.of("account", name), () -> tools.platform() == Platform.LINUX ? user(name) : sid(name));
    }

    private Foresight user(String name) throws InterruptedException {
        var expected = "the agent can become " + name;
        return test(
                        List.of("-d", "/"),
                        answer -> answer.exitCode() == 0
                                ? Foresight.pass("account", expected, "it can")
                                : Foresight.fail(
                                        "account",
                                        expected,
                                        "runuser ended with " + answer.exitCode() + ", " + answer.lastWords(),
                                        "Make the account on this host, or correct the name."))
                .orElseGet(() -> Foresight.fail(
                        "account", expected, "runuser cannot be called", "Install runuser, or set tools.runuser."));
    }

    private Foresight sid(String name) throws InterruptedException {
        var expected = "an account " + name + " that may log on as a service";
        try {
            var script = "(New-Object Security.Principal.NTAccount('" + name.replace("'", "''")
                    + "')).Translate([Security.Principal.SecurityIdentifier]).Value";
            var answer = ToolCall.run(
                    tools, "powershell", List.of("-NoProfile", "-NonInteractive", "-Command", script), LIMIT);
            var known = answer.exitCode() == 0 && answer.stdout().strip().matches("S-1-[0-9-]+");
            return known
                    ? Foresight.skipped("account", expected, "this host knows it", LOGON)
                    : Foresight.fail(
                            "account",
                            expected,
                            "this host does not know it, " + answer.lastWords(),
                            "Correct the name, or see that this host reaches a domain controller.");
        } catch (ToolException e) {
            return Foresight.skipped("account", expected, "powershell cannot be asked: " + e.getMessage(), LOGON);
        }
    }

    /** A file that the account must be able to run. */
    Foresight program(String subject, Path file, Outlook outlook) throws InterruptedException {
        return look(subject, file, Need.RUN, outlook);
    }

    /** A file that the account must be able to read. */
    Foresight file(String subject, Path file, Outlook outlook) throws InterruptedException {
        return look(subject, file, Need.READ, outlook);
    }

    /** A folder that the account must be able to enter. */
    Foresight folder(String subject, Path folder, Outlook outlook) throws InterruptedException {
        return look(subject, folder, Need.ENTER, outlook);
    }

    private enum Need {
        RUN("run", "-x"),
        READ("read", "-r"),
        ENTER("enter", "-x"),
        WRITE("write into", "-w");

        private final String word;
        private final String option;

        Need(String word, String option) {
            this.word = word;
            this.option = option;
        }

        boolean metHere(Path path) {
            return switch (this) {
                case RUN -> Files.isRegularFile(path) && Files.isExecutable(path);
                case READ -> Files.isRegularFile(path) && Files.isReadable(path);
                case ENTER -> Files.isDirectory(path) && Files.isExecutable(path);
                case WRITE -> Files.isDirectory(path) && Files.isWritable(path);
            };
        }
    }

    private Foresight look(String subject, Path path, Need need, Outlook outlook) throws InterruptedException {
        var who = as.map(RunAs::getAccount).orElse("the agent's account");
        var expected = path + ", which " + who + " can " + need.word;
        return outlook.once(List.of(subject, path, need, who, outlook.first()), () -> {
            if (as.isPresent() && tools.platform() == Platform.LINUX) {
                var met = test(List.of(need.option, path.toString()), answer -> answer.exitCode() == 0);
                return met.orElse(false)
                        ? Foresight.pass(subject, expected, "it can")
                        : Foresight.missing(outlook, subject, expected, "it is not there, or it cannot", advice(path));
            }
            if (as.isPresent()) {
                return asAnother(subject, path, expected, outlook);
            }
            return own(subject, path, need, expected, outlook);
        });
    }

    /** A file that the agent itself must be able to read. */
    static Foresight ownFile(String subject, Path file, Outlook outlook) {
        return own(subject, file, Need.READ, file + ", which the agent's account can read", outlook);
    }

    /** A folder in which the agent itself must find files, or make them. */
    static Foresight ownFolder(String subject, Path folder, boolean writes, Outlook outlook) {
        var need = writes ? Need.WRITE : Need.ENTER;
        return own(subject, folder, need, folder + ", which the agent's account can " + need.word, outlook);
    }

    private static Foresight own(String subject, Path path, Need need, String expected, Outlook outlook) {
        return need.metHere(path)
                ? Foresight.pass(subject, expected, "it can")
                : Foresight.missing(outlook, subject, expected, found(path, need), advice(path));
    }

    /** The agent sees more than the account, or less: that a local file is there is all it can say. */
    private static Foresight asAnother(String subject, Path path, String expected, Outlook outlook) {
        if (isShare(path)) {
            return Foresight.skipped(
                    subject, expected, "only that account can tell", "See that it may read there from this host.");
        }
        return Files.exists(path)
                ? Foresight.pass(subject, expected, "it is there; its permissions were not looked at")
                : Foresight.missing(outlook, subject, expected, "it is not there", advice(path));
    }

    private static String found(Path path, Need need) {
        if (!Files.exists(path)) {
            return "it is not there, or the agent's account may not look there";
        }
        if (Files.isDirectory(path) != (need == Need.ENTER || need == Need.WRITE)) {
            return Files.isDirectory(path) ? "a folder" : "no folder";
        }
        return "it is there, and it cannot";
    }

    private static String advice(Path path) {
        return isShare(path)
                ? "See that the share is up and that the account may read there from this host; over the network"
                        + " LocalSystem is the computer's own account."
                : "Put it there, set its permissions, or correct the runbook's parameter.";
    }

    /** A path of another computer. */
    static boolean isShare(Path path) {
        var text = path.toString();
        return text.startsWith("\\\\") || text.startsWith("//");
    }

    private <T> Optional<T> test(List<String> condition, Function<ToolCall.Result, T> judge)
            throws InterruptedException {
        var arguments = new ArrayList<String>();
        arguments.addAll(List.of("-u", as.map(RunAs::getAccount).orElseThrow(), "--", "test"));
        arguments.addAll(condition);
        try {
            return Optional.of(judge.apply(ToolCall.run(tools, "runuser", arguments, LIMIT)));
        } catch (ToolException e) {
            return Optional.empty();
        }
    }
}
