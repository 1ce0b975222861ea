package dev.banksman.controller.operator;

import com.google.protobuf.Any;
import com.google.rpc.Code;
import dev.banksman.controller.identity.Operator;
import dev.banksman.controller.runbook.Problem;
import dev.banksman.proto.operator.v1.Document;
import dev.banksman.proto.operator.v1.PreviewPlanReply;
import dev.banksman.proto.operator.v1.PreviewPlanRequest;
import dev.banksman.proto.operator.v1.Problems;
import dev.banksman.proto.operator.v1.StartRunReply;
import dev.banksman.proto.operator.v1.StartRunRequest;
import dev.banksman.proto.operator.v1.ValidateRunbookReply;
import dev.banksman.proto.operator.v1.ValidateRunbookRequest;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Answers what concerns documents and plans. */
final class PlanCalls {

    private static final int MAX_PROBLEMS = 5;

    private final Backend backend;
    private final PlanForms forms;

    PlanCalls(Backend backend) {
        this.backend = backend;
        this.forms = new PlanForms(backend);
    }

    ValidateRunbookReply validate(ValidateRunbookRequest request) {
        var checked = backend.validate(
                request.getRunbook().getName(),
                request.getRunbook().getContent().toByteArray());
        var reply = ValidateRunbookReply.newBuilder().setRunbook(checked.name()).setVersion(checked.version());
        checked.problems().forEach(problem -> reply.addProblems(Messages.problem(problem)));
        checked.warnings().forEach(warning -> reply.addWarnings(Messages.problem(warning)));
        return reply.build();
    }

    PreviewPlanReply preview(PreviewPlanRequest request) {
        var documents = documents(request.getRunbook(), request.getInventory(), request.getParametersMap());
        var reply = PreviewPlanReply.newBuilder();
        switch (backend.preview(documents)) {
            case Backend.Preview.Ready ready -> {
                reply.setPlanHash(ready.plan().hash())
                        .setText(ready.text())
                        .setJson(ready.json())
                        .setPicture(ready.picture());
                ready.warnings().forEach(warning -> reply.addWarnings(Messages.problem(warning)));
                if (request.getChecklist()) {
                    checklist(documents, reply);
                }
                if (request.getDifferences()) {
                    forms.differences(request, ready.plan(), reply);
                }
                if (request.getForecast()) {
                    backend.forecasts()
                            .ofPlan(documents)
                            .ifPresent(forecast -> reply.setForecast(ForecastMessages.forecast(forecast)));
                }
            }
            case Backend.Preview.Refused refused -> {
                refused.problems().forEach(problem -> reply.addProblems(Messages.problem(problem)));
                refused.warnings().forEach(warning -> reply.addWarnings(Messages.problem(warning)));
            }
        }
        return reply.build();
    }

    private void checklist(Backend.Documents documents, PreviewPlanReply.Builder reply) {
        switch (backend.checklist(documents)) {
            case Backend.Paper.Ready(var text, var html) ->
                reply.setChecklistText(text).setChecklistHtml(html);
            case Backend.Paper.Refused(var problems) ->
                problems.forEach(problem -> reply.addProblems(Messages.problem(problem)));
        }
    }

    StartRunReply start(StartRunRequest request, Operator by) {
        if (request.getIdempotencyKey().isBlank()) {
            throw new IllegalArgumentException(
                    "idempotency_key: expected a value that a repetition repeats, found none.");
        }
        var documents = documents(request.getRunbook(), request.getInventory(), request.getParametersMap());
        return switch (backend.start(
                request.getIdempotencyKey(), documents, request.getExpectedPlanHash(), by.name())) {
            case Backend.Started.Run started ->
                StartRunReply.newBuilder()
                        .setRun(started.run())
                        .setPlanHash(started.planHash())
                        .build();
            case Backend.Started.Refused refused -> throw refused(refused.problems());
            case Backend.Started.Conflict conflict ->
                throw Status.FAILED_PRECONDITION
                        .withDescription(conflict.reason())
                        .asRuntimeException();
        };
    }

    static io.grpc.StatusRuntimeException refused(List<Problem> problems) {
        var details = Problems.newBuilder();
        // Details travel in headers, and those are bounded; PreviewPlan tells all problems in its reply.
        problems.stream().limit(MAX_PROBLEMS).forEach(problem -> details.addProblems(Messages.problem(problem)));
        return StatusProto.toStatusRuntimeException(com.google.rpc.Status.newBuilder()
                .setCode(Code.INVALID_ARGUMENT_VALUE)
                .setMessage(problems.stream()
                        .limit(MAX_PROBLEMS)
                        .map(Problem::toString)
                        .collect(Collectors.joining("\n")))
                .addDetails(Any.pack(details.build()))
                .build());
    }

    static Backend.Documents documents(Document runbook, Document inventory, Map<String, String> parameters) {
        return new Backend.Documents(
                runbook.getName(),
                runbook.getContent().toByteArray(),
                inventory.getName(),
                inventory.getContent().toByteArray(),
                parameters);
    }
}
