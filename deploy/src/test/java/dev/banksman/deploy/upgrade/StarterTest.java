package dev.banksman.deploy.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The starter's script alone, with scripts in place of the versions; each writes down that it was started. */
@DisabledOnOs(
        value = OS.WINDOWS,
        disabledReason = "the starter that changes versions is a POSIX shell script; on Windows upgrades are refused")
class StarterTest {

    private static final Path DIST = Path.of("src/main/dist").toAbsolutePath();
    private static final String STAY = "while :; do sleep 0.1; done";

    @TempDir
    private Path root;

    private Path home;
    private Path directory;
    private Path versions;
    private Path starts;

    @BeforeEach
    void install() throws IOException {
        home = root.resolve("installed");
        directory = Files.createDirectories(root.resolve("with space"));
        versions = Files.createDirectories(directory.resolve("versions"));
        starts = root.resolve("starts");
        Files.createDirectories(home.resolve("bin"));
        Files.createDirectories(home.resolve("lib/agent"));
        for (var name : List.of("bin/banksman-agent", "lib/java.sh", "lib/starter.sh")) {
            Files.copy(DIST.resolve(name), home.resolve(name));
        }
        Files.writeString(home.resolve("lib/version"), "1\n");
        installed("exit 0");
    }

    /** What the installed version does: its Java is a script. */
    private void installed(String body) throws IOException {
        var java = Files.createDirectories(root.resolve("jdk/bin")).resolve("java");
        Files.writeString(root.resolve("jdk/release"), "JAVA_VERSION=\"17\"\n");
        script(java, "1", body);
    }

    private void version(String version, String body) throws IOException {
        var there = versions.resolve(version);
        Files.createDirectories(there.resolve("lib/agent"));
        script(Files.createDirectories(there.resolve("bin")).resolve("banksman-agent"), version, body);
    }

    private void script(Path file, String version, String body) throws IOException {
        Files.writeString(
                file, "#!/bin/sh\nV='" + versions + "'\necho " + version + " >>" + starts + "\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void token(String name, String version, String over, int seconds) throws IOException {
        Files.writeString(
                versions.resolve(name),
                "version=" + version + "\nover=" + over + "\nformer=1\nseconds=" + seconds + "\n");
    }

    private Process start() throws IOException {
        var builder = new ProcessBuilder(
                        home.resolve("bin/banksman-agent").toString(), "run", "--dir", directory.toString())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(root.resolve("log").toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("BANKSMAN_"));
        builder.environment().put("JAVA_HOME", root.resolve("jdk").toString());
        return builder.start();
    }

    private int run() throws Exception {
        var starter = start();
        assertThat(starter.waitFor(2, TimeUnit.MINUTES)).as(log()).isTrue();
        return starter.exitValue();
    }

    private String log() throws IOException {
        return Files.readString(root.resolve("log"));
    }

    private List<String> starts() throws IOException {
        return Files.exists(starts) ? Files.readAllLines(starts) : List.of();
    }

    @Test
    void endsAsTheAgentEnds() throws Exception {
        installed("exit 70");
        assertThat(run()).isEqualTo(70);
        installed("kill -9 $$");
        assertThat(run()).isEqualTo(137);
        assertThat(starts()).containsExactly("1", "1");
    }

    @Test
    void startsTheChosenVersion() throws Exception {
        version("2", "exit 5");
        token("chosen", "2", "1", 9);
        assertThat(run()).isEqualTo(5);
        assertThat(starts()).containsExactly("2");
    }

    @Test
    void whatWasInstalledByHandSinceWins() throws Exception {
        version("2", "exit 5");
        token("chosen", "2", "0", 9);
        assertThat(run()).isZero();
        assertThat(starts()).containsExactly("1");
        assertThat(log()).contains("version 1 was installed since 2 was chosen");
    }

    @Test
    void aDamagedChoiceIsNoChoice() throws Exception {
        token("chosen", "2", "1", 9);
        assertThat(run()).isZero();
        assertThat(log()).contains("version '2' is not whole");
        Files.writeString(versions.resolve("chosen"), "version=../../evil\nover=1\n");
        assertThat(run()).isZero();
        assertThat(starts()).containsExactly("1", "1");
    }

    @Test
    void triesWhatIsAskedForWhenTheAgentEndsForIt() throws Exception {
        version(
                "2",
                "mv \"$V/on-trial\" \"$V/chosen\"; echo \"trial $BANKSMAN_TRIAL over $BANKSMAN_INSTALLED\"; exit 6");
        installed("[ -e \"$V/chosen\" ] || { printf 'version=2\\n"
                + "over=1\\n"
                + "former=1\\n"
                + "seconds=9\\n"
                + "' >\"$V/asked\"; exit 75; }");
        // Confirmed, then ended: it is started once more, and its next end is the starter's.
        assertThat(run()).isEqualTo(6);
        assertThat(starts()).containsExactly("1", "2", "2");
        assertThat(log()).contains("trial 2 over 1");
    }

    @Test
    void aVersionThatEndsIsRolledBackWithItsLastWords() throws Exception {
        version("2", "seq 1 500; printf 'last words' >&2; exit 3");
        token("asked", "2", "1", 9);
        assertThat(run()).isZero();
        assertThat(starts()).containsExactly("2", "1");
        assertThat(versions.resolve("rolled-back")).exists();
        assertThat(Files.readString(versions.resolve("why")))
                .startsWith("It ended with exit code 3 before a controller had welcomed it.\n")
                .contains("\n500\n")
                .endsWith("last words\n")
                .doesNotContain("\n100\n");
        assertThat(log()).contains("\n250\n");
    }

    @Test
    void aVersionThatHangsIsEndedWhenItsTimeIsOver() throws Exception {
        version("2", "echo hangs; " + STAY);
        token("asked", "2", "1", 1);
        assertThat(run()).isZero();
        assertThat(starts()).containsExactly("2", "1");
        assertThat(Files.readString(versions.resolve("why")))
                .startsWith("It was not welcomed by a controller within 1 s, and was ended.\nhangs");
    }

    @Test
    void aVersionThatIsNotWholeIsRolledBack() throws Exception {
        token("asked", "2", "1", 9);
        assertThat(run()).isZero();
        assertThat(Files.readString(versions.resolve("why"))).contains("not whole");
        assertThat(starts()).containsExactly("1");
    }

    @Test
    void aVersionWithTheNameOfAFileHereIsNone() throws Exception {
        version("incoming", "exit 3");
        token("asked", "incoming", "1", 9);
        assertThat(run()).isZero();
        assertThat(starts()).containsExactly("1");
        assertThat(versions.resolve("rolled-back")).exists();
    }

    @Test
    void aTrialThatWasCutShortIsRolledBack() throws Exception {
        version("2", "exit 0");
        token("on-trial", "2", "1", 9);
        assertThat(run()).isZero();
        assertThat(starts()).containsExactly("1");
        assertThat(versions.resolve("rolled-back")).exists();
    }

    @Test
    void aFormerChoiceOutlivesAFailedTrial() throws Exception {
        version("2", "exit 4");
        version("3", "exit 3");
        token("chosen", "2", "1", 9);
        token("asked", "3", "1", 9);
        assertThat(run()).isEqualTo(4);
        assertThat(starts()).containsExactly("3", "2");
    }

    @Test
    void signalsReachTheVersionOnTrialAndPutTheTrialBack() throws Exception {
        version("2", "trap 'echo signalled >>" + starts + "; exit 143' TERM; " + STAY);
        token("asked", "2", "1", 600);
        var starter = start();
        await().atMost(Duration.ofMinutes(2)).until(() -> starts().contains("2"));

        starter.destroy();

        assertThat(starter.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(starter.exitValue()).isEqualTo(143);
        assertThat(starts()).containsExactly("2", "signalled");
        assertThat(versions.resolve("asked")).exists();
        assertThat(versions.resolve("on-trial")).doesNotExist();
    }

    @Test
    void theEnvironmentOfAnAgentIsClean() throws Exception {
        installed("env >" + root.resolve("env"));
        assertThat(run()).isZero();
        assertThat(Files.readString(root.resolve("env")))
                .doesNotContain("BANKSMAN_STARTER")
                .contains("JAVA_HOME");
    }
}
