package dev.banksman.controller.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.controller.plan.Plan.Purpose;
import dev.banksman.controller.plan.Plan.Resolved;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Ten thousand hosts with fifty steps each. */
final class LargePlanTest {
    private static final int HOSTS = 10_000;
    private static final int STEPS = 50;

    @Test
    void keepsStepsAndHostsOnceAndNotPerPair() {
        var plan = plan();
        var stage = plan.stages().getFirst();
        assertThat(stage.hosts()).hasSize(HOSTS);
        assertThat(stage.steps()).hasSize(STEPS);
        // Every second step is left out on every tenth host: the same set, held once.
        var sets = new IdentityHashMap<Set<String>, Boolean>();
        stage.steps().forEach(step -> sets.put(step.leftOut(), true));
        assertThat(sets).hasSize(2);
        assertThat(stage.steps().get(1).leftOut()).hasSize(HOSTS / 10);
        assertThat(PlanText.of(plan, List.of())).contains("and 9988 more").hasSizeLessThan(20_000);
    }

    @Test
    void plansAndExpandsInLittleMemory() throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process = new ProcessBuilder(
                        java,
                        "-Xmx192m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LargePlanTest.class.getName())
                .redirectErrorStream(true)
                .start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(4, TimeUnit.MINUTES)).as(output).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        assertThat(output).contains("expanded " + HOSTS * STEPS);
    }

    /** Run by {@link #plansAndExpandsInLittleMemory} in a JVM of its own; prints how long things took. */
    public static void main(String[] args) {
        var start = System.nanoTime();
        var plan = plan();
        var planned = System.nanoTime();
        var expander = PlanExpander.of(plan);
        var expanded = 0;
        for (var host : plan.stages().getFirst().hosts()) {
            for (var step = 0; step < STEPS; step++) {
                var resolved = expander.action(0, step, host, Purpose.EXECUTE, (s, t, h, o) -> Optional.empty(), "r1");
                expanded += resolved instanceof Resolved.Ready ? 1 : 0;
            }
        }
        var end = System.nanoTime();
        System.out.printf(
                "planned in %d ms, expanded %d in %d ms%n",
                TimeUnit.NANOSECONDS.toMillis(planned - start), expanded, TimeUnit.NANOSECONDS.toMillis(end - planned));
    }

    private static Plan plan() {
        var runbook = new StringBuilder("""
            runbook: large
            parameters: {media: {type: path}}
            roles: {client: {hosts: 1..}}
            stages:
              - stage: clients
                on: client
                rolling: {canary: 10, soak: 5m, batch: 10%, max-failures: 5}
                steps:
            """);
        for (var i = 0; i < STEPS; i++) {
            runbook.append("      - {step: step-%d, %sexec: {program: '${media}/setup', args: ['${host.name}', "
                            .formatted(i, i % 2 == 1 ? "when: host.variables.tenth == 'no', " : "")
                    + "'${host.variables.site}-%d']}, undo: {none: small}}\n".formatted(i));
        }
        var inventory = new StringBuilder("inventory: large\nhosts:\n");
        for (var i = 0; i < HOSTS; i++) {
            inventory.append("  client-%05d: {roles: [client], variables: {site: s%d, tenth: '%s'}}\n"
                    .formatted(i, i % 7, i % 10 == 0 ? "yes" : "no"));
        }
        return Plans.ready(runbook.toString(), inventory.toString(), Map.of("media", "/m"));
    }
}
