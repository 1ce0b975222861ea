package dev.banksman.controller.cli;

import dev.banksman.proto.operator.v1.PreviewPlanReply;
import dev.banksman.proto.operator.v1.PreviewPlanRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "plan",
        description = "Show what would happen where in which order. Changes nothing.",
        footer = {
            "",
            "Before a maintenance window, print the plan for the case that Banksman itself is lost:",
            "  banksman plan web-tier.yaml -i hosts.yaml --html checklist.html",
            "Every step is on it as a person would do it, with boxes, what must be seen, and lines for what is written"
                    + " down. During a run, 'banksman report RUN --remaining' prints what is left."
        })
final class PlanCommand extends OperatorCommands.Connected {

    @Mixin
    private DocumentOptions documents = new DocumentOptions();

    @Option(names = "--picture", description = "Print a Mermaid flowchart of the stages.")
    private boolean picture;

    @Option(
            names = "--checklist",
            description = "Print a checklist for paper: all that is to be done, in order, so that a person can do it by"
                    + " hand.")
    private boolean checklist;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "Write the checklist to a file, as HTML for a printer.")
    private @Nullable Path html;

    @Option(
            names = "--no-forecast",
            description = "Without the forecast, which takes a few seconds for a plan of thousands of tasks.")
    private boolean noForecast;

    @Option(names = "--forecast-json", description = "Print the forecast alone, as JSON.")
    private boolean forecastJson;

    @Option(
            names = "--differences",
            description = "Print in what it differs from the plan of the last run of this runbook.")
    private boolean differences;

    @Override
    ExitCode ask(OperatorClient client) throws IOException {
        if ((checklist || html != null) && (json() || picture || forecastJson)) {
            throw new CommandFailure(
                    ExitCode.REFUSED,
                    "Expected one of --json, --picture and --checklist; found more. Ask for them one by one.");
        }
        var request = PreviewPlanRequest.newBuilder()
                .setRunbook(documents.runbook())
                .setInventory(documents.inventory())
                .putAllParameters(documents.parameters())
                .setChecklist(checklist || html != null)
                .setForecast(forecastJson
                        || !noForecast && !json() && !picture && !checklist && !differences && html == null)
                .setDifferences(differences)
                .build();
        var reply = client.call(api -> api.previewPlan(request));
        if (DocumentOptions.refused(err(), reply.getProblemsList(), reply.getWarningsList())) {
            return ExitCode.REFUSED;
        }
        if (differences) {
            PlanChanges.print(reply, out(), json());
        } else if (request.getChecklist()) {
            checklist(reply);
        } else if (forecastJson) {
            out().println(RunFollower.json(reply.getForecast()));
        } else {
            out().println(
                            json()
                                    ? reply.getJson()
                                    : picture
                                            ? reply.getPicture()
                                            : reply.getText().stripTrailing());
            if (reply.hasForecast()) {
                out().println();
                ForecastText.page(reply.getForecast()).forEach(out()::println);
            }
        }
        return ExitCode.SUCCEEDED;
    }

    private void checklist(PreviewPlanReply reply) throws IOException {
        if (reply.getChecklistText().isEmpty()) {
            throw new CommandFailure(
                    ExitCode.FAULT, "Expected a checklist from the controller, found none: it is of an older version.");
        }
        if (html != null) {
            OutputFile.write(html, reply.getChecklistHtml().getBytes(StandardCharsets.UTF_8));
        }
        if (checklist || html == null) {
            out().print(reply.getChecklistText());
        }
    }
}
