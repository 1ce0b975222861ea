package dev.banksman.deploy.simulation;

import java.util.EnumSet;
import java.util.Set;
import org.slf4j.MDC;

/**
 * Plays seeds: {@code SimulationMain [HOW-MANY [FIRST [PLANT]]]}; one seed prints its transcript. Ends with 1 at the
 * first breach, with the seed and the way there.
 */
final class SimulationMain {

    private SimulationMain() {}

    public static void main(String[] args) {
        MDC.put("simulated", "yes");
        int count = args.length > 0 ? Integer.parseInt(args[0]) : 1_000;
        long first = args.length > 1 ? Long.parseLong(args[1]) : 1;
        Set<Plant> plants = args.length > 2 ? EnumSet.of(Plant.valueOf(args[2])) : Set.of();
        long begun = System.nanoTime();
        long events = 0;
        for (long seed = first; seed < first + count; seed++) {
            var course = Simulation.play(seed, Faults.WILD, plants, count == 1);
            events += course.counts().events();
            if (count == 1) {
                System.out.println(course.runbook());
                course.transcript().forEach(System.out::println);
                System.out.println(
                        course.breach() + " " + course.phase() + " " + course.counts() + " " + course.digest());
            } else if (course.breach().isPresent()) {
                System.out.println("seed " + seed + ": " + course.breach().get());
                System.exit(1);
            }
        }
        System.out.printf(
                "%d seeds from %d, %d events checked, %.1f s%n",
                count, first, events, (System.nanoTime() - begun) / 1e9);
    }
}
