package dev.banksman.deploy.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What steps have written down of themselves, on the disk of their host and without anybody's help. */
final class StepLedger {

    private final Path directory;

    StepLedger(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
    }

    Path directory() {
        return directory;
    }

    /** How often each attempt has begun. */
    Map<String, Integer> starts() throws IOException {
        var starts = new TreeMap<String, Integer>();
        for (var line : lines("starts")) {
            starts.merge(line.split(" ", 2)[0], 1, Integer::sum);
        }
        return starts;
    }

    /** With which exit code each attempt has ended that came to its end. */
    Map<String, Integer> ends() throws IOException {
        var ends = new TreeMap<String, Integer>();
        for (var line : lines("ends")) {
            var words = line.split(" ", 2);
            ends.put(words[0], Integer.parseInt(words[1]));
        }
        return ends;
    }

    private List<String> lines(String name) throws IOException {
        var file = directory.resolve(name);
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }
}
