package dev.banksman.controller.simulate;

import dev.banksman.controller.run.Coverage;
import dev.banksman.controller.run.FakeActions;
import dev.banksman.controller.run.Invariants;
import java.time.Duration;
import java.util.List;

/**
 * Plays many simulated runs, each from its own seed: {@code SimulationRuns [how many] [first seed]}. A breach is
 * printed with its seed, which plays it again, and with the plan.
 */
public final class SimulationRuns {
    private SimulationRuns() {}

    public static void main(String[] args) {
        int count = args.length > 0 ? Integer.parseInt(args[0]) : 1000;
        long first = args.length > 1 ? Long.parseLong(args[1]) : 1;
        int broken = 0;
        for (long seed = first; seed < first + count; seed++) {
            try {
                SimulationReport report = play(seed);
                if (count <= 20) {
                    System.out.println(report);
                }
            } catch (RuntimeException | AssertionError e) {
                broken++;
                System.out.println(
                        "seed " + seed + " breaks: " + e.getMessage() + "\nplan:\n" + RandomPlans.text(seed));
                e.printStackTrace(System.out);
                break;
            }
        }
        System.out.println(count + " runs from seed " + first + ", " + broken + " broken");
        System.exit(broken == 0 ? 0 : 1);
    }

    /** One run of a random plan, with everything going wrong for two hours, checked after each event. */
    public static SimulationReport play(long seed) {
        var invariants = new Invariants();
        return SimulatedFleet.play(
                RandomPlans.of(seed),
                new FakeActions(),
                seed,
                Faults.WILD,
                Duration.ofHours(2),
                List.of(invariants::check, Coverage::record));
    }
}
