package dev.banksman.controller.cli;

import dev.banksman.common.SystemTime;
import dev.banksman.proto.operator.v1.DecideRequest;
import dev.banksman.proto.operator.v1.DecisionKind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Decisions about a whole run. */
abstract class RunDecisionCommand extends OperatorCommands.Connected {

    @Parameters(paramLabel = "RUN", description = "The run's id.")
    @SuppressWarnings("NullAway.Init")
    private String run;

    @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "Why; kept in the journal.")
    private String reason = "";

    private final DecisionKind kind;
    private final String done;

    RunDecisionCommand(DecisionKind kind, String done) {
        this.kind = kind;
        this.done = done;
    }

    @Override
    ExitCode ask(OperatorClient client) {
        var reply = client.call(api -> api.decide(DecideRequest.newBuilder()
                .setRun(run)
                .setIdempotencyKey(SystemTime.ids().get())
                .setDecision(kind)
                .setReason(reason)
                .build()));
        out().println(json() ? RunFollower.json(reply) : "Run " + run + ": " + done);
        return ExitCode.SUCCEEDED;
    }

    static RunDecisionCommand pause() {
        return new Pause();
    }

    static RunDecisionCommand resume() {
        return new Resume();
    }

    static RunDecisionCommand abort() {
        return new Abort();
    }

    @Command(name = "pause", description = "Start nothing new in a run; what runs goes on.")
    private static final class Pause extends RunDecisionCommand {
        Pause() {
            super(DecisionKind.DECISION_KIND_PAUSE, "paused. What runs goes on, nothing new starts.");
        }
    }

    @Command(name = "resume", description = "Let a paused or held run go on.")
    private static final class Resume extends RunDecisionCommand {
        Resume() {
            super(DecisionKind.DECISION_KIND_RESUME, "goes on.");
        }
    }

    @Command(name = "abort", description = "End a run: cancel what runs, start nothing more. Needs a reason.")
    private static final class Abort extends RunDecisionCommand {
        Abort() {
            super(DecisionKind.DECISION_KIND_ABORT, "is being aborted; what runs is asked to end first.");
        }
    }
}
