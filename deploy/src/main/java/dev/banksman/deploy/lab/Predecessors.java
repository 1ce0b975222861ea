package dev.banksman.deploy.lab;

import dev.banksman.proto.operator.v1.GetRunRequest;
import dev.banksman.proto.operator.v1.ListTasksRequest;
import dev.banksman.proto.operator.v1.RunPhase;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs in a lab what must have run before a procedure can ({@link Before}), one run after the other, with the lab's people
 * at the gates, and hands on what later ones need. One use.
 */
final class Predecessors {

    private static final int PATIENCE_SECONDS = 240;
    private static final int PAGE = 500;

    private final LabRig rig;
    private final PrintWriter out;
    private final Map<String, String> given = new HashMap<>();

    Predecessors(LabRig rig, PrintWriter out) {
        this.rig = rig;
        this.out = out;
    }

    /**
     * Comes back when all of them have succeeded.
     *
     * @return values of the parameters of the procedure itself
     * @throws LabException when a run did not succeed
     */
    Map<String, String> run(Before before) throws IOException, InterruptedException {
        for (var leg : before.legs()) {
            rig.write(leg.procedure(), Map.of());
            var run = start(leg.procedure(), Before.filled(leg.with(), given));
            out.println("lab: " + leg.procedure().runbook() + " is run first: " + run);
            var code = GateAnswers.play(
                    "--lab",
                    rig.folder().root().toString(),
                    "--procedure",
                    leg.procedure().folder().toString(),
                    "--run",
                    run);
            take(leg, run, code);
        }
        return Before.filled(before.with(), given);
    }

    /** As a person starts it: values of several lines have no place in a file of parameters. */
    private String start(LabProcedure procedure, Map<String, String> changes) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                rig.distribution().resolve("bin/banksman").toString(),
                "run",
                procedure.runbookFile().toString(),
                "--inventory",
                rig.folder().inventory().toString(),
                "--parameters",
                rig.folder().parameters().toString(),
                "--detach"));
        changes.forEach((name, value) -> command.addAll(List.of("-p", name + "=" + value)));
        var log = Files.createTempFile(rig.folder().root(), "run", ".log");
        var environment = Map.of("BANKSMAN_DATA", rig.folder().controller().toString());
        LabProcess.start("banksman run", log, environment, command).succeed(PATIENCE_SECONDS);
        // After its warnings.
        return Files.readAllLines(log).getLast().strip();
    }

    private void take(Before.Leg leg, String run, int code) throws IOException {
        try (var link = OperatorLink.open(rig.folder().controller())) {
            var ended =
                    link.call().getRun(GetRunRequest.newBuilder().setRun(run).build());
            if (code != GateAnswers.ENDED || ended.getRun().getPhase() != RunPhase.RUN_PHASE_SUCCEEDED) {
                var waiting = ended.getAwaitingDecisionList().stream()
                        .map(task -> task.getStage() + "." + task.getStep() + "@" + task.getHost() + ": "
                                + task.getQuestion().getWhy())
                        .toList();
                throw new LabException(leg.procedure().runbook() + ", which is to run first, did not succeed: "
                        + ended.getRun().getReason() + " " + waiting);
            }
            for (var gift : leg.gives().entrySet()) {
                given.put(gift.getKey(), output(link, run, gift.getValue()));
            }
        }
    }

    private static String output(OperatorLink link, String run, String place) {
        var name = place.substring(place.lastIndexOf('.') + 1);
        var step = place.substring(0, place.lastIndexOf('.'));
        var token = "";
        do {
            var page = link.call()
                    .listTasks(ListTasksRequest.newBuilder()
                            .setRun(run)
                            .setPageSize(PAGE)
                            .setPageToken(token)
                            .build());
            for (var task : page.getTasksList()) {
                if ((task.getStage() + "." + task.getStep()).equals(step) && task.containsOutputs(name)) {
                    return task.getOutputsOrThrow(name);
                }
            }
            token = page.getNextPageToken();
        } while (!token.isEmpty());
        throw new LabException(run + ": expected the output " + place + ", found none.");
    }
}
