package dev.banksman.deploy.simulation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Turns a breach into something a person can follow. */
final class Findings {

    private static final int LAST_LINES = 40;

    private Findings() {}

    /** The course, if nothing was broken in it; else an error that says what, after which steps, and how to see it again. */
    static Course mustHold(Course course) {
        if (course.breach().isEmpty()) {
            return course;
        }
        var again = Simulation.play(course.seed(), Faults.WILD, Set.of(), true);
        var lines = new ArrayList<>(List.of("seed " + again.seed() + ", runbook:", again.runbook()));
        lines.addAll(again.transcript());
        var file = Path.of("target", "simulation", "seed-" + again.seed() + ".txt");
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var last = lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
        throw new AssertionError(
                "seed " + course.seed() + ": " + course.breach().get() + "\nThe whole transcript is in "
                        + file.toAbsolutePath() + ". Its end:\n" + String.join("\n", last));
    }
}
