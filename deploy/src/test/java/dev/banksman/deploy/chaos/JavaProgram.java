package dev.banksman.deploy.chaos;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** How the programs of the distribution are started: on this test's Java, as their launchers do it. */
final class JavaProgram {

    static final Path HOME = Path.of(System.getProperty("java.home"));

    static final List<String> JAVA = List.of(HOME.resolve("bin/java").toString(), "-Xlog:cds*=off");

    /** As in the distribution's launcher. */
    static final List<String> AGENT_OPTIONS =
            List.of("-Xms16m", "-Xmx96m", "-XX:MaxDirectMemorySize=64m", "-Xss512k", "-XX:+ExitOnOutOfMemoryError");

    static final List<String> CONTROLLER_OPTIONS =
            List.of("-XX:+UseCompactObjectHeaders", "-XX:+ExitOnOutOfMemoryError", "-Dbanksman.log=INFO");

    static final Path DISTRIBUTION = Path.of("target/banksman").toAbsolutePath();

    private JavaProgram() {}

    static List<String> controller(List<String> words) throws IOException {
        return whole("controller", CONTROLLER_OPTIONS, "dev.banksman.controller.Banksman", words);
    }

    static List<String> agent(List<String> words) throws IOException {
        return whole("agent", AGENT_OPTIONS, "dev.banksman.agent.BanksmanAgent", words);
    }

    private static List<String> whole(String program, List<String> options, String main, List<String> words)
            throws IOException {
        var command = new ArrayList<>(JAVA);
        var call = new ArrayList<>(List.of(main));
        call.addAll(words);
        command.addAll(arguments(program, options, call));
        return command;
    }

    /**
     * @param program whose jars: {@code controller} or {@code agent}
     * @param words the main class and its arguments
     */
    static List<String> arguments(String program, List<String> options, List<String> words) throws IOException {
        var all = new ArrayList<>(List.of(
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC"));
        all.addAll(options);
        all.addAll(List.of("-cp", classPath(program)));
        all.addAll(words);
        return all;
    }

    private static String classPath(String program) throws IOException {
        try (var jars = Files.list(DISTRIBUTION.resolve("lib").resolve(program))) {
            return jars.map(Path::toString).sorted().collect(Collectors.joining(File.pathSeparator));
        }
    }
}
