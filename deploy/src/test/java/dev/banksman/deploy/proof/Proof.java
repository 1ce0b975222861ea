package dev.banksman.deploy.proof;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a test has counted.
 *
 * @param seeds played
 * @param events of journals that were held against what happened
 * @param kills of processes and machines
 * @param starts of commands that were held against what their hosts say themselves
 * @param doubleStarts of the same attempt
 * @param lostResults ends that a host knows and the journal does not, or otherwise
 * @param unknown how unknown outcomes ended, with how often
 */
public record Proof(
        long seeds,
        long events,
        long kills,
        long starts,
        long doubleStarts,
        long lostResults,
        Map<String, Long> unknown) {

    private static final Path DIRECTORY = Path.of("target", "proof");

    /**
     * Leaves it for the summary, whether it is good or bad; a later one of the same name takes its place.
     *
     * @param name of the test, for people
     */
    public void write(String name) throws IOException {
        Files.createDirectories(DIRECTORY);
        Files.write(DIRECTORY.resolve(name + ".txt"), lines());
    }

    private List<String> lines() {
        var lines = new ArrayList<>(List.of(
                "seeds " + seeds,
                "events " + events,
                "kills " + kills,
                "starts " + starts,
                "double-starts " + doubleStarts,
                "lost-results " + lostResults));
        new TreeMap<>(unknown).forEach((how, count) -> lines.add("unknown " + count + " " + how));
        return lines;
    }
}
