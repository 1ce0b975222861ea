package dev.banksman.agent.action;

import static dev.banksman.agent.action.Prepared.command;
import static dev.banksman.agent.action.Prepared.printed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banksman.agent.action.HostTools.Platform;
import dev.banksman.proto.agent.v1.Action;
import dev.banksman.proto.agent.v1.Exec;
import dev.banksman.proto.agent.v1.Script;
import dev.banksman.proto.agent.v1.Shell;
import dev.banksman.proto.agent.v1.Verdict;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ExecActionTest {

    private static final Path ATTEMPT = Path.of("/agent/commands/run/7");

    @Test
    void passesEachArgumentAsOne() throws Exception {
        var command = prepare(
                Platform.LINUX,
                Exec.newBuilder()
                        .setProgram("/opt/setup")
                        .addArgs("a b")
                        .addArgs("$(reboot)")
                        .putEnv("LANG", "C")
                        .putSecretEnv("PASSWORD", "sa")
                        .setCwd("/srv")
                        .setStdin("yes\n"));

        assertThat(command.argv()).containsExactly("/opt/setup", "a b", "$(reboot)");
        assertThat(command.environment()).isEqualTo(Map.of("LANG", "C"));
        assertThat(command.secretEnvironment()).isEqualTo(Map.of("PASSWORD", "sa"));
        assertThat(command.directory()).contains(Path.of("/srv"));
        assertThat(command.stdin()).isEqualTo("yes\n");
        assertThat(command.onlyLooks()).isFalse();
    }

    @Test
    void aPlainNameIsTheHostsCommandForThatTool() throws Exception {
        var tools = new HostTools(Platform.LINUX, Map.of("sqlcmd", List.of("/bin/sh", "/lab/sqlcmd")), Path.of("/b"));
        var exec = Exec.newBuilder().setProgram("sqlcmd").addArgs("-b");

        var work =
                new ExecAction(tools).prepare(Action.newBuilder().setExec(exec).build(), ATTEMPT);

        assertThat(command(work).argv()).containsExactly("/bin/sh", "/lab/sqlcmd", "-b");
    }

    @Test
    void keepsARawLineAsItIsAndSplitsItForStandIns() throws Exception {
        var line = "\"C:\\Program Files\\setup.exe\" /s PROP=\"a b\" dir\\ \"q\\\"q\"";

        var command = prepare(Platform.WINDOWS, Exec.newBuilder().setCommandLine(line));

        assertThat(command.commandLine()).contains(line);
        assertThat(command.argv()).containsExactly("C:\\Program Files\\setup.exe", "/s", "PROP=a b", "dir\\", "q\"q");
    }

    @Test
    void quotedArgumentsComeBackAsTheyWere() {
        for (var argument : List.of("", "plain", "a b", "a\\", "a b\\", "q\"q", "\\\"", "a\\\\\"b c\\")) {
            assertThat(CommandLine.split("x " + CommandLine.quote(argument))).containsExactly("x", argument);
        }
    }

    @Test
    void writesScriptsToFilesOfTheAttempt() throws Exception {
        var body = "echo \"$VALUE\"\n";

        var sh = prepare(Platform.LINUX, script(Shell.SHELL_SH, body));
        var cmd = prepare(Platform.WINDOWS, script(Shell.SHELL_CMD, "echo 1\necho 2\n"));
        var powershell = prepare(Platform.WINDOWS, script(Shell.SHELL_POWERSHELL, "Write-Output 'Ü'\n"));

        assertThat(sh.argv()).containsExactly("sh", ATTEMPT.resolve("script.sh").toString());
        assertThat(sh.files()).isEqualTo(Map.of("script.sh", body));
        assertThat(cmd.argv())
                .containsExactly(
                        "cmd", "/d", "/c", ATTEMPT.resolve("script.cmd").toString());
        assertThat(cmd.files()).isEqualTo(Map.of("script.cmd", "echo 1\r\necho 2\r\n"));
        assertThat(powershell.argv())
                .endsWith("-File", ATTEMPT.resolve("script.ps1").toString());
        assertThat(powershell.files()).isEqualTo(Map.of("script.ps1", "\uFEFFWrite-Output 'Ü'\r\n"));
    }

    @Test
    void judgesByExitCode() throws Exception {
        var command = prepare(
                Platform.WINDOWS,
                Exec.newBuilder()
                        .setProgram("/setup")
                        .addExpectedExitCodes(0)
                        .addExpectedExitCodes(7)
                        .addRebootExitCodes(3010));

        var reboot = command.ending().judge(3010, printed("", ""));
        var failed = command.ending().judge(1603, printed("working\n", "first\nFatal error.\n"));

        assertThat(command.ending().judge(7, printed("", "")).succeeded()).isTrue();
        assertThat(reboot.succeeded()).isTrue();
        assertThat(reboot.rebootRequired()).isTrue();
        assertThat(failed.succeeded()).isFalse();
        assertThat(failed.message())
                .isEqualTo("Expected exit code 0, 7 or 3010; observed exit code 1603. Its last words: Fatal error.");
        assertThat(failed.text()).contains("working", "Fatal error.");
        assertThat(failed.observation().getVerdict()).isEqualTo(Verdict.VERDICT_FAIL);
    }

    @Test
    void judgesByOutput() throws Exception {
        var command =
                prepare(Platform.LINUX, Exec.newBuilder().setProgram("/check").setExpectOutput("^version (\\d+)$"));

        var passed = command.ending().judge(0, printed("hello\nversion 18\n", ""));
        var failed = command.ending().judge(0, printed("version unknown\n", "noise"));

        assertThat(passed.succeeded()).isTrue();
        assertThat(passed.observation().getObserved()).isEqualTo("exit code 0 and '18'");
        assertThat(failed.succeeded()).isFalse();
        assertThat(failed.message()).contains("observed exit code 0 and no such output", "version unknown");
    }

    /** The sentence has the last line alone; a known failure is often told a few lines above it. */
    @Test
    void aFailureShowsTheEndOfWhatWasPrinted() throws Exception {
        var said = "x".repeat(5_000) + "\nConflict: Class Pricing.\nNothing has changed.\n";
        var byCode = prepare(Platform.LINUX, Exec.newBuilder().setProgram("/opt/import"))
                .ending()
                .judge(1, printed(said, ""));
        var byOutput = prepare(
                        Platform.LINUX,
                        Exec.newBuilder().setProgram("/opt/import").setExpectOutput("imported"))
                .ending()
                .judge(0, printed(said, ""));
        var passed = prepare(Platform.LINUX, Exec.newBuilder().setProgram("/opt/import"))
                .ending()
                .judge(0, printed(said, ""));

        for (var failed : List.of(byCode, byOutput)) {
            assertThat(failed.observation().getDetailsOrThrow("end-of-output"))
                    .startsWith(" [...]x")
                    .endsWith("Conflict: Class Pricing.\nNothing has changed.")
                    .hasSizeLessThan(2_100);
        }
        assertThat(passed.observation().getDetailsMap()).isEmpty();
    }

    @Test
    void boundsWhatPeopleRead() throws Exception {
        var command = prepare(Platform.LINUX, Exec.newBuilder().setProgram("/x").setExpectOutput("(?s).*"));

        var finding = command.ending().judge(0, printed("ü".repeat(2_000_000), ""));

        assertThat(finding.observation().getObserved().getBytes("UTF-8")).hasSizeLessThanOrEqualTo(4096);
        assertThat(finding.text().getBytes("UTF-8")).hasSizeLessThanOrEqualTo(1024 * 1024);
    }

    @Test
    void namesTheEncodingOfTheOutput() throws Exception {
        var command =
                prepare(Platform.WINDOWS, Exec.newBuilder().setProgram("/x").setOutputEncoding("IBM850"));

        assertThat(command.outputEncoding()).contains(Charset.forName("IBM850"));
    }

    @Test
    void refusesWhatMakesNoSense() {
        refused(
                Platform.LINUX,
                Exec.newBuilder(),
                "expected exactly one of program, command-line and script, found none");
        refused(
                Platform.WINDOWS,
                Exec.newBuilder().setProgram("a").setCommandLine("b"),
                "found program and command-line");
        refused(Platform.LINUX, Exec.newBuilder().setCommandLine("a b"), "expected a Windows host, found Linux");
        refused(Platform.LINUX, script(Shell.SHELL_UNSPECIFIED, "x"), "expected sh, cmd or powershell");
        refused(Platform.WINDOWS, script(Shell.SHELL_CMD, "echo Ü"), "expected ASCII in a script for cmd, found 'Ü'");
        refused(Platform.LINUX, Exec.newBuilder().setProgram("a\0b"), "without NUL");
        refused(Platform.LINUX, Exec.newBuilder().setProgram("a").putEnv("A=B", "c"), "found 'A=B'");
        refused(
                Platform.LINUX,
                Exec.newBuilder().setProgram("a").putEnv("A", "c").putSecretEnv("A", "s"),
                "found A in env and in secret-env");
        refused(Platform.LINUX, Exec.newBuilder().setProgram("a").setCwd("relative"), "an absolute path");
        refused(Platform.LINUX, Exec.newBuilder().setProgram("a").setOutputEncoding("klingon"), "found 'klingon'");
    }

    private static void refused(Platform platform, Exec.Builder exec, String reason) {
        assertThatThrownBy(() -> prepare(platform, exec))
                .isInstanceOf(InvalidActionException.class)
                .hasMessageContaining(reason);
    }

    private static Exec.Builder script(Shell shell, String body) {
        return Exec.newBuilder().setScript(Script.newBuilder().setShell(shell).setBody(body));
    }

    private static Work.Command prepare(Platform platform, Exec.Builder exec) throws InvalidActionException {
        var tools = new HostTools(platform, Map.of(), Path.of("/boot-id"));
        return command(
                new ExecAction(tools).prepare(Action.newBuilder().setExec(exec).build(), ATTEMPT));
    }
}
