package dev.banksman.deploy.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code mvn package} leaves in {@code target/banksman}, started as an operator would start it. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "starts the distribution by its POSIX scripts")
class DistributionIT {

    private static final Path HOME = Path.of("target/banksman").toAbsolutePath();
    private static final Path THIS_JAVA = Path.of(System.getProperty("java.home"));

    /** Class files of Java 17. */
    private static final int JAVA_17 = 61;

    @TempDir
    private Path temp;

    @ParameterizedTest
    @ValueSource(strings = {"banksman", "banksman-agent"})
    void answersItsVersionWithoutAnyWarning(String launcher) throws Exception {
        var result = start(HOME.resolve("bin").resolve(launcher), Map.of("JAVA_HOME", THIS_JAVA.toString()));

        assertThat(result.errors()).isEmpty();
        assertThat(result.output()).startsWith(launcher + " ").doesNotContain("not packaged");
        assertThat(result.exitCode()).isZero();
    }

    /** The starter and those who pack an agent read it there. */
    @Test
    void itsVersionStandsInAFileToo() throws Exception {
        var result = start(HOME.resolve("bin/banksman-agent"), Map.of("JAVA_HOME", THIS_JAVA.toString()));

        assertThat(result.output()).isEqualTo("banksman-agent " + Files.readString(HOME.resolve("lib/version")));
    }

    @Test
    void saysWhatItFoundWhenNoJavaWillDo() throws Exception {
        var old = fakeJava("jdk8", "1.8.0_392");

        var result = start(
                HOME.resolve("bin/banksman"),
                Map.of("JAVA_HOME", old.toString(), "PATH", tools().toString(), "BANKSMAN_JAVA_FOLDERS", ""));

        assertThat(result.exitCode()).isEqualTo(69);
        assertThat(result.output()).isEmpty();
        assertThat(result.errors())
                .contains("banksman needs Java 25 or newer")
                .contains("JAVA_HOME: " + old + " (Java 1.8.0_392)")
                .contains("set JAVA_HOME");
    }

    @Test
    void saysSoWhenThereIsNoJavaAtAll() throws Exception {
        var result = start(
                HOME.resolve("bin/banksman-agent"),
                Map.of("JAVA_HOME", "", "PATH", tools().toString(), "BANKSMAN_JAVA_FOLDERS", ""));

        assertThat(result.exitCode()).isEqualTo(69);
        assertThat(result.errors())
                .contains("banksman-agent needs Java 17 or newer")
                .contains("none");
    }

    @Test
    void passesByAJavaThatIsTooOld() throws Exception {
        var old = fakeJava("jdk11", "11.0.22");

        var result = start(
                HOME.resolve("bin/banksman"),
                Map.of(
                        "JAVA_HOME", old.toString(),
                        "PATH", tools().toString(),
                        "BANKSMAN_JAVA_FOLDERS", temp + "/none* " + THIS_JAVA));

        assertThat(result.errors()).isEmpty();
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void startsThroughALink() throws Exception {
        Files.createSymbolicLink(temp.resolve("first"), HOME.resolve("bin/banksman-agent"));
        var second = Files.createSymbolicLink(temp.resolve("second"), Path.of("first"));

        var result = start(second, Map.of("JAVA_HOME", THIS_JAVA.toString()));

        assertThat(result.errors()).isEmpty();
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void agentCarriesTheLeast() throws Exception {
        assertThat(jars("agent"))
                .isNotEmpty()
                .noneMatch(jar -> jar.matches("(armeria|micrometer|jackson|cel|snakeyaml|picocli|bcp|sqlite).*"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"agent", "controller"})
    void classPathHasEachLibraryOnce(String part) throws Exception {
        var versions = new TreeMap<String, List<String>>();
        for (String jar : jars(part)) {
            // From name-1.2.3-linux-x86_64.jar take name and linux-x86_64; Jackson 2 and 3 are two libraries.
            var library = jar.replaceFirst("^(jackson-[a-z0-9-]+)-([23])\\..*", "$1:$2")
                    .replaceFirst("-\\d[\\w.]*(-SNAPSHOT|-jre)?", "");
            versions.computeIfAbsent(library, key -> new ArrayList<>()).add(jar);
        }

        assertThat(versions.values()).allSatisfy(jars -> assertThat(jars).hasSize(1));
    }

    @Test
    void agentRunsOnJava17() throws Exception {
        for (String jar : jars("agent")) {
            assertThat(newestClassFile(HOME.resolve("lib/agent").resolve(jar)))
                    .as("class file version in %s", jar)
                    .isLessThanOrEqualTo(JAVA_17);
        }
    }

    private static int newestClassFile(Path jar) throws IOException {
        int newest = 0;
        try (var file = new JarFile(jar.toFile())) {
            for (var entry : (Iterable<JarEntry>) file.stream()::iterator) {
                // A multi-release jar may hold newer ones beside those for 17, in folders an older JVM does not read.
                if (entry.getName().endsWith(".class") && !entry.getName().startsWith("META-INF/")) {
                    try (var content = file.getInputStream(entry)) {
                        var head = content.readNBytes(8);
                        newest = Math.max(newest, (head[6] & 0xff) << 8 | head[7] & 0xff);
                    }
                }
            }
        }
        return newest;
    }

    private static List<String> jars(String part) throws IOException {
        try (var files = Files.list(HOME.resolve("lib").resolve(part))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** A folder that looks like a JDK of {@code version}; it must be judged without being started. */
    private Path fakeJava(String name, String version) throws IOException {
        var folder = Files.createDirectories(temp.resolve(name));
        var program = Files.createDirectories(folder.resolve("bin")).resolve("java");
        Files.writeString(program, "#!/bin/sh\nexit 99\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(folder.resolve("release"), "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"" + version + "\"\n");
        return folder;
    }

    /** A folder for PATH with what the launchers call, and no java. */
    private Path tools() throws IOException {
        var folder = Files.createDirectories(temp.resolve("tools"));
        for (String tool : List.of("dirname", "readlink", "sed")) {
            var real = Path.of("/usr/bin", tool);
            Files.createSymbolicLink(folder.resolve(tool), Files.exists(real) ? real : Path.of("/bin", tool));
        }
        return folder;
    }

    private Result start(Path launcher, Map<String, String> environment) throws Exception {
        var output = temp.resolve("output");
        var errors = temp.resolve("errors");
        var process = new ProcessBuilder(launcher.toString(), "--version")
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile());
        var all = new HashMap<>(environment);
        all.putIfAbsent("PATH", System.getenv("PATH"));
        process.environment().clear();
        process.environment().putAll(all);
        int exitCode = process.start().waitFor();
        return new Result(exitCode, Files.readString(output), Files.readString(errors));
    }

    private record Result(int exitCode, String output, String errors) {}
}
