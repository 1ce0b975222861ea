package dev.banksman.controller.cli;

import com.google.protobuf.Timestamp;
import dev.banksman.common.SystemTime;
import dev.banksman.proto.operator.v1.DecideRequest;
import dev.banksman.proto.operator.v1.DecisionKind;
import dev.banksman.proto.operator.v1.GetRunRequest;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "decide",
        description = {
            "Decide at a gate or at a task that failed. Without a decision: list what waits, with the choices.",
            "Your name comes from your token."
        })
final class DecideCommand extends OperatorCommands.Connected {

    @Parameters(index = "0", paramLabel = "RUN", description = "The run's id.")
    @SuppressWarnings("NullAway.Init")
    private String run;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "DECISION",
            description =
                    "approve, reject, probe, retry, skip, mark-done, exclude-host, include-host, run-remedy, undo,"
                            + " override-interlock, go-back, pause, resume, abort.")
    private @Nullable String decision;

    @Parameters(index = "2", arity = "0..1", paramLabel = "TASK", description = "The task: stage.step@host.")
    private @Nullable String task;

    @Option(names = "--host", paramLabel = "HOST", defaultValue = "", description = "For decisions about a host.")
    private String host = "";

    @Option(names = "--remedy", paramLabel = "NAME", defaultValue = "", description = "For run-remedy.")
    private String remedy = "";

    @Option(names = "--interlock", paramLabel = "NAME", defaultValue = "", description = "For override-interlock.")
    private String interlock = "";

    @Option(names = "--to", paramLabel = "NAME", defaultValue = "", description = "For go-back: the restore point.")
    private String to = "";

    @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "Why; kept in the journal.")
    private String reason = "";

    @Option(
            names = {"-e", "--evidence"},
            paramLabel = "NAME=VALUE",
            description = "What the gate asks for. May be given often.")
    private Map<String, String> evidence = new LinkedHashMap<>();

    @Option(
            names = "--asked",
            paramLabel = "TIME",
            description = {
                "The time at which the question was put that you answer, as 'decide --json' shows it (askedAt).",
                "Refused if another question has been put since. Without it: whatever is asked."
            })
    private @Nullable Instant asked;

    @Override
    ExitCode ask(OperatorClient client) {
        return decision == null ? list(client) : decide(client, decision);
    }

    private ExitCode list(OperatorClient client) {
        var reply = client.call(
                api -> api.getRun(GetRunRequest.newBuilder().setRun(run).build()));
        if (json()) {
            out().println(RunFollower.json(reply));
            return ExitCode.SUCCEEDED;
        }
        if (reply.getAwaitingDecisionCount() == 0) {
            out().println("Nothing in run " + run + " waits for a person."
                    + (reply.getRun().getReason().isEmpty()
                            ? ""
                            : " " + reply.getRun().getReason()));
        }
        var terminal = Terminal.of(out());
        var first = true;
        for (var waiting : reply.getAwaitingDecisionList()) {
            if (!first) {
                out().println();
            }
            first = false;
            DecisionText.of(reply.getRun(), waiting, terminal).forEach(out()::println);
        }
        return ExitCode.SUCCEEDED;
    }

    /** As much of the task as the decision is about: the same command serves for whatever is chosen at it. */
    private static void aim(DecideRequest.Builder request, TaskName name) {
        switch (request.getDecision()) {
            case DECISION_KIND_PAUSE, DECISION_KIND_RESUME, DECISION_KIND_ABORT, DECISION_KIND_GO_BACK -> {}
            case DECISION_KIND_EXCLUDE_HOST, DECISION_KIND_INCLUDE_HOST -> request.setHost(name.host());
            case DECISION_KIND_UNSPECIFIED,
                    DECISION_KIND_APPROVE,
                    DECISION_KIND_REJECT,
                    DECISION_KIND_PROBE,
                    DECISION_KIND_RETRY,
                    DECISION_KIND_SKIP,
                    DECISION_KIND_MARK_DONE,
                    DECISION_KIND_RUN_REMEDY,
                    DECISION_KIND_UNDO,
                    DECISION_KIND_OVERRIDE_INTERLOCK,
                    UNRECOGNIZED ->
                request.setStage(name.stage()).setStep(name.step()).setHost(name.host());
        }
    }

    private ExitCode decide(OperatorClient client, String word) {
        if (task == null && aboutATask(Words.decision(word))) {
            // "The one that waits" may be another one by now.
            throw new CommandFailure(
                    ExitCode.REFUSED,
                    word + ": expected the task, stage.step@host; found none. 'banksman decide " + run
                            + "' lists what waits.");
        }
        var request = DecideRequest.newBuilder()
                .setRun(run)
                .setIdempotencyKey(SystemTime.ids().get())
                .setDecision(Words.decision(word))
                .setHost(host)
                .setRemedy(remedy)
                .setInterlock(interlock)
                .setRestorePoint(to)
                .setReason(reason)
                .putAllEvidence(evidence);
        if (task != null) {
            aim(request, TaskName.parse(task));
        }
        if (asked != null) {
            request.setAskedAt(
                    Timestamp.newBuilder().setSeconds(asked.getEpochSecond()).setNanos(asked.getNano()));
        }
        var reply = client.call(api -> api.decide(request.build()));
        if (json()) {
            out().println(RunFollower.json(reply));
        } else {
            out().println("Decided: " + word + (task == null ? "" : " " + task) + ", position " + reply.getPosition()
                    + (reply.hasTask() ? "; now " + Words.state(reply.getTask().getState()) : "") + ".");
        }
        return ExitCode.SUCCEEDED;
    }

    private static boolean aboutATask(DecisionKind decision) {
        return switch (decision) {
            case DECISION_KIND_APPROVE,
                    DECISION_KIND_REJECT,
                    DECISION_KIND_PROBE,
                    DECISION_KIND_RETRY,
                    DECISION_KIND_SKIP,
                    DECISION_KIND_MARK_DONE,
                    DECISION_KIND_RUN_REMEDY,
                    DECISION_KIND_UNDO -> true;
            case DECISION_KIND_EXCLUDE_HOST,
                    DECISION_KIND_INCLUDE_HOST,
                    DECISION_KIND_OVERRIDE_INTERLOCK,
                    DECISION_KIND_GO_BACK,
                    DECISION_KIND_PAUSE,
                    DECISION_KIND_RESUME,
                    DECISION_KIND_ABORT,
                    DECISION_KIND_UNSPECIFIED,
                    UNRECOGNIZED -> false;
        };
    }
}
