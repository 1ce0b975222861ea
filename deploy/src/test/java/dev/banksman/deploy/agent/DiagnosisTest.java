package dev.banksman.deploy.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.common.SystemTime;
import dev.banksman.controller.doctor.ControllerLook;
import dev.banksman.controller.doctor.Doctor;
import dev.banksman.controller.doctor.DoctorPorts;
import dev.banksman.controller.doctor.Examinations;
import dev.banksman.controller.doctor.Finding;
import dev.banksman.controller.doctor.Finding.Verdict;
import dev.banksman.controller.doctor.Patience;
import dev.banksman.controller.fleet.AgentSessions;
import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.plan.Plan.PlanSources;
import dev.banksman.controller.plan.Planned;
import dev.banksman.controller.plan.Planner;
import dev.banksman.controller.runbook.InventoryReader;
import dev.banksman.controller.runbook.Read;
import dev.banksman.controller.runbook.RunbookReader;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The controller's doctor and a real agent over the real link: the one asks what the other knows. */
class DiagnosisTest {

    private static final String RUNBOOK = """
        runbook: one-host
        title: One host
        roles:
          web: {hosts: 1}
        stages:
          - stage: only
            on: web
            steps:
              - step: allowed
                title: Allowed
                exec: {script: {shell: sh, body: 'touch ${'$'}WITNESS'}, env: {WITNESS: /nowhere}}
                outputs: {found: '(.*)'}
              - step: forbidden
                title: Forbidden
                exec: {program: /usr/bin/forbidden}
              - step: depends
                title: Depends
                exec: {script: {shell: sh, body: 'true'}, env: {VALUE: '${outputs.only.allowed.found}'}}
        """.replace("${'$'}", "$");

    private static final String INVENTORY = "inventory: one\nhosts: {web-1: {roles: [web]}}";

    @TempDir
    private Path root;

    private final List<Finding> found = new CopyOnWriteArrayList<>();

    @Test
    void aRealAgentTellsHowItIsAndWhatItWouldTake() throws Exception {
        var sessions = new AgentSessions(new SimpleMeterRegistry());
        var examinations = new Examinations(SystemTime.ticker());
        sessions.tellOfExaminations(examinations);
        try (var fleet = new FleetRig(root, Duration.ofDays(30), sessions, new Orders(sessions), List.of())) {
            fleet.enroll("script:sh");
            fleet.run("");
            fleet.awaitConnected();

            diagnose(sessions, examinations, SystemTime.clock(), Optional.of(plan()));

            assertThat(verdict("", "clock")).isEqualTo(Verdict.PASS);
            assertThat(verdict("", "certificate")).isEqualTo(Verdict.PASS);
            assertThat(finding("", "policy").observed())
                    .isEqualTo("actions: all; programs: script:sh; accounts: the agent's own");
            assertThat(verdict("only.allowed", "admission")).isEqualTo(Verdict.PASS);
            assertThat(finding("only.forbidden", "admission"))
                    .returns(Verdict.FAIL, Finding::verdict)
                    .satisfies(finding -> assertThat(finding.observed())
                            .startsWith("This host's policy does not allow the program '/usr/bin/forbidden'"));
            assertThat(verdict("only.depends", "action")).isEqualTo(Verdict.SKIPPED);

            // The other way round: a controller whose clock is behind finds its hosts ahead.
            var behind = SystemTime.clock();
            diagnose(sessions, examinations, () -> behind.instant().minusSeconds(75), Optional.empty());

            assertThat(verdict("", "clock")).isEqualTo(Verdict.FAIL);
            assertThat(finding("", "clock").observed()).matches("7[4-9]\\.\\d\\d s ahead, measured to within .* s");
            try (var files = Files.list(fleet.directory().resolve("commands"))) {
                assertThat(files).isEmpty();
            }
        }
    }

    private void diagnose(AgentSessions sessions, Examinations examinations, InstantSource clock, Optional<Plan> plan)
            throws Exception {
        found.clear();
        var look = new ControllerLook(
                root,
                () -> clock.instant().plus(Duration.ofDays(3000)),
                () -> clock.instant().plus(Duration.ofDays(60)),
                clock,
                ZoneOffset.UTC,
                OptionalLong::empty);
        var doctor = new Doctor(
                new DoctorPorts(sessions, examinations, look, clock, SystemTime.ticker(), Patience.DEFAULT, "test"));
        var tally = doctor.run(new Doctor.Order(List.of(FleetRig.HOST), plan, "tester"), new Doctor.Listener() {
            @Override
            public boolean found(Finding finding) {
                return found.add(finding);
            }

            @Override
            public boolean through(String host) {
                return true;
            }

            @Override
            public boolean waiting() {
                return true;
            }
        });
        assertThat(tally).isPresent();
        assertThat(tally.get().passed()
                        + tally.get().warned()
                        + tally.get().failed()
                        + tally.get().skipped())
                .isEqualTo(found.size());
    }

    private Verdict verdict(String task, String subject) {
        return finding(task, subject).verdict();
    }

    private Finding finding(String task, String subject) {
        return found.stream()
                .filter(finding -> finding.host().equals(FleetRig.HOST)
                        && finding.task().equals(task)
                        && finding.subject().equals(subject))
                .findFirst()
                .orElseThrow(() -> new AssertionError(task + " " + subject + " is not among " + found));
    }

    private static Plan plan() {
        var runbook = valid(RunbookReader.read("one.yaml", RUNBOOK.getBytes(StandardCharsets.UTF_8)));
        var inventory = valid(InventoryReader.read("hosts.yaml", INVENTORY.getBytes(StandardCharsets.UTF_8)));
        return switch (Planner.plan(
                runbook, inventory, Map.of(), new PlanSources("one.yaml", RUNBOOK, "hosts.yaml", INVENTORY))) {
            case Planned.Ready(var plan, var warnings) -> plan;
            case Planned.Refused(var problems) -> throw new AssertionError(problems.toString());
        };
    }

    private static <T> T valid(Read<T> read) {
        return switch (read) {
            case Read.Valid<T>(var document, var warnings) -> document;
            case Read.Invalid<T>(var problems) -> throw new AssertionError(problems.toString());
        };
    }
}
