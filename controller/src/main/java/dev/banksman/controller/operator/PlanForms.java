package dev.banksman.controller.operator;

import com.google.protobuf.ByteString;
import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.plan.PlanDifferences;
import dev.banksman.controller.plan.PlanJson;
import dev.banksman.controller.plan.PlanPicture;
import dev.banksman.controller.plan.PlanText;
import dev.banksman.controller.runbook.Problem;
import dev.banksman.proto.operator.v1.Document;
import dev.banksman.proto.operator.v1.GetPlanReply;
import dev.banksman.proto.operator.v1.GetPlanRequest;
import dev.banksman.proto.operator.v1.PlanChange;
import dev.banksman.proto.operator.v1.PlanDifference;
import dev.banksman.proto.operator.v1.PlanForm;
import dev.banksman.proto.operator.v1.PreviewPlanReply;
import dev.banksman.proto.operator.v1.PreviewPlanRequest;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A run's plan in the forms in which it is read, and what a plan has that another one had not. */
final class PlanForms {

    private static final int MAX_DIFFERENCES = 1_000;
    private static final List<PlanForm> USUAL =
            List.of(PlanForm.PLAN_FORM_TEXT, PlanForm.PLAN_FORM_JSON, PlanForm.PLAN_FORM_PICTURE);

    private final Backend backend;

    PlanForms(Backend backend) {
        this.backend = backend;
    }

    GetPlanReply get(GetPlanRequest request) {
        var plan = backend.run(request.getRun())
                .orElseThrow(() -> RunCalls.missing(backend, request.getRun()))
                .plan();
        var reply = GetPlanReply.newBuilder().setPlanHash(plan.hash()).putAllParameters(plan.parameters());
        for (var form : request.getFormsCount() == 0 ? USUAL : request.getFormsList()) {
            switch (form) {
                case PLAN_FORM_TEXT -> reply.setText(PlanText.of(plan, List.of()));
                case PLAN_FORM_JSON -> reply.setJson(PlanJson.of(plan));
                case PLAN_FORM_PICTURE -> reply.setPicture(PlanPicture.of(plan));
                case PLAN_FORM_CHECKLIST -> checklist(plan, reply);
                case PLAN_FORM_DOCUMENTS ->
                    reply.setRunbook(document(
                                    plan.sources().runbookFile(), plan.sources().runbookText()))
                            .setInventory(document(
                                    plan.sources().inventoryFile(),
                                    plan.sources().inventoryText()));
                case PLAN_FORM_UNSPECIFIED, UNRECOGNIZED ->
                    throw new IllegalArgumentException(
                            "forms: expected TEXT, JSON, PICTURE, CHECKLIST or DOCUMENTS, found " + form + ".");
            }
        }
        return reply.build();
    }

    private void checklist(Plan plan, GetPlanReply.Builder reply) {
        switch (backend.checklist(plan)) {
            case Backend.Paper.Ready(var text, var html) ->
                reply.setChecklistText(text).setChecklistHtml(html);
            case Backend.Paper.Refused(var problems) ->
                throw new Backend.UnavailableException(
                        problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        }
    }

    private static Document document(String name, String text) {
        return Document.newBuilder()
                .setName(name)
                .setContent(ByteString.copyFromUtf8(text))
                .build();
    }

    /** Says what a plan that is looked at has that the plan of an earlier run had not. */
    void differences(PreviewPlanRequest request, Plan plan, PreviewPlanReply.Builder reply) {
        var compared = request.getDifferencesToRun().isEmpty()
                ? newest(plan.runbook())
                : Optional.of(request.getDifferencesToRun());
        if (compared.isEmpty()) {
            return;
        }
        var before = backend.run(compared.get()).orElseThrow(() -> RunCalls.missing(backend, compared.get()));
        var found = PlanDifferences.between(before.plan(), plan);
        reply.setDifferencesToRun(compared.get()).setDifferencesLeftOut(Math.max(0, found.size() - MAX_DIFFERENCES));
        found.stream().limit(MAX_DIFFERENCES).forEach(difference -> reply.addDifferences(message(difference)));
    }

    private Optional<String> newest(String runbook) {
        return backend.runs().stream()
                .filter(run -> run.runbook().equals(runbook))
                .filter(run -> backend.quarantined(run.run()).isEmpty())
                .map(Backend.Listed::run)
                .findFirst();
    }

    private static PlanDifference message(PlanDifferences.Difference difference) {
        return PlanDifference.newBuilder()
                .setChange(
                        PlanChange.valueOf("PLAN_CHANGE_" + difference.change().name()))
                .setPath(difference.path())
                .setBefore(difference.before())
                .setAfter(difference.after())
                .build();
    }
}
