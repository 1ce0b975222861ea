package dev.banksman.agent.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.banksman.agent.journal.AgentDirectory;
import dev.banksman.agent.journal.AttemptKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher's own part, with scripts in the shim's place; what the shim does is seen in {@link WindowsLauncherIT}. */
class WindowsLauncherTest {

    private static final AttemptKey KEY = new AttemptKey("run-1", "gp-web-1", 1);

    @TempDir
    Path root;

    private AgentDirectory directory;

    @BeforeEach
    void makeAttempt() throws IOException {
        directory = new AgentDirectory(root);
        Files.createDirectories(directory.attempt(KEY));
    }

    private WindowsLauncher launcher(String script, Runnable changed) {
        return new WindowsLauncher(List.of("sh", "-c", script, "shim"), directory, "boot-1", changed);
    }

    private Launch launch(Optional<String> line, String... argv) {
        return new Launch(List.of(argv), line, Map.of("SOME", "value"), directory.work(KEY), "in", Map.of());
    }

    @Test
    void refusesInWordsWithoutItsProgram() {
        var missing =
                new WindowsLauncher(List.of(root.resolve("no-shim.exe").toString()), directory, "boot-1", () -> {});
        assertThat(missing.unsupported().orElseThrow()).contains("no-shim.exe", "cannot launch commands");
    }

    @Test
    void takesNothingButWholeAnswers() {
        assertThat(launcher("echo 0 0 0", () -> {}).unsupported()).isEmpty();
        assertThat(launcher("echo 0 0 0; exit 75", () -> {}).unsupported()).isPresent();
        assertThat(launcher("echo 0 0", () -> {}).unsupported()).isPresent();
        assertThat(launcher("echo alive 0 0", () -> {}).unsupported()).isPresent();
    }

    @Test
    void doesNotCallAProcessDeadWhenItCannotTell() throws Exception {
        Files.writeString(
                directory.attempt(KEY).resolve("claim"), "by shim\npid 7\nstart 70\nboot boot-1\njob j\nend\n");
        var blind = launcher("echo denied >&2; exit 75", () -> {});
        assertThatThrownBy(() -> blind.look(KEY))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("denied");
        assertThatThrownBy(() -> blind.end(KEY, true)).isInstanceOf(IOException.class);
    }

    @Test
    void tellsTheShimWhatToStartInAFile() throws Exception {
        var told = root.resolve("told");
        var launcher = launcher("echo \"$1 $2 $BANKSMAN_ATTEMPT $SOME\" >> " + told, () -> {});
        launcher.launch(KEY, launch(Optional.empty(), "setup.exe", "/quiet", "a b", "say \"yes\""));

        await().until(() -> Files.exists(told)
                && Files.readString(told).contains("run " + directory.attempt(KEY) + " " + KEY + " value\n"));
        assertThat(words())
                .startsWith("boot-1")
                .endsWith(directory.work(KEY).toString(), "setup.exe", "setup.exe /quiet \"a b\" \"say \\\"yes\\\"\"");
        assertThat(directory.attempt(KEY).resolve("stdin")).hasContent("in");
    }

    @Test
    void givesAPasswordOnStandardInputAndNowhereElse() throws Exception {
        var told = root.resolve("told");
        var launcher = launcher(
                "case $1 in look) echo 0 0 0;; run) cat > " + told + ".tmp; echo \"$*\" > " + root
                        + "/arguments; env > " + root + "/environment; mv " + told + ".tmp " + told + ";; esac",
                () -> {});
        var plain = launch(Optional.empty(), "setup.exe");
        launcher.launch(KEY, as(plain, new Launch.Logon("CONTOSO", "setup", Optional.of("Geheim-7"))));

        await().until(() -> Files.exists(told));
        assertThat(Files.readString(told, StandardCharsets.UTF_16LE)).isEqualTo("Geheim-7");
        assertThat(words()).endsWith("setup.exe", "CONTOSO", "setup", "password", "BANKSMAN_ATTEMPT", "SOME");
        for (var place : List.of(root.resolve("arguments"), root.resolve("environment"))) {
            assertThat(Files.readString(place)).doesNotContain("Geheim");
        }
        try (var files = Files.list(directory.attempt(KEY))) {
            assertThat(files.filter(Files::isRegularFile)).allSatisfy(file -> {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1).replace("\0", ""))
                        .doesNotContain("Geheim");
            });
        }
        assertThat(as(plain, new Launch.Logon("CONTOSO", "setup", Optional.of("Geheim-7")))
                        .toString())
                .doesNotContain("Geheim");
    }

    @Test
    void aGroupManagedAccountHasNoPassword() throws Exception {
        launcher("exit 0", () -> {})
                .launch(
                        KEY,
                        as(
                                launch(Optional.empty(), "setup.exe"),
                                new Launch.Logon("CONTOSO", "gmsa$", Optional.empty())));
        assertThat(words()).endsWith("CONTOSO", "gmsa$", "managed", "BANKSMAN_ATTEMPT", "SOME");
    }

    @Test
    void saysWhyAnAccountCouldNotBeUsed() throws Exception {
        var attempt = directory.attempt(KEY);
        Files.writeString(attempt.resolve("claim"), "by shim\npid 7\nstart 70\nboot boot-1\njob j\nend\n");
        Files.writeString(attempt.resolve("problem"), "account setup\nerror 1385\nend\n");
        Files.writeString(attempt.resolve("exit"), "code 126\nend\n");

        var sighting = (Sighting.Exited) launcher("echo 0 0 0", () -> {}).look(KEY);

        assertThat(sighting.problem())
                .contains(
                        "The account 'setup' could not be used: it lacks the right to log on as a service on this host;"
                                + " the host's security policy gives it. Windows error 1385.");
    }

    private static Launch as(Launch launch, Launch.Logon logon) {
        return new Launch(
                launch.argv(),
                launch.commandLine(),
                launch.environment(),
                launch.directory(),
                launch.stdin(),
                launch.files(),
                Optional.of(logon));
    }

    @Test
    void leavesARawCommandLineAsItIs() throws Exception {
        var line = "\"C:\\Program Files\\x.exe\"  PROP=\"a b\"";
        launcher("exit 0", () -> {}).launch(KEY, launch(Optional.of(line), "other"));
        assertThat(words()).endsWith("C:\\Program Files\\x.exe", line);
    }

    @Test
    void givesABatchFileNoArgumentThatCmdWouldRead() throws Exception {
        var launcher = launcher("exit 0", () -> {});
        for (var argument : List.of("a&calc", "%PATH%", "say \"x\"", "a\nb", "x^y", "a|b", "!x!")) {
            assertThatThrownBy(() -> launcher.launch(KEY, launch(Optional.empty(), "C:\\Setup.CMD", argument)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cmd.exe");
        }
        launcher.launch(KEY, launch(Optional.empty(), "C:\\Setup.CMD", "a b", "/quiet"));
        assertThat(words()).endsWith("C:\\Setup.CMD \"a b\" /quiet");
    }

    @Test
    void saysWhatAShimSaidThatEndedWithoutAClaim() throws Exception {
        var changes = new AtomicInteger();
        var launcher = launcher("echo no disk >&2; exit 74", changes::incrementAndGet);
        launcher.launch(KEY, launch(Optional.empty(), "setup.exe"));
        await().until(() -> launcher.look(KEY) instanceof Sighting.Unclaimed unclaimed && unclaimed.shimGone());
        assertThat(((Sighting.Unclaimed) launcher.look(KEY)).evidence()).contains("no disk");
        await().until(() -> changes.get() == 1);
    }

    private List<String> words() throws IOException {
        var content = Files.readString(directory.attempt(KEY).resolve("launch"), StandardCharsets.UTF_16LE);
        assertThat(content).endsWith("\0");
        return List.of(content.split("\0"));
    }
}
