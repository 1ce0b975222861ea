package dev.banksman.controller.cli;

import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Option;

/** How a command that follows a run behaves. */
final class FollowOptions {

    @Option(
            names = "--exit-when-held",
            description = "End with exit code 4 when nothing goes on before a person decides, in place of waiting.")
    private boolean exitWhenHeld;

    @Option(names = "--plain", description = "Lines in place of the tree, also on a terminal.")
    private boolean plain;

    @Option(
            names = {"-v", "--verbose"},
            description = "A line for every event of the journal, not for those alone that a person needs.")
    private boolean verbose;

    ExitCode follow(OperatorClient client, OperatorCommands.Connected command, String run, long after)
            throws InterruptedException {
        var terminal = Terminal.of(command.out());
        var form = command.json()
                ? RunFollower.Form.JSON
                : verbose
                        ? RunFollower.Form.ALL_LINES
                        : terminal.live() && !plain ? RunFollower.Form.TREE : RunFollower.Form.LINES;
        var following = new AtomicBoolean(true);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (following.get()) {
                command.err().println();
                command.err().println(farewell(run));
                command.err().flush();
            }
        }));
        try {
            return new RunFollower(client, terminal, command.err(), form, exitWhenHeld).follow(run, after);
        } finally {
            following.set(false);
        }
    }

    /** For whoever stops following a run that has not ended. */
    static String farewell(String run) {
        return "Run " + run + " goes on. Come back with: banksman watch " + run;
    }
}
