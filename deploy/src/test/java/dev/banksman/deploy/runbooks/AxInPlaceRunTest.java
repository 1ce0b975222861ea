package dev.banksman.deploy.runbooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.controller.engine.DocumentPlanning;
import dev.banksman.controller.engine.Planning;
import dev.banksman.controller.plan.Plan.Purpose;
import dev.banksman.controller.plan.Plan.Resolved;
import dev.banksman.controller.plan.Planned;
import dev.banksman.controller.run.Effect;
import dev.banksman.controller.run.RunPhase;
import dev.banksman.controller.run.TaskState;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs of the in-place upgrade on the core come to their end when all goes well, and remedies have something to send. */
class AxInPlaceRunTest {

    private static final String DIGEST = "sha256:" + "b".repeat(64);

    private static Stream<Arguments> runs() {
        return Stream.of(
                Arguments.of("test", Map.of("import-export-framework", "information-source")),
                Arguments.of("test", Map.of("source", "r2", "export-single-models", "true")),
                Arguments.of("test", Map.of("part", "data-upgrade", "upgraded-store-digest", DIGEST)),
                Arguments.of("development", Map.of("layers", "isv,var,cus,usr")),
                Arguments.of(
                        "development",
                        Map.of("layers", "cus", "isv-models", "", "cycle", "delta", "changed-models", "14")),
                Arguments.of("production", Map.of()),
                Arguments.of("production", Map.of("source", "r2", "way-back", "new-hardware")));
    }

    @ParameterizedTest
    @MethodSource("runs")
    void everyStepIsSentAndTheRunSucceeds(String system, Map<String, String> changes) {
        var documents = new AxInPlace(system).documents(changes);
        var planning = new DocumentPlanning();
        var plan = ((Planned.Ready) planning.plan(documents)).plan();

        var end = PlayedRun.play(plan, planning.actions(plan, "played"), AxInPlaceRunTest::shown);

        assertThat(end.awaitingDecision()).isEmpty();
        assertThat(end.phase()).isEqualTo(RunPhase.SUCCEEDED);
        assertThat(end.tasks().map(task -> task.state())).containsOnly(TaskState.SUCCEEDED, TaskState.SKIPPED);
    }

    @ParameterizedTest
    @MethodSource("runs")
    void everyRemedyHasSomethingToSend(String system, Map<String, String> changes) {
        Planning.Documents documents = new AxInPlace(system).documents(changes);
        var planning = new DocumentPlanning();
        var plan = ((Planned.Ready) planning.plan(documents)).plan();
        var actions = planning.actions(plan, "played");
        var host = plan.hosts().keySet().iterator().next();

        assertThat(plan.remedies().stream().filter(remedy -> remedy.tryAction().isPresent()))
                .allSatisfy(remedy -> assertThat(actions.resolve(
                                plan.stages().getFirst(),
                                plan.stages().getFirst().steps().getFirst(),
                                host,
                                Purpose.REMEDY,
                                Optional.of(remedy.name()),
                                (stage, step, on, output) -> Optional.empty()))
                        .as(remedy.name())
                        .isInstanceOf(Resolved.Ready.class));
    }

    /** What commands show: two models in each layer, ports, names, rows that a query saves. */
    private static Map<String, String> shown(Effect.Dispatch dispatch) {
        var shown = new HashMap<String, String>();
        dispatch.outputs()
                .forEach(rule -> shown.put(
                        rule.getName(),
                        switch (rule.getName()) {
                            case "ids" -> "12\r\n14\r\n";
                            case "port" -> "2712";
                            case "wsdl-port" -> "8101";
                            case "version" -> "6.0.947.0";
                            default -> "AX";
                        }));
        if (dispatch.action().getSql().getSave().isEmpty()) {
            shown.put("digest", DIGEST);
        } else {
            shown.put(dispatch.action().getSql().getSave(), "SIMPLE");
        }
        return shown;
    }
}
