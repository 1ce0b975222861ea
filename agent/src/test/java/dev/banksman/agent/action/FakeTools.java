package dev.banksman.agent.action;

import dev.banksman.agent.action.HostTools.Platform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Stand-ins for a platform's tools: small shell scripts that share a directory, {@code $D}, and note their calls. */
public final class FakeTools {

    private final Path directory;
    private final Platform platform;
    private final Map<String, List<String>> commands = new HashMap<>();

    public FakeTools(Path directory, Platform platform) {
        this.directory = directory;
        this.platform = platform;
    }

    public FakeTools tool(String name, String body) {
        try {
            var script = directory.resolve(name + ".sh");
            Files.writeString(
                    script, "D='" + directory + "'\necho \"" + name + " $*\" >> \"$D/calls\"\n" + body + "\n");
            commands.put(name, List.of("/bin/sh", script.toString()));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public FakeTools missing(String name) {
        commands.put(name, List.of(directory.resolve("no-such-tool").toString()));
        return this;
    }

    public HostTools tools() {
        return new HostTools(platform, Map.copyOf(commands), directory.resolve("boot-id"));
    }

    List<String> calls() {
        try {
            var file = directory.resolve("calls");
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void remove(String name) {
        try {
            Files.deleteIfExists(directory.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void write(String name, String text) {
        try {
            Files.writeString(directory.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
