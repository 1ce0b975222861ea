package dev.banksman.agent.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.banksman.agent.journal.AgentDirectory;
import dev.banksman.agent.journal.AttemptKey;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real shim for Windows, run by Wine. Skipped where Wine is not installed, or the shim was not built for want of a
 * cross compiler. What Wine cannot show is written in the agent's documentation.
 */
final class WindowsLauncherIT {

    private static final Path SHIM =
            Path.of("target", "windows", "banksman-shim.exe").toAbsolutePath();
    private static final String BOOT = "boot-1";
    private static final String FOR_MINUTES = "ping -n 600 127.0.0.1";
    private static final AtomicInteger NUMBER = new AtomicInteger();

    @TempDir
    private static Path root;

    private static AgentDirectory directory;

    private final AttemptKey key = new AttemptKey("run-1", "gp-web-1", NUMBER.incrementAndGet());
    private final ShimProgram shim = new ShimProgram(wine(SHIM.toString()));
    private WindowsLauncher launcher;
    private Path attempt;

    @BeforeAll
    static void makePrefix() throws Exception {
        assumeTrue(
                Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "wine"))),
                "Wine is not installed");
        assumeTrue(Files.exists(SHIM), "banksman-shim.exe was not built: no cross compiler");
        directory = new AgentDirectory(root.resolve("agent"));
        // One that goes down by itself takes along what begins at that moment.
        Files.createDirectories(root.resolve("prefix"));
        assertThat(inPrefix("wineserver", "-p")).isZero();
        // Windows without a screen: programs that have some can be asked to close them.
        assertThat(call("reg", "add", "HKCU\\Software\\Wine\\Drivers", "/v", "Graphics", "/d", "null", "/f"))
                .isZero();
        assertThat(call("wineboot", "--kill")).isZero();
    }

    @AfterAll
    static void endPrefix() throws Exception {
        if (Files.exists(root.resolve("prefix"))) {
            call("wineboot", "--kill");
            // It writes its registry last; the directory can be deleted only after that.
            inPrefix("wineserver", "-k");
            inPrefix("wineserver", "-w");
        }
    }

    @BeforeEach
    void makeAttempt() throws IOException {
        attempt = Files.createDirectories(directory.attempt(key));
        launcher = launcher();
        assertThat(launcher.unsupported()).isEmpty();
    }

    @AfterEach
    void endTree() {
        eventually().until(() -> launcher.end(key, true) == 0);
    }

    @Test
    void keepsAllBitsOfTheExitCode() throws Exception {
        launcher.launch(key, launch("cmd", "/c", "exit 3010"));
        assertThat(exited().code()).isEqualTo(3010);
        assertThat(exited().since()).isPresent();
        assertThat(exited().problem()).isEmpty();
    }

    @Test
    void keepsTheExitCodeOfACrash() throws Exception {
        launcher.launch(key, launch("cmd", "/c", "exit -1073741819"));
        assertThat(exited().code()).isEqualTo(0xC0000005);
    }

    @Test
    void connectsTheStreamsToTheSpool() throws Exception {
        var work = directory.work(key);
        var script = "@set /p given=\r\n@echo got %given% for %BANKSMAN_ATTEMPT% with %SOME%\r\n@echo wrong 1>&2\r\n";
        launcher.launch(
                key,
                new Launch(
                        List.of("cmd", "/c", windows(work.resolve("script.bat"))),
                        Optional.empty(),
                        Map.of("SOME", "value"),
                        work,
                        "a line\r\n",
                        Map.of("script.bat", script)));
        exited();
        assertThat(Files.readString(attempt.resolve("stdout"))).contains("got a line for " + key + " with value");
        assertThat(Files.readString(attempt.resolve("stderr"))).contains("wrong");
    }

    @Test
    void givesARawCommandLineAsItStands() throws Exception {
        var line = "cmd /c echo /i web.msi PROP=\"a b\"";
        launcher.launch(
                key, new Launch(List.of("no", "such"), Optional.of(line), Map.of(), directory.work(key), "", Map.of()));
        assertThat(exited().code()).isZero();
        assertThat(Files.readString(attempt.resolve("stdout"))).startsWith("/i web.msi PROP=\"a b\"");
    }

    @Test
    void saysWhyAProgramCouldNotBeStarted() throws Exception {
        launcher.launch(key, launch("C:\\nirgends\\Pr\u00fcfung.exe"));
        assertThat(exited().problem().orElseThrow()).contains("'C:\\nirgends\\Pr\u00fcfung.exe'", "Windows error");
        assertThat(exited().code()).isEqualTo(127);
        assertThat(exited().since()).isEmpty();
    }

    @Test
    void saysWhichDirectoryCannotBeEntered() throws Exception {
        launcher.launch(
                key,
                new Launch(List.of("cmd"), Optional.empty(), Map.of(), root.resolve("no-such-place"), "", Map.of()));
        assertThat(exited().problem().orElseThrow()).contains("no-such-place", "cannot be entered");
    }

    @Test
    void survivesItsStarterAndIsFoundByTheNextAgent() throws Exception {
        // A stand-in for the agent: a program of its own name, which starts the shim and then stays.
        var agent = Files.copy(
                root.resolve("prefix/drive_c/windows/system32/cmd.exe"),
                root.resolve("agent-" + key.number() + ".exe"));
        var alone = root.resolve("alone-" + key.number());
        var script = Files.writeString(
                root.resolve("agent-" + key.number() + ".bat"),
                "@\"" + windows(SHIM) + "\" %*\r\n@if not \"%1\"==\"run\" exit\r\n@echo >\"" + windows(alone)
                        + "\"\r\n@" + FOR_MINUTES + "\r\n");
        var first = new WindowsLauncher(wine(agent.toString(), "/c", windows(script)), directory, BOOT, () -> {});
        var go = root.resolve("go-" + key.number());
        first.launch(key, untilThere(go, 3010));
        eventually().until(() -> first.look(key) instanceof Sighting.Running);
        // What it has started has ended, and with it the way by which the holder could be found as the agent's child.
        eventually().until(() -> Files.exists(alone));

        assertThat(call("taskkill", "/F", "/IM", agent.getFileName().toString()))
                .isZero();

        assertThat(launcher.look(key)).isInstanceOf(Sighting.Running.class);
        Files.createFile(go);
        assertThat(exited().code()).isEqualTo(3010);
    }

    @Test
    void endsWhatTheBodyHasStarted() throws Exception {
        launcher.launch(key, launch("cmd", "/c", FOR_MINUTES));
        eventually().until(() -> processes() == 2);

        assertThat(launcher.end(key, true)).isEqualTo(2);

        eventually().until(() -> launcher.end(key, true) == 0);
        assertThat(processes()).isZero();
        assertThat(exited().code()).isEqualTo(137);
    }

    @Test
    void asksAProgramWithAWindowToCloseIt() throws Exception {
        launcher.launch(key, launch("notepad"));
        eventually().until(() -> {
            // Asked again, as the desk does: the window may not be there yet.
            launcher.end(key, false);
            return launcher.look(key) instanceof Sighting.Exited;
        });
        assertThat(exited().code()).isZero();
    }

    @Test
    void keepsTheExitCodeUntilTheDiskTakesIt() throws Exception {
        // Something that is in the way of the record, as a full disk is.
        var inTheWay = Files.createDirectory(attempt.resolve("exit.tmp"));
        launcher.launch(key, launch("cmd", "/c", "exit 1603"));
        eventually().until(() -> launcher.look(key) instanceof Sighting.Running && processes() == 0);

        assertThat(launcher().look(key)).isInstanceOf(Sighting.Running.class);

        Files.delete(inTheWay);
        assertThat(exited().code()).isEqualTo(1603);
    }

    @Test
    void endsWhatTheBodyLeftBehindAfterItsOwnEnd() throws Exception {
        // It inherits no handle, so that the holder alone keeps the job's name.
        launcher.launch(key, launch("cmd", "/c", "start notepad"));
        assertThat(exited().code()).isZero();
        // Wine keeps a job's name without any handle, so the holder's staying is looked at itself.
        var holder = shim.start(Map.of(), Redirect.DISCARD, "wait", claim().number("pid"), claim().number("start"));
        assertThat(holder.waitFor(2, TimeUnit.SECONDS)).isFalse();

        assertThat(launcher().end(key, true)).isPositive();

        eventually().until(() -> launcher().end(key, true) == 0);
        assertThat(holder.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void findsTheTreeWithoutItsShim() throws Exception {
        launcher.launch(key, launch("cmd", "/c", FOR_MINUTES));
        eventually().until(() -> processes() == 2);
        assertThat(call("taskkill", "/F", "/PID", claim().text("pid"))).isZero();

        eventually().until(() -> lives(claim().number("pid"), claim().number("start")) == 0);
        assertThat(launcher().look(key)).isInstanceOf(Sighting.Running.class);
        assertThat(launcher.end(key, true)).isEqualTo(2);
        eventually().until(() -> launcher.look(key) instanceof Sighting.Lost);
    }

    @Test
    void refusesAPidThatWasGivenToAnother() throws Exception {
        launcher.launch(key, launch("cmd", "/c", FOR_MINUTES));
        eventually().until(() -> launcher.look(key) instanceof Sighting.Running);
        var body = ShimRecord.read(attempt.resolve("body")).orElseThrow();
        var other = new AttemptKey(key.run(), key.host(), NUMBER.incrementAndGet());
        Files.createDirectories(directory.attempt(other));

        writeClaim(other, body.number("pid"), body.number("start"), BOOT);
        assertThat(launcher().look(other)).isInstanceOf(Sighting.Claimed.class);

        writeClaim(other, body.number("pid"), body.number("start") - 1, BOOT);
        assertThat(launcher().look(other)).isInstanceOf(Sighting.NeverBegan.class);
        assertThat(launcher().end(other, true)).isZero();

        writeClaim(other, body.number("pid"), body.number("start"), "boot-0");
        assertThat(launcher().look(other)).isInstanceOf(Sighting.Lost.class);
        assertThat(launcher().end(other, true)).isZero();
        assertThat(launcher.look(key)).isInstanceOf(Sighting.Running.class);
    }

    @Test
    void startsNothingBesideAnotherShim() throws Exception {
        var go = root.resolve("go-" + key.number());
        launcher.launch(key, untilThere(go, 0));
        eventually().until(() -> launcher.look(key) instanceof Sighting.Running);

        assertThat(runAgain()).isEqualTo(73);

        Files.createFile(go);
        exited();
        eventually().until(() -> lives(claim().number("pid"), claim().number("start")) == 0);
        assertThat(runAgain()).isEqualTo(73);
        assertThat(Files.readAllLines(attempt.resolve("stdout"))).containsOnlyOnce("begun");
    }

    @Test
    void startsNoBodyOnceTheAttemptWasForbidden() throws Exception {
        assertThat(launcher.forbid(key)).isInstanceOf(Sighting.NeverBegan.class);

        launcher.launch(key, launch("cmd", "/c", "echo started"));

        eventually()
                .until(() -> Files.readString(attempt.resolve("shim.log"), StandardCharsets.ISO_8859_1)
                        .contains("claimed already"));
        assertThat(launcher.look(key)).isInstanceOf(Sighting.NeverBegan.class);
        assertThat(attempt.resolve("body")).doesNotExist();
        assertThat(attempt.resolve("stdout")).isEmptyFile();
    }

    @Test
    void anAccountGetsItsOwnEnvironmentAndWhatTheStepAdds() throws Exception {
        // The account that runs the shim is the only one that Wine can log on; the way is the same for each.
        var agent = new ArrayList<>(List.of("env", "AGENTS_OWN=inherited"));
        agent.addAll(wine(SHIM.toString()));
        launcher = new WindowsLauncher(agent, directory, BOOT, () -> {});
        var script = root.resolve("account-" + key.number() + ".bat");
        Files.writeString(script, "@set\r\n@exit 3010\r\n");
        var plain = launch("cmd", "/c", windows(script));

        launcher.launch(
                key,
                new Launch(
                        plain.argv(),
                        Optional.empty(),
                        Map.of("SOME", "a value", "temp", "C:\\mine"),
                        root,
                        "",
                        Map.of(),
                        Optional.of(new Launch.Logon(".", System.getProperty("user.name"), Optional.of("Geheim-7")))));

        assertThat(exited().problem()).isEmpty();
        assertThat(exited().code()).isEqualTo(3010);
        var variables = Files.readAllLines(attempt.resolve("stdout"), StandardCharsets.ISO_8859_1);
        assertThat(variables)
                .contains("SOME=a value", "BANKSMAN_ATTEMPT=" + key)
                // In the step's spelling: it took the place of the account's own. Its value Wine sets by itself.
                .anyMatch(variable -> variable.startsWith("temp="))
                .anyMatch(variable -> variable.toLowerCase(Locale.ROOT).startsWith("systemroot="))
                .noneMatch(variable -> variable.startsWith("AGENTS_OWN="))
                .noneMatch(variable -> variable.startsWith("TEMP="))
                .noneMatch(variable -> variable.contains("Geheim"));
    }

    @Test
    void anAccountThatCannotLogOnStartsNothing() throws Exception {
        launcher.launch(
                key,
                new Launch(
                        List.of("cmd", "/c", "echo started"),
                        Optional.empty(),
                        Map.of(),
                        root,
                        "",
                        Map.of(),
                        Optional.of(new Launch.Logon("CONTOSO", "setup", Optional.of("Geheim-7")))));

        assertThat(exited().problem().orElseThrow()).contains("The account 'setup' could not be used", "Windows error");
        assertThat(exited().code()).isEqualTo(126);
        assertThat(attempt.resolve("stdout")).isEmptyFile();
        assertThat(attempt.resolve("body")).doesNotExist();
    }

    private static WindowsLauncher launcher() {
        return new WindowsLauncher(wine(SHIM.toString()), directory, BOOT, () -> {});
    }

    private Launch launch(String... argv) {
        return new Launch(List.of(argv), Optional.empty(), Map.of(), directory.work(key), "", Map.of());
    }

    /** Prints one line, waits for the file, and ends with the code. */
    private Launch untilThere(Path file, int code) {
        var script = "@echo begun\r\n:again\r\n@if not exist \"" + windows(file)
                + "\" (ping -n 2 127.0.0.1 >nul & goto again)\r\n" + "@exit " + code + "\r\n";
        var work = directory.work(key);
        return new Launch(
                List.of("cmd", "/c", windows(work.resolve("script.bat"))),
                Optional.empty(),
                Map.of(),
                work,
                "",
                Map.of("script.bat", script));
    }

    private Sighting.Exited exited() {
        eventually().until(() -> launcher.look(key) instanceof Sighting.Exited);
        return call(() -> (Sighting.Exited) launcher.look(key));
    }

    private ShimRecord claim() throws IOException {
        return ShimRecord.read(attempt.resolve("claim")).orElseThrow();
    }

    private long processes() throws IOException {
        var claim = ShimRecord.read(attempt.resolve("claim"));
        return claim.isEmpty()
                ? 0
                : shim.ask(3, "look", claim.get().text("job"), 0, 0, 0, 0).get(2);
    }

    private long lives(long pid, long start) throws IOException {
        return shim.ask(3, "look", "none", pid, start, 0, 0).get(0);
    }

    private int runAgain() throws Exception {
        var log = Redirect.appendTo(attempt.resolve("shim.log").toFile());
        var again = shim.start(Map.of(), log, "run", attempt);
        assertThat(again.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return again.exitValue();
    }

    private static void writeClaim(AttemptKey key, long pid, long start, String boot) throws IOException {
        Files.writeString(
                directory.attempt(key).resolve("claim"),
                "by shim\npid " + pid + "\nstart " + start + "\nboot " + boot + "\njob none\nend\n");
    }

    /** As programs see it that take a leading slash for an option. */
    private static String windows(Path path) {
        return "Z:" + path.toString().replace('/', '\\');
    }

    private static ConditionFactory eventually() {
        return await().atMost(Duration.ofSeconds(60)).ignoreExceptions();
    }

    private static <T> T call(Callable<T> asked) {
        try {
            return asked.call();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> wine(String... command) {
        // A home of its own: a prefix links the folders of the home it is made in.
        var prefix = List.of("env", "HOME=" + root, "WINEPREFIX=" + root.resolve("prefix"), "WINEDEBUG=-all", "wine");
        return Stream.concat(prefix.stream(), Stream.of(command)).toList();
    }

    private static int call(String... command) throws IOException, InterruptedException {
        return inPrefix(wine(command).toArray(String[]::new));
    }

    private static int inPrefix(String... command) throws IOException, InterruptedException {
        var log = Redirect.appendTo(root.resolve("wine.log").toFile());
        var builder = new ProcessBuilder(command).redirectOutput(log).redirectError(log);
        builder.environment().put("WINEPREFIX", root.resolve("prefix").toString());
        return builder.start().waitFor();
    }
}
