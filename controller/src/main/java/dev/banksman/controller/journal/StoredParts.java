package dev.banksman.controller.journal;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.run.AttemptReport;
import dev.banksman.controller.run.RunInput;
import dev.banksman.proto.journal.v1.AttemptKey;
import dev.banksman.proto.journal.v1.AttemptResult;
import dev.banksman.proto.journal.v1.DecisionKind;
import dev.banksman.proto.journal.v1.Observation;
import dev.banksman.proto.journal.v1.Outcome;
import dev.banksman.proto.journal.v1.Purpose;
import dev.banksman.proto.journal.v1.RunPhase;
import dev.banksman.proto.journal.v1.StreamLength;
import dev.banksman.proto.journal.v1.Target;
import dev.banksman.proto.journal.v1.TaskKey;
import dev.banksman.proto.journal.v1.TaskState;
import dev.banksman.proto.journal.v1.TimerKey;
import dev.banksman.proto.journal.v1.Verdict;
import java.time.Instant;
import java.util.Optional;

/** The values that events are made of, in both directions: each pair stands together, so that neither drifts. */
final class StoredParts {

    static final StoredEnum<dev.banksman.controller.run.TaskState, TaskState> TASK_STATE =
            new StoredEnum<>("task state", "TASK_STATE_", dev.banksman.controller.run.TaskState.class, TaskState.class);
    static final StoredEnum<dev.banksman.controller.run.RunPhase, RunPhase> RUN_PHASE =
            new StoredEnum<>("run phase", "RUN_PHASE_", dev.banksman.controller.run.RunPhase.class, RunPhase.class);
    static final StoredEnum<Plan.Purpose, Purpose> PURPOSE =
            new StoredEnum<>("purpose", "PURPOSE_", Plan.Purpose.class, Purpose.class);
    static final StoredEnum<RunInput.DecisionKind, DecisionKind> DECISION_KIND =
            new StoredEnum<>("decision", "DECISION_KIND_", RunInput.DecisionKind.class, DecisionKind.class);
    private static final StoredEnum<AttemptReport.Outcome, Outcome> OUTCOME =
            new StoredEnum<>("outcome", "OUTCOME_", AttemptReport.Outcome.class, Outcome.class);
    private static final StoredEnum<AttemptReport.Verdict, Verdict> VERDICT =
            new StoredEnum<>("verdict", "VERDICT_", AttemptReport.Verdict.class, Verdict.class);

    private StoredParts() {}

    static Timestamp time(Instant at) {
        return Timestamp.newBuilder()
                .setSeconds(at.getEpochSecond())
                .setNanos(at.getNano())
                .build();
    }

    static Instant time(Timestamp at) {
        return Instant.ofEpochSecond(at.getSeconds(), at.getNanos());
    }

    static Duration duration(java.time.Duration length) {
        return Duration.newBuilder()
                .setSeconds(length.getSeconds())
                .setNanos(length.getNano())
                .build();
    }

    static java.time.Duration duration(Duration length) {
        return java.time.Duration.ofSeconds(length.getSeconds(), length.getNanos());
    }

    static TaskKey task(dev.banksman.controller.plan.TaskKey task) {
        return TaskKey.newBuilder()
                .setStage(task.stage())
                .setStep(task.step())
                .setHost(task.host())
                .setGeneration(task.generation())
                .build();
    }

    static dev.banksman.controller.plan.TaskKey task(TaskKey task) {
        return new dev.banksman.controller.plan.TaskKey(
                task.getStage(), task.getStep(), task.getHost(), task.getGeneration());
    }

    static AttemptKey attempt(AttemptReport.AttemptKey attempt) {
        return AttemptKey.newBuilder()
                .setHost(attempt.host())
                .setNumber(attempt.number())
                .build();
    }

    static AttemptReport.AttemptKey attempt(AttemptKey attempt) {
        return new AttemptReport.AttemptKey(attempt.getHost(), attempt.getNumber());
    }

    static AttemptResult result(AttemptReport.AttemptResult result) {
        var message = AttemptResult.newBuilder()
                .setOutcome(OUTCOME.toStored(result.outcome()))
                .setMessage(result.message())
                .putAllOutputs(result.outputs())
                .setRebootRequired(result.rebootRequired());
        result.observation().ifPresent(o -> message.setObservation(observation(o)));
        result.exitCode().ifPresent(message::setExitCode);
        result.startedAt().ifPresent(at -> message.setStartedAt(time(at)));
        result.endedAt().ifPresent(at -> message.setEndedAt(time(at)));
        for (var stream : result.streams()) {
            message.addStreams(StreamLength.newBuilder()
                    .setStream(stream.stream())
                    .setLength(stream.length())
                    .setCut(stream.cut()));
        }
        return message.build();
    }

    static AttemptReport.AttemptResult result(AttemptResult result) {
        return new AttemptReport.AttemptResult(
                OUTCOME.toDomain(result.getOutcome(), result.getOutcomeValue()),
                result.getMessage(),
                result.hasObservation() ? Optional.of(observation(result.getObservation())) : Optional.empty(),
                result.getOutputsMap(),
                result.hasExitCode() ? Optional.of(result.getExitCode()) : Optional.empty(),
                result.getRebootRequired(),
                result.hasStartedAt() ? Optional.of(time(result.getStartedAt())) : Optional.empty(),
                result.hasEndedAt() ? Optional.of(time(result.getEndedAt())) : Optional.empty(),
                result.getStreamsList().stream()
                        .map(s -> new AttemptReport.StreamLength(s.getStream(), s.getLength(), s.getCut()))
                        .toList());
    }

    private static Observation observation(AttemptReport.Observation observation) {
        return Observation.newBuilder()
                .setVerdict(VERDICT.toStored(observation.verdict()))
                .setExpected(observation.expected())
                .setObserved(observation.observed())
                .putAllDetails(observation.details())
                .build();
    }

    private static AttemptReport.Observation observation(Observation observation) {
        return new AttemptReport.Observation(
                VERDICT.toDomain(observation.getVerdict(), observation.getVerdictValue()),
                observation.getExpected(),
                observation.getObserved(),
                observation.getDetailsMap());
    }

    static Target target(RunInput.Target target) {
        var message = Target.newBuilder();
        target.stage().ifPresent(message::setStage);
        target.step().ifPresent(message::setStep);
        target.host().ifPresent(message::setHost);
        target.remedy().ifPresent(message::setRemedy);
        target.interlock().ifPresent(message::setInterlock);
        target.restorePoint().ifPresent(message::setRestorePoint);
        return message.build();
    }

    static RunInput.Target target(Target target) {
        return new RunInput.Target(
                target.hasStage() ? Optional.of(target.getStage()) : Optional.empty(),
                target.hasStep() ? Optional.of(target.getStep()) : Optional.empty(),
                target.hasHost() ? Optional.of(target.getHost()) : Optional.empty(),
                target.hasRemedy() ? Optional.of(target.getRemedy()) : Optional.empty(),
                target.hasInterlock() ? Optional.of(target.getInterlock()) : Optional.empty(),
                target.hasRestorePoint() ? Optional.of(target.getRestorePoint()) : Optional.empty());
    }

    static TimerKey timer(dev.banksman.controller.run.TimerKey timer) {
        var message = TimerKey.newBuilder();
        switch (timer) {
            case dev.banksman.controller.run.TimerKey.Overdue(var attempt) -> message.setOverdue(attempt(attempt));
            case dev.banksman.controller.run.TimerKey.RetryDue(var task) -> message.setRetryDue(task(task));
            case dev.banksman.controller.run.TimerKey.Window(var opens) ->
                message.setWindow(opens ? "opens" : "closes");
            case dev.banksman.controller.run.TimerKey.Soaked(var stage) -> message.setSoaked(stage);
        }
        return message.build();
    }

    static dev.banksman.controller.run.TimerKey timer(TimerKey timer) {
        return switch (timer.getKindCase()) {
            case OVERDUE -> new dev.banksman.controller.run.TimerKey.Overdue(attempt(timer.getOverdue()));
            case RETRY_DUE -> new dev.banksman.controller.run.TimerKey.RetryDue(task(timer.getRetryDue()));
            case WINDOW ->
                new dev.banksman.controller.run.TimerKey.Window(
                        timer.getWindow().equals("opens"));
            case SOAKED -> new dev.banksman.controller.run.TimerKey.Soaked(timer.getSoaked());
            case KIND_NOT_SET -> throw JournalFault.newerVersion("a kind of timer");
        };
    }
}
