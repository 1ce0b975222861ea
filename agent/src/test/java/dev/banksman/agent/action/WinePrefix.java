package dev.banksman.agent.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.banksman.agent.action.HostTools.Platform;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A Windows of a test's own, below its directory, as Wine makes it. */
record WinePrefix(Path directory) {

    /** Skips the test, saying so, where the program is not installed. */
    static void needs(String program) {
        assumeTrue(
                Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program))),
                program + " is not installed");
    }

    static WinePrefix make(Path directory) throws IOException, InterruptedException {
        needs("wine");
        var prefix = new WinePrefix(directory);
        // It stays until it is told to end. By default it goes down a few seconds after the last program has ended, and
        // a
        // program that begins at that moment goes down with it: exit code 1, and not a word.
        assertThat(prefix.server("-p")).isZero();
        assertThat(prefix.run("cmd", "/c", "ver")).isZero();
        return prefix;
    }

    /** What starts a program of this Windows from Linux. */
    List<String> command(String... words) {
        // A home of its own: a prefix links the folders of the home it is made in.
        var variables = List.of("HOME=" + directory, "WINEPREFIX=" + directory.resolve("prefix"), "WINEDEBUG=-all");
        return Stream.of(List.of("env"), variables, List.of("wine"), List.of(words))
                .flatMap(List::stream)
                .toList();
    }

    int run(String... words) throws IOException, InterruptedException {
        var log = directory.resolve("wine.log").toFile();
        return new ProcessBuilder(command(words))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .start()
                .waitFor();
    }

    /** Its drive C. */
    Path drive() {
        return directory.resolve("prefix/drive_c");
    }

    HostTools tools(String... names) {
        var commands = new HashMap<String, List<String>>();
        for (var name : names) {
            commands.put(name, command(name));
        }
        return new HostTools(Platform.WINDOWS, Map.copyOf(commands), directory.resolve("boot-id"));
    }

    /** Ends all that runs in it, and waits until it has written its registry. */
    void end() throws IOException, InterruptedException {
        run("wineboot", "--kill");
        server("-k");
        server("-w");
    }

    private int server(String option) throws IOException, InterruptedException {
        var prefix = Files.createDirectories(directory.resolve("prefix"));
        var server = new ProcessBuilder("wineserver", option)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("wine.log").toFile()));
        server.environment().put("WINEPREFIX", prefix.toString());
        return server.start().waitFor();
    }
}
