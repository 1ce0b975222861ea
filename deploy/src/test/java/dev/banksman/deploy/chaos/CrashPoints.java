package dev.banksman.deploy.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The named points at which a process can be let die, as they stand in the source: none can be forgotten. Those of an
 * agent's upgrade are passed in an upgrade alone, and died at in the tests of upgrades.
 */
record CrashPoints(List<String> controller, List<String> agent) {

    private static final Pattern REACHED = Pattern.compile("CrashPoint\\.reach\\(\"((?!upgrade-)[a-z-]+)\"\\)");

    /** @param root of the repository */
    static CrashPoints in(Path root) throws IOException {
        return new CrashPoints(below(root.resolve("controller/src/main")), below(root.resolve("agent/src/main")));
    }

    private static List<String> below(Path sources) throws IOException {
        var names = new TreeSet<String>();
        try (var files = Files.walk(sources)) {
            for (var file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                REACHED.matcher(Files.readString(file)).results().forEach(found -> names.add(found.group(1)));
            }
        }
        if (names.isEmpty()) {
            throw new IOException("Expected crash points below " + sources.toAbsolutePath() + ", found none");
        }
        return List.copyOf(names);
    }
}
