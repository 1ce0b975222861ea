package dev.banksman.controller.operator;

import com.google.protobuf.Timestamp;
import dev.banksman.controller.plan.Plan.PlannedRemedy;
import dev.banksman.controller.plan.Plan.PlannedStep;
import dev.banksman.controller.run.AttemptReport.AttemptResult;
import dev.banksman.controller.run.AttemptReport.Observation;
import dev.banksman.controller.run.RunInput;
import dev.banksman.controller.run.RunView;
import dev.banksman.controller.run.RunView.AttemptView;
import dev.banksman.controller.run.RunView.TaskView;
import dev.banksman.controller.runbook.Problem;
import dev.banksman.controller.runbook.Runbook;
import dev.banksman.proto.agent.v1.Verdict;
import dev.banksman.proto.operator.v1.Attempt;
import dev.banksman.proto.operator.v1.DecisionKind;
import dev.banksman.proto.operator.v1.EvidenceField;
import dev.banksman.proto.operator.v1.GateInstructions;
import dev.banksman.proto.operator.v1.Question;
import dev.banksman.proto.operator.v1.RemedyOffer;
import dev.banksman.proto.operator.v1.Run;
import dev.banksman.proto.operator.v1.RunPhase;
import dev.banksman.proto.operator.v1.Task;
import dev.banksman.proto.operator.v1.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What the run core shows, as messages of the operator API. Pure. */
final class Messages {

    private Messages() {}

    static Run run(RunView view) {
        var run = Run.newBuilder()
                .setRun(view.run())
                .setRunbook(view.plan().runbook())
                .setRunbookVersion(view.plan().runbookVersion())
                .setTitle(view.plan().title())
                .setPlanHash(view.plan().hash())
                .setPhase(RunPhase.valueOf("RUN_PHASE_" + view.phase().name()))
                .setHeld(view.held())
                .setPaused(view.paused())
                .setReason(view.holdReason().orElse(""))
                .setWindowRisk(view.windowRisk().orElse(""))
                .setStartedBy(view.startedBy())
                .setPosition(view.position());
        view.startedAt().ifPresent(at -> run.setStartedAt(timestamp(at)));
        view.endedAt().ifPresent(at -> run.setEndedAt(timestamp(at)));
        view.taskCounts().forEach((state, count) -> {
            if (count > 0) {
                run.putTasks(state.name(), count);
            }
        });
        return run.build();
    }

    static Run run(Backend.Listed listed) {
        if (listed.view().isPresent()) {
            return run(listed.view().get());
        }
        var run = Run.newBuilder()
                .setRun(listed.run())
                .setRunbook(listed.runbook())
                .setTitle(listed.title())
                .setPlanHash(listed.planHash())
                .setPhase(RunPhase.valueOf("RUN_PHASE_" + listed.phase().name()))
                .setHeld(listed.held())
                .setPaused(listed.paused())
                .setStartedBy(listed.startedBy())
                .setStartedAt(timestamp(listed.startedAt()))
                .setPosition(listed.position());
        listed.endedAt().ifPresent(at -> run.setEndedAt(timestamp(at)));
        return run.build();
    }

    /** {@code texts} fills in the {@code ${...}} of a gate's texts. */
    static Task task(RunView view, TaskView task, UnaryOperator<String> texts) {
        var key = task.key();
        var message = Task.newBuilder()
                .setStage(key.stage())
                .setStep(key.step())
                .setHost(key.host())
                .setGeneration(key.generation())
                .setTitle(task.title())
                .setState(TaskState.valueOf("TASK_STATE_" + task.state().name()))
                .setReason(task.reason())
                .setSince(timestamp(task.since()))
                .setGate(task.gate())
                .setCheck(task.check())
                .putAllOutputs(task.outputs());
        task.attempts().forEach(attempt -> message.addAttempts(attempt(attempt)));
        task.question().ifPresent(question -> message.setQuestion(question(view, question)));
        if (task.gate() && task.question().isPresent()) {
            step(view, task)
                    .flatMap(PlannedStep::gate)
                    .ifPresent(gate -> message.setGateInstructions(gate(gate, texts)));
        }
        return message.build();
    }

    private static Optional<PlannedStep> step(RunView view, TaskView task) {
        return view.plan().stages().stream()
                .filter(stage -> stage.name().equals(task.key().stage()))
                .flatMap(stage -> stage.steps().stream())
                .filter(step -> step.name().equals(task.key().step()))
                .findFirst();
    }

    private static Attempt attempt(AttemptView view) {
        var attempt = Attempt.newBuilder()
                .setNumber(view.attempt().number())
                .setPurpose(view.purpose().name().toLowerCase(Locale.ROOT))
                .setDispatchedAt(timestamp(view.dispatched()))
                .setAdopted(view.adopted());
        // The word that it has begun may never have come, as the agent died; its end tells when that was.
        view.started()
                .or(() -> view.result().flatMap(AttemptResult::startedAt))
                .ifPresent(at -> attempt.setStartedAt(timestamp(at)));
        view.result().ifPresent(result -> {
            attempt.setOutcome(result.outcome().name()).setMessage(result.message());
            result.endedAt().ifPresent(at -> attempt.setEndedAt(timestamp(at)));
            result.exitCode().ifPresent(attempt::setExitCode);
            result.observation().ifPresent(seen -> attempt.setObservation(observation(seen)));
        });
        return attempt.build();
    }

    private static dev.banksman.proto.agent.v1.Observation observation(Observation seen) {
        return dev.banksman.proto.agent.v1.Observation.newBuilder()
                .setVerdict(Verdict.valueOf("VERDICT_" + seen.verdict().name()))
                .setExpected(seen.expected())
                .setObserved(seen.observed())
                .putAllDetails(seen.details())
                .build();
    }

    private static Question question(RunView view, RunView.Question asked) {
        var question = Question.newBuilder().setWhy(asked.why()).setAskedAt(timestamp(asked.asked()));
        asked.choices().forEach(choice -> question.addChoices(decision(choice)));
        for (var name : asked.remedies()) {
            view.plan().remedies().stream()
                    .filter(remedy -> remedy.name().equals(name))
                    .findFirst()
                    .ifPresent(remedy -> question.addRemedies(offer(remedy)));
        }
        if (asked.choices().contains(RunInput.DecisionKind.GO_BACK)) {
            question.addAllRestorePoints(view.restorePoints());
        }
        return question.build();
    }

    private static RemedyOffer offer(PlannedRemedy remedy) {
        return RemedyOffer.newBuilder()
                .setRemedy(remedy.name())
                .setTitle(remedy.title())
                .setExplain(remedy.explain())
                .setRunnable(remedy.tryAction().isPresent())
                .build();
    }

    private static GateInstructions gate(Runbook.Gate gate, UnaryOperator<String> texts) {
        var message = GateInstructions.newBuilder()
                .setInstructions(texts.apply(gate.instructions()))
                .addAllDeciders(gate.deciders());
        gate.expectedDuration().ifPresent(length -> message.setExpectedDuration(duration(length)));
        for (var field : gate.evidence()) {
            message.addEvidence(EvidenceField.newBuilder()
                    .setName(field.name())
                    .setType(field.type().name().toLowerCase(Locale.ROOT))
                    .setHelp(field.help())
                    .setRequired(field.required())
                    .setDefaultValue(field.defaultValue().map(texts).orElse(""))
                    .addAllChoices(field.choices())
                    .setPattern(field.pattern().orElse("")));
        }
        return message.build();
    }

    static DecisionKind decision(RunInput.DecisionKind kind) {
        return DecisionKind.valueOf("DECISION_KIND_" + kind.name());
    }

    /** Empty for a value that this version does not know. */
    static Optional<RunInput.DecisionKind> decision(DecisionKind kind) {
        for (var known : RunInput.DecisionKind.values()) {
            if (decision(known) == kind) {
                return Optional.of(known);
            }
        }
        return Optional.empty();
    }

    static dev.banksman.proto.operator.v1.Problem problem(Problem problem) {
        return dev.banksman.proto.operator.v1.Problem.newBuilder()
                .setFile(problem.file())
                .setLine(problem.position().line())
                .setColumn(problem.position().column())
                .setPath(problem.path())
                .setFound(problem.found())
                .setExpected(problem.expected())
                .setHint(problem.hint().orElse(""))
                .setText(problem.toString())
                .build();
    }

    static Instant instant(Timestamp at) {
        return Instant.ofEpochSecond(at.getSeconds(), at.getNanos());
    }

    static Timestamp timestamp(Instant at) {
        return Timestamp.newBuilder()
                .setSeconds(at.getEpochSecond())
                .setNanos(at.getNano())
                .build();
    }

    static com.google.protobuf.Duration duration(Duration length) {
        return com.google.protobuf.Duration.newBuilder()
                .setSeconds(length.getSeconds())
                .setNanos(length.getNano())
                .build();
    }

    /** A sentence, and the nearest known name where there is one. */
    static String withHint(String sentence, String hint) {
        return hint.isEmpty() ? sentence + "." : sentence + "; " + hint;
    }
}
