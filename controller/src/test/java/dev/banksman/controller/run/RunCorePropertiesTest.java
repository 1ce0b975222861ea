package dev.banksman.controller.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.common.seeds.Seeds;
import dev.banksman.controller.run.AttemptReport.AttemptKey;
import dev.banksman.controller.run.AttemptReport.Outcome;
import dev.banksman.controller.run.RunInput.DecisionKind;
import dev.banksman.controller.run.RunInput.Target;
import dev.banksman.controller.simulate.RandomPlans;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Any inputs in any order, also ones that no agent would send: the core takes or rejects each, {@link Bench} checks
 * after each event what must always hold, and a replay of the events gives the same state.
 */
class RunCorePropertiesTest {

    @Test
    void everyOrderOfInputsKeepsWhatMustHold() {
        Seeds.each(300, RunCorePropertiesTest::keepsWhatMustHold);
    }

    @Test
    @Tag("slow")
    void manyMoreOrdersOfInputsKeepWhatMustHold() {
        Seeds.each(301, 3_000, seed -> keepsWhatMustHold(new SplittableRandom(seed)));
    }

    private static void keepsWhatMustHold(SplittableRandom random) {
        var bench = new Bench(PlanScript.plan(withRestorePoints(RandomPlans.text(random.nextLong()), random)));
        bench.acquire();
        bench.start();
        int steps = 1 + random.nextInt(150);
        for (int step = 1; step <= steps; step++) {
            step(bench, random);
        }

        assertThat(bench.replayed()).isEqualTo(bench.state);
        assertThat(bench.replayed().toString()).isEqualTo(bench.state.toString());
    }

    /** On some actions of stages that do not roll; sometimes a window too. */
    private static String withRestorePoints(String plan, SplittableRandom random) {
        var lines = new ArrayList<String>();
        boolean rolling = false;
        for (String line : plan.lines().toList()) {
            if (line.startsWith("stage")) {
                rolling = line.contains(" rolling ");
                lines.add(!rolling && random.nextInt(10) == 0 ? line + " in-window" : line);
            } else if (line.startsWith("step") && !rolling && !line.contains(" check") && random.nextInt(3) == 0) {
                int number = (int)
                        lines.stream().filter(l -> l.contains("restore-point")).count();
                lines.add(line + " restore-point=copy" + number + (random.nextBoolean() ? " by-hand" : ""));
            } else {
                lines.add(line);
            }
        }
        if (random.nextInt(4) == 0) {
            lines.add("window 2M 40M");
        }
        return String.join("\n", lines);
    }

    private static void step(Bench bench, SplittableRandom random) {
        try {
            if (bench.state.over()) {
                return;
            }
            int what = random.nextInt(100);
            String host = pick(random, List.copyOf(bench.plan.hosts().keySet()));
            if (what < 20) {
                hello(bench, random, host);
            } else if (what < 25) {
                bench.lost(host);
            } else if (what < 65) {
                bench.report(report(bench, random, host));
            } else if (what < 75) {
                bench.pass(Duration.ofSeconds(random.nextInt(600)));
            } else if (what < 97) {
                decide(bench, random, host);
            } else if (what < 98) {
                bench.take(new RunInput.HistoryDiffers(host, random.nextInt(100), bench.now));
            } else {
                bench.acquire();
            }
        } catch (Bench.RejectedException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    private static void hello(Bench bench, SplittableRandom random, String host) {
        var known = new ArrayList<AttemptReport>();
        bench.out(host).filter(a -> random.nextInt(4) > 0).ifPresent(a -> known.add(report(a.key(), random)));
        for (AttemptKey givenUp : bench.state.host(host).givenUp()) {
            if (random.nextBoolean()) {
                known.add(report(givenUp, random));
            }
        }
        bench.hello(host, known.toArray(AttemptReport[]::new));
    }

    private static AttemptReport report(Bench bench, SplittableRandom random, String host) {
        long last = bench.state.host(host).lastAttempt();
        long number = random.nextInt(10) > 0 ? Math.max(1, last) : 1 + random.nextLong(last + 1);
        return report(new AttemptKey(host, number), random);
    }

    private static AttemptReport report(AttemptKey key, SplittableRandom random) {
        return switch (random.nextInt(12)) {
            case 0, 1 -> new AttemptReport.Accepted(key);
            case 2, 3 -> new AttemptReport.Started(key, Bench.START, 1, random.nextBoolean());
            case 4 ->
                new AttemptReport.Refused(
                        key,
                        pick(random, List.of("CANNOT_RECORD", "FORBIDDEN", "BELOW_HIGH_WATER", "STALE_TERM")),
                        "no");
            case 5 -> new AttemptReport.NotKnown(key);
            case 6, 7 -> new AttemptReport.Ended(key, Bench.result(pick(random, List.of(Outcome.values()))));
            default -> new AttemptReport.Ended(key, Bench.result(Outcome.SUCCEEDED));
        };
    }

    private static void decide(Bench bench, SplittableRandom random, String host) {
        var waiting = bench.state.awaitingDecision();
        DecisionKind kind = pick(random, List.of(DecisionKind.values()));
        Target target = Bench.target("@" + host);
        if (kind == DecisionKind.GO_BACK) {
            target = new Target(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of("copy" + random.nextInt(3)));
        }
        if (!waiting.isEmpty() && random.nextInt(5) > 0) {
            var task = pick(random, waiting);
            var question = task.question().orElseThrow();
            kind = pick(random, question.choices());
            target = new Target(
                    Optional.of(task.key().stage()),
                    Optional.of(task.key().step()),
                    Optional.of(task.key().host()),
                    question.remedies().stream().findFirst(),
                    question.interlock(),
                    Optional.of("copy" + random.nextInt(3)));
        }
        if (kind == DecisionKind.ABORT && random.nextInt(10) > 0) {
            kind = DecisionKind.RESUME;
        }
        bench.decide(pick(random, List.of("ann", "ben")), kind, target, "because", Map.of("name", "X"));
    }

    private static <T> T pick(SplittableRandom random, List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
