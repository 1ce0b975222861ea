package dev.banksman.controller.cli;

import dev.banksman.controller.runbook.syntax.Durations;
import dev.banksman.proto.operator.v1.SimulatePlanRequest;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "simulate",
        description = "Play the plan once in simulated time, with chosen faults. Touches no host.",
        footer = {
            "",
            "A fault is host:step=what. Host and step may be *, the step may be stage.step. What goes wrong:",
            "  fail            it fails, retries too, until a person has looked",
            "  timeout         it takes all its time, retries too, until a person has looked",
            "  unknown         its end is lost, once",
            "  slow:3x         it takes three times as long; slow alone is twice",
            "  unreachable:45m its host is away from its begin on; unreachable alone is 20 minutes",
            "For example: banksman simulate gp.yaml -i hosts.yaml --fault web-1:web-site.upgrade=fail"
        })
final class SimulateCommand extends OperatorCommands.Connected {

    @Mixin
    private DocumentOptions documents = new DocumentOptions();

    @Option(
            names = "--fault",
            paramLabel = "HOST:STEP=WHAT",
            description = "Something that goes wrong. May be repeated.")
    private List<String> faults = List.of();

    @Option(
            names = "--durations-of",
            paramLabel = "RUN",
            defaultValue = "",
            description = "Durations of this run, such as a rehearsal. Default: all earlier runs of the runbook.")
    private String durationsOf = "";

    @Option(
            names = "--answer-after",
            paramLabel = "DURATION",
            defaultValue = "0s",
            description = "How long people take to answer what is no gate, such as 5m. Gates take their usual time."
                    + " Default: at once.")
    private String answerAfter = "0s";

    @Override
    ExitCode ask(OperatorClient client) {
        Duration after = Durations.parse(answerAfter)
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.REFUSED,
                        "--answer-after: expected " + Durations.EXPECTED + "; found " + answerAfter + "."));
        var request = SimulatePlanRequest.newBuilder()
                .setRunbook(documents.runbook())
                .setInventory(documents.inventory())
                .putAllParameters(documents.parameters())
                .addAllFaults(faults)
                .setDurationsOf(durationsOf)
                .setAnswerAfter(com.google.protobuf.Duration.newBuilder().setSeconds(after.toSeconds()))
                .build();
        var reply = client.call(api -> api.simulatePlan(request));
        if (DocumentOptions.refused(err(), reply.getProblemsList(), reply.getWarningsList())) {
            return ExitCode.REFUSED;
        }
        if (json()) {
            out().println(RunFollower.json(reply));
        } else {
            SimulationText.page(reply, faults).forEach(out()::println);
        }
        return ExitCode.SUCCEEDED;
    }
}
