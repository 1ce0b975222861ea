package dev.banksman.controller.operator;

import com.google.protobuf.ByteString;
import dev.banksman.controller.identity.Operator;
import dev.banksman.controller.identity.Role;
import dev.banksman.controller.plan.Plan.PlannedStage;
import dev.banksman.controller.plan.Plan.PlannedStep;
import dev.banksman.controller.run.Ruling;
import dev.banksman.controller.run.RunInput.Decide;
import dev.banksman.controller.run.RunInput.DecisionKind;
import dev.banksman.controller.run.RunInput.Target;
import dev.banksman.controller.run.RunView;
import dev.banksman.controller.run.RunView.TaskView;
import dev.banksman.controller.run.TaskState;
import dev.banksman.controller.runbook.NearestName;
import dev.banksman.proto.operator.v1.DecideReply;
import dev.banksman.proto.operator.v1.DecideRequest;
import dev.banksman.proto.operator.v1.GetReportReply;
import dev.banksman.proto.operator.v1.GetReportRequest;
import dev.banksman.proto.operator.v1.GetRunReply;
import dev.banksman.proto.operator.v1.GetRunRequest;
import dev.banksman.proto.operator.v1.ListRunsReply;
import dev.banksman.proto.operator.v1.ListRunsRequest;
import dev.banksman.proto.operator.v1.ListTasksReply;
import dev.banksman.proto.operator.v1.ListTasksRequest;
import dev.banksman.proto.operator.v1.Run;
import dev.banksman.proto.operator.v1.StageSummary;
import dev.banksman.proto.operator.v1.StepSummary;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Optional;

/** Answers what concerns runs: what they are, what is decided about them, what they came to. */
final class RunCalls {

    private static final int DEFAULT_PAGE = 100;
    private static final int MAX_PAGE = 1_000;

    private final Backend backend;
    private final InstantSource clock;

    RunCalls(Backend backend, InstantSource clock) {
        this.backend = backend;
        this.clock = clock;
    }

    ListRunsReply list(ListRunsRequest request) {
        var page = Page.of(request.getPageSize(), request.getPageToken(), DEFAULT_PAGE, MAX_PAGE);
        var reply = ListRunsReply.newBuilder();
        var all = backend.runs();
        all.stream()
                .skip(page.from())
                .limit(page.size())
                .forEach(line -> reply.addRuns(orQuarantined(Messages.run(line))));
        return reply.setNextPageToken(page.next(all.size())).build();
    }

    GetRunReply get(GetRunRequest request) {
        var view = find(request.getRun());
        var reply = GetRunReply.newBuilder().setRun(run(view));
        for (var stage : view.plan().stages()) {
            reply.addStages(stage(view, stage));
        }
        view.awaitingDecision().forEach(task -> reply.addAwaitingDecision(message(view, task)));
        return reply.build();
    }

    private static StageSummary stage(RunView view, PlannedStage stage) {
        var message = StageSummary.newBuilder()
                .setStage(stage.name())
                .setTitle(stage.title())
                .setRole(stage.role())
                .addAllHosts(stage.hosts());
        stage.needs()
                .forEach(need -> message.addNeeds(view.plan().stages().get(need).name()));
        var begun = false;
        var through = true;
        for (var step : stage.steps()) {
            var counts = new EnumMap<TaskState, Integer>(TaskState.class);
            for (var host : stage.hosts()) {
                view.task(stage.name(), step.name(), host)
                        .ifPresent(task -> counts.merge(task.state(), 1, Integer::sum));
            }
            begun |= counts.keySet().stream().anyMatch(state -> state != TaskState.WAITING);
            through &= counts.keySet().stream().allMatch(RunCalls::through);
            var summary = StepSummary.newBuilder()
                    .setStep(step.name())
                    .setTitle(step.title())
                    .setGate(step.gate().isPresent())
                    .setCheck(step.check());
            counts.forEach((state, count) -> summary.putTasks(state.name(), count));
            message.addSteps(summary);
        }
        return message.setOpen(begun && !through).setClosed(through).build();
    }

    private static boolean through(TaskState state) {
        return state == TaskState.SUCCEEDED || state == TaskState.SKIPPED || state == TaskState.EXCLUDED;
    }

    ListTasksReply tasks(ListTasksRequest request) {
        var view = find(request.getRun());
        var page = Page.of(request.getPageSize(), request.getPageToken(), DEFAULT_PAGE, MAX_PAGE);
        var states = new HashSet<String>();
        request.getStatesList().forEach(state -> states.add(state.name().substring("TASK_STATE_".length())));
        var reply = ListTasksReply.newBuilder();
        // One more than the page tells whether there is another.
        var found = view.tasks()
                .filter(task ->
                        request.getStage().isEmpty() || task.key().stage().equals(request.getStage()))
                .filter(task -> request.getHost().isEmpty() || task.key().host().equals(request.getHost()))
                .filter(task -> states.isEmpty() || states.contains(task.state().name()))
                .skip(page.from())
                .limit(page.size() + 1L)
                .toList();
        found.stream().limit(page.size()).forEach(task -> reply.addTasks(message(view, task)));
        return reply.setNextPageToken(page.next(page.from() + found.size())).build();
    }

    DecideReply decide(DecideRequest request, Operator by) {
        if (request.getIdempotencyKey().isBlank()) {
            throw new IllegalArgumentException(
                    "idempotency_key: expected a value that a repetition repeats, found none.");
        }
        var kind = Messages.decision(request.getDecision())
                .orElseThrow(() -> new IllegalArgumentException(
                        "decision: expected a kind that this controller knows, found " + request.getDecision() + "."));
        var view = find(request.getRun());
        allow(view, request, kind, by);
        var decision = new Decide(
                request.getIdempotencyKey(),
                by.name(),
                kind,
                new Target(
                        given(request.getStage()),
                        given(request.getStep()),
                        given(request.getHost()),
                        given(request.getRemedy()),
                        given(request.getInterlock()),
                        given(request.getRestorePoint())),
                request.getReason(),
                request.getEvidenceMap(),
                request.hasAskedAt() ? Optional.of(Messages.instant(request.getAskedAt())) : Optional.empty(),
                clock.instant());
        var decided = backend.decide(request.getRun(), decision).orElseThrow(() -> missing(request.getRun()));
        if (decided.ruling() instanceof Ruling.Rejected rejected) {
            throw Status.FAILED_PRECONDITION.withDescription(rejected.reason()).asRuntimeException();
        }
        var after = find(request.getRun());
        var reply = DecideReply.newBuilder().setPosition(decided.position());
        after.task(request.getStage(), request.getStep(), request.getHost())
                .ifPresent(task -> reply.setTask(message(after, task)));
        return reply.build();
    }

    /** Gates say who may decide; overriding an interlock and going back take an approver; the rest takes an operator. */
    private static void allow(RunView view, DecideRequest request, DecisionKind kind, Operator by) {
        var step = view.plan().stages().stream()
                .filter(stage -> stage.name().equals(request.getStage()))
                .flatMap(stage -> stage.steps().stream())
                .filter(candidate -> candidate.name().equals(request.getStep()))
                .findFirst();
        var deciders = step.flatMap(PlannedStep::gate).map(gate -> gate.deciders());
        if (deciders.isPresent() && !deciders.get().isEmpty()) {
            var allowed = deciders.get().stream().anyMatch(role -> by.has(Role.of(role)));
            if (!allowed) {
                throw new StatusRuntimeException(Status.PERMISSION_DENIED.withDescription("Gate " + request.getStage()
                        + "." + request.getStep() + " is decided by " + String.join(" or ", deciders.get()) + "; "
                        + by.name() + " is neither."));
            }
            return;
        }
        Authentication.caller(
                kind == DecisionKind.OVERRIDE_INTERLOCK || kind == DecisionKind.GO_BACK
                        ? Role.APPROVER
                        : Role.OPERATOR);
    }

    GetReportReply report(GetReportRequest request) {
        var format = switch (request.getFormat()) {
            case REPORT_FORMAT_JSON -> "json";
            case REPORT_FORMAT_HTML -> "html";
            case REPORT_FORMAT_TEXT, REPORT_FORMAT_UNSPECIFIED -> "text";
            case UNRECOGNIZED ->
                throw new IllegalArgumentException(
                        "format: expected JSON, HTML or TEXT, found " + request.getFormatValue() + ".");
        };
        if (request.getRemaining() && format.equals("json")) {
            throw new IllegalArgumentException("format: expected HTML or TEXT with remaining, found JSON.");
        }
        var content = (request.getRemaining()
                        ? backend.remaining(request.getRun(), format)
                        : backend.report(request.getRun(), format))
                .orElseThrow(() -> missing(request.getRun()));
        var mediaType =
                format.equals("json") ? "application/json" : "text/" + (format.equals("html") ? "html" : "plain");
        return GetReportReply.newBuilder()
                .setContent(ByteString.copyFromUtf8(content))
                .setMediaType(mediaType + "; charset=utf-8")
                .build();
    }

    private Run run(RunView view) {
        return orQuarantined(Messages.run(view));
    }

    private Run orQuarantined(Run message) {
        return orQuarantined(backend, message);
    }

    static Run orQuarantined(Backend backend, Run message) {
        return backend.quarantined(message.getRun())
                .map(reason ->
                        message.toBuilder().setHeld(true).setReason(reason).build())
                .orElse(message);
    }

    private dev.banksman.proto.operator.v1.Task message(RunView view, TaskView task) {
        return Messages.task(view, task, text -> backend.fillIn(view, task, text));
    }

    private RunView find(String run) {
        return backend.run(run).orElseThrow(() -> missing(run));
    }

    private StatusRuntimeException missing(String run) {
        return missing(backend, run);
    }

    static StatusRuntimeException missing(Backend backend, String run) {
        var known = backend.runs().stream().map(Backend.Listed::run).toList();
        var hint = NearestName.of(run, known)
                .map(name -> "; did you mean " + name + "?")
                .orElse(".");
        return Status.NOT_FOUND
                .withDescription("There is no run '" + run + "'" + hint + " 'banksman runs' lists those there are.")
                .asRuntimeException();
    }

    private static Optional<String> given(String value) {
        return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }
}
