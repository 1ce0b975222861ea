package dev.banksman.controller.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "watch", description = "Follow a run until it ends. Exits as the run ended.")
final class WatchCommand extends OperatorCommands.Connected {

    @Parameters(paramLabel = "RUN", description = "The run's id, as 'banksman runs' lists it.")
    @SuppressWarnings("NullAway.Init")
    private String run;

    @Mixin
    private FollowOptions follow = new FollowOptions();

    @Option(names = "--after", paramLabel = "POSITION", description = "Only events after this journal position.")
    private long after;

    @Override
    ExitCode ask(OperatorClient client) throws InterruptedException {
        return follow.follow(client, this, run, after);
    }
}
