package dev.banksman.deploy.runbooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.controller.plan.Planned;
import dev.banksman.controller.runbook.Runbook;
import dev.banksman.controller.runbook.Runbook.Interlock;
import dev.banksman.controller.runbook.Runbook.Stage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The orders of the in-place upgrade hold in every branch, and a runbook edited so that one does not is refused. */
class AxInPlaceInterlocksTest {

    @TestFactory
    Stream<DynamicTest> editedRunbookThatBreaksAnInterlockIsRefused() {
        return AxInPlace.ALL.stream().flatMap(system -> {
            var runbook = system.runbook();
            var inForce = inForce(system);
            return runbook.interlocks().stream()
                    // Written once for the four layers; one of them stands for all.
                    .filter(interlock -> !interlock.name().matches(".*-(var|cus|usr)(-before-export)?")
                            || interlock.name().matches("(isv|var|cus)-before-.*"))
                    .map(interlock -> DynamicTest.dynamicTest(system + " " + interlock.name(), () -> {
                        assertThat(inForce)
                                .as("branches in which it is in force")
                                .containsKey(interlock.name());
                        assertRefused(system, broken(runbook, interlock), inForce.get(interlock.name()), interlock);
                    }));
        });
    }

    @Test
    void fromR2ToR2IsRefused() {
        for (var system : List.of(AxInPlace.ALL.get(0), AxInPlace.ALL.get(2))) {
            var refused = system.plan(system.runbook(), Map.of("source", "r2", "target", "r2"));
            assertThat(refused)
                    .isInstanceOfSatisfying(
                            Planned.Refused.class,
                            no -> assertThat(no.problems())
                                    .anySatisfy(problem ->
                                            assertThat(problem.toString()).contains("R2 to R3 alone")));
        }
    }

    @Test
    void productionWithTwoMachinesIsPlanned() {
        var production = AxInPlace.ALL.get(2);
        var small = "inventory: small\nhosts:\n  sql: {roles: [database]}\n  aos: {roles: [aos]}\n";
        assertThat(production.plan(production.runbook(), Map.of(), small)).isInstanceOf(Planned.Ready.class);
    }

    /** For each interlock the smallest branch in which it has something to do; every branch is planned on the way. */
    private static Map<String, Map<String, String>> inForce(AxInPlace system) {
        var found = new LinkedHashMap<String, Map<String, String>>();
        var stages = new LinkedHashMap<String, Integer>();
        for (var branch : system.branches()) {
            var plan = system.plan(branch);
            for (var interlock : plan.interlocks()) {
                if (stages.getOrDefault(interlock.name(), Integer.MAX_VALUE)
                        > plan.stages().size()) {
                    stages.put(interlock.name(), plan.stages().size());
                    found.put(interlock.name(), branch);
                }
            }
        }
        return found;
    }

    private static void assertRefused(
            AxInPlace system, Runbook edited, Map<String, String> branch, Interlock interlock) {
        assertThat(system.plan(edited, branch))
                .isInstanceOfSatisfying(
                        Planned.Refused.class,
                        refused -> assertThat(refused.problems())
                                .anySatisfy(problem -> assertThat(problem.toString())
                                        .contains(interlock.name() + ": ")
                                        .contains(interlock.require() + " before " + interlock.before())));
    }

    /** What is held back comes first: its stage needs nothing any more, or its step is the first of their stage. */
    private static Runbook broken(Runbook runbook, Interlock interlock) {
        var stages = new ArrayList<Stage>();
        for (var stage : runbook.stages()) {
            if (!stage.name().equals(interlock.before().stage())) {
                stages.add(stage);
            } else if (stage.name().equals(interlock.require().stage())) {
                stages.add(Copies.with(
                        stage, "steps", first(stage, interlock.before().step().orElseThrow())));
            } else {
                stages.add(Copies.with(stage, "needs", List.of()));
            }
        }
        return Copies.with(runbook, "stages", List.copyOf(stages));
    }

    private static List<Runbook.Step> first(Stage stage, String name) {
        var steps = new ArrayList<>(stage.steps());
        var step = steps.stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
        steps.remove(step);
        steps.addFirst(step);
        return List.copyOf(steps);
    }
}
