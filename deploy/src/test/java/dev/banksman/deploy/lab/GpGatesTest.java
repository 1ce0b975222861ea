package dev.banksman.deploy.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.controller.plan.Plan.PlannedStage;
import dev.banksman.controller.plan.Plan.PlannedStep;
import dev.banksman.deploy.lab.Walk.Stepped;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The gates of the GP runbook against the lab, with the agent's own actions. Two walks, with either way to upgrade
 * session hosts, in which nobody works at a gate the first time it opens: the check behind it must fail, and pass once
 * the work is done.
 */
@Tag("slow")
class GpGatesTest {

    private static final List<Stepped> PASSED = new ArrayList<>();
    private static final Map<String, Optional<String>> NOTICED_BY = new LinkedHashMap<>();
    private static final List<String> CHECKS = new ArrayList<>();

    @BeforeAll
    static void walkWithIdlePeople(@TempDir Path directory) throws Exception {
        for (var setup : List.of("unattended", "wizard")) {
            try (var tour = Tour.in(directory.resolve(setup), Bench.GP, Map.of("session-host-setup", setup))) {
                tour.walk().go(new Idle(tour.walk()));
                PASSED.addAll(tour.walk().passed());
                tour.plan()
                        .stages()
                        .forEach(stage -> stage.steps().stream()
                                .filter(step -> step.check() && step.leftOut().isEmpty())
                                .forEach(step -> CHECKS.add(stage.name() + "." + step.name())));
            }
        }
    }

    @AfterAll
    static void forget() {
        PASSED.clear();
        NOTICED_BY.clear();
        CHECKS.clear();
    }

    static Stream<String> gates() throws IOException {
        return Answers.read(Bench.GP.answers()).entries().stream()
                .map(Answers.Answer::gate)
                .distinct();
    }

    @ParameterizedTest
    @MethodSource("gates")
    void checkBehindTheGateNoticesThatNobodyWorked(String gate) {
        assertThat(NOTICED_BY).as("gates that opened").containsKey(gate);
        assertThat(NOTICED_BY.get(gate))
                .as("check that noticed it")
                .hasValueSatisfying(check -> assertThat(check.substring(0, check.indexOf('.')))
                        .isEqualTo(gate.substring(0, gate.indexOf('.'))));
    }

    @Test
    void answersFileKnowsEveryGateAndNoOther() throws IOException {
        assertThat(NOTICED_BY.keySet()).containsExactlyInAnyOrderElementsOf(gates().toList());
    }

    @Test
    void everyCheckPassesOnceTheWorkIsDone() {
        assertThat(PASSED).extracting(Stepped::name).containsAll(CHECKS);
    }

    @Test
    void onlyTheTenantServicesWantARestart() {
        assertThat(PASSED)
                .filteredOn(stepped -> stepped.finding().rebootRequired())
                .extracting(Stepped::host)
                .containsOnly("tenant-1");
    }

    /** Nobody works at a gate the first time; when the check has noticed, the work is done and the check asked again. */
    private static final class Idle implements Walk.Observer {

        private final Walk walk;
        private Optional<PlannedStage> stage = Optional.empty();
        private Optional<PlannedStep> gate = Optional.empty();

        Idle(Walk walk) {
            this.walk = walk;
        }

        @Override
        public boolean atGate(PlannedStage gateStage, PlannedStep step, String host) {
            stage = Optional.of(gateStage);
            gate = Optional.of(step);
            return NOTICED_BY.putIfAbsent(gateStage.name() + "." + step.name(), Optional.empty()) != null;
        }

        @Override
        public boolean failed(Stepped stepped) throws IOException, InterruptedException {
            var name = stage.orElseThrow().name() + "." + gate.orElseThrow().name();
            assertThat(NOTICED_BY.get(name))
                    .as("failed twice: %s", stepped.finding())
                    .isEmpty();
            NOTICED_BY.put(name, Optional.of(stepped.name()));
            walk.work(stage.get(), gate.get(), stepped.host());
            return true;
        }
    }
}
