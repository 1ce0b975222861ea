package dev.banksman.controller.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.controller.forecast.Simulator.Simulation;
import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.run.FakeActions;
import dev.banksman.controller.run.PlanScript;
import dev.banksman.controller.run.RunInput.DecisionKind;
import dev.banksman.controller.run.RunPhase;
import dev.banksman.controller.run.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SimulatorTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Plan PLAN = PlanScript.plan("""
        stage web on w1
        step install retry=2/10s/10s/0
        gate look
        stage rest on s1 s2 needs web rolling batch=1 max-failures=0
        step upgrade done-when timeout=10m
        step verify check
        """);

    @Test
    void withoutFaultsNobodyIsAskedButAtGates() {
        var simulation = simulate(Duration.ZERO);
        assertThat(simulation.phase()).isEqualTo(RunPhase.SUCCEEDED);
        assertThat(asked(simulation)).containsExactly("web.look@w1 approve");
        // install, then on two hosts one after the other upgrade and verify, all guessed.
        assertThat(simulation.withoutGates()).isEqualTo(Duration.ofMinutes(3).plusSeconds(10));
        assertThat(simulation.took())
                .as("the gate takes the ten minutes that are guessed for one")
                .isEqualTo(Duration.ofMinutes(13).plusSeconds(10));
        assertThat(simulation.tasks()).containsEntry(TaskState.SUCCEEDED, 6);
    }

    @Test
    void whatFailsIsRetriedAsTheRunbookSaysThenPutBeforeAPersonAndGoesWellAfterThat() {
        var simulation = simulate(Duration.ofMinutes(5), "w1:install=fail");
        assertThat(asked(simulation)).containsExactly("web.install@w1 retry", "web.look@w1 approve");
        assertThat(simulation.questions().getFirst().why()).contains("it fails, as the simulation was asked to show");
        assertThat(simulation.questions().getFirst().at())
                .as("three tries of a minute, with ten seconds between them")
                .isEqualTo(START.plus(Duration.ofMinutes(3)).plusSeconds(20));
        assertThat(simulation.phase()).isEqualTo(RunPhase.SUCCEEDED);
    }

    @Test
    void aStepThatIsTooSlowTimesOut() {
        var slow = simulate(Duration.ZERO, "s1:rest.upgrade=slow:3x");
        assertThat(slow.withoutGates()).isEqualTo(Duration.ofMinutes(5).plusSeconds(10));
        var tooSlow = simulate(Duration.ZERO, "s1:rest.upgrade=slow:11x");
        assertThat(asked(tooSlow)).containsExactly("web.look@w1 approve", "rest.upgrade@s1 retry");
    }

    @Test
    void anEndThatIsLostIsFoundOutByTheProbe() {
        var simulation = simulate(Duration.ZERO, "s1:upgrade=unknown");
        assertThat(asked(simulation)).containsExactly("web.look@w1 approve");
        assertThat(simulation.withoutGates()).isEqualTo(Duration.ofMinutes(4).plusSeconds(10));
    }

    @Test
    void aHostThatIsAwayComesBackWithTheEndOfItsStep() {
        var simulation = simulate(Duration.ZERO, "s1:upgrade=unreachable:7m");
        assertThat(simulation.phase()).isEqualTo(RunPhase.SUCCEEDED);
        assertThat(simulation.withoutGates()).isEqualTo(Duration.ofMinutes(9).plusSeconds(10));
    }

    @Test
    void aHostThatIsAwayForLongIsGivenUpAndAskedAbout() {
        var simulation = simulate(Duration.ZERO, "s2:upgrade=unreachable:2h");
        assertThat(simulation.phase()).isEqualTo(RunPhase.SUCCEEDED);
        assertThat(simulation.took()).isGreaterThan(Duration.ofHours(2));
    }

    @Test
    void everyFaultOfEveryKindComesToAnEnd() {
        for (String kind : List.of("fail", "unknown", "timeout", "slow:40x", "unreachable:3h")) {
            var simulation = simulate(Duration.ofMinutes(1), "*:*=" + kind);
            assertThat(simulation.phase()).as(kind).isEqualTo(RunPhase.SUCCEEDED);
        }
    }

    @Test
    void theSameSimulationIsTheSameForEver() {
        assertThat(simulate(Duration.ZERO, "*:*=fail")).isEqualTo(simulate(Duration.ZERO, "*:*=fail"));
    }

    @Test
    void aFaultThatStrikesNothingIsTold() {
        var missing = Simulator.missing(PLAN, faults("w9:install=fail", "w1:look=fail", "w1:web.install=fail"));
        assertThat(missing).extracting(Fault::written).containsExactly("w9:install=fail", "w1:look=fail");
    }

    @Test
    void whatIsNoFaultIsNone() {
        for (String text : List.of(
                "",
                "w1",
                "w1:install",
                "w1:install=burn",
                "w1:install=fail:3x",
                "w1:install=slow:x",
                "w1:install=unreachable:soon",
                "=fail",
                "a:b=c=fail")) {
            assertThat(Fault.parse(text)).as(text).isEqualTo(Optional.empty());
        }
    }

    private static Simulation simulate(Duration deliberation, String... faults) {
        Pace pace = Pace.of(PLAN, List.of());
        return Simulator.play(PLAN, new FakeActions(), pace, faults(faults), deliberation, START);
    }

    private static List<Fault> faults(String... faults) {
        return Arrays.stream(faults)
                .map(text -> Fault.parse(text).orElseThrow())
                .toList();
    }

    private static List<String> asked(Simulation simulation) {
        return simulation.questions().stream()
                .map(question -> question.task().map(Object::toString).orElse("run") + " " + word(question.answer()))
                .toList();
    }

    private static String word(DecisionKind kind) {
        return kind.word();
    }
}
