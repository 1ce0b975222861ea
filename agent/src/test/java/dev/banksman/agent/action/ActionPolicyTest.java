package dev.banksman.agent.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banksman.agent.action.HostTools.Platform;
import dev.banksman.proto.agent.v1.Action;
import dev.banksman.proto.agent.v1.Exec;
import dev.banksman.proto.agent.v1.RunAs;
import dev.banksman.proto.agent.v1.Script;
import dev.banksman.proto.agent.v1.Shell;
import dev.banksman.proto.agent.v1.Tcp;
import dev.banksman.proto.agent.v1.Wait;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ActionPolicyTest {

    @TempDir
    private Path directory;

    @Test
    void allowsNamedActionsOnly() {
        var policy = ActionPolicy.of(Set.of("tcp", "wait"), List.of(), Platform.LINUX);
        var tcp = Action.newBuilder().setTcp(Tcp.getDefaultInstance()).build();

        assertThat(policy.check(tcp)).isEmpty();
        assertThat(policy.check(program("/bin/true")).orElseThrow())
                .contains("does not allow the action 'exec'", "it allows tcp, wait");
        assertThat(policy.check(waitFor(tcp))).isEmpty();
    }

    @Test
    void looksIntoWhatAWaitAsks() {
        var policy = ActionPolicy.of(Set.of("wait"), List.of(), Platform.LINUX);

        assertThat(policy.check(waitFor(
                        Action.newBuilder().setTcp(Tcp.getDefaultInstance()).build())))
                .isPresent();
    }

    @Test
    void allowsProgramsInListedDirectories() {
        var policy = ActionPolicy.of(Set.of("*"), List.of("/opt/gp", "/usr/local/bin/check"), Platform.LINUX);

        assertThat(policy.check(program("/opt/gp/setup"))).isEmpty();
        assertThat(policy.check(program("/opt/gp/../gp/./setup"))).isEmpty();
        assertThat(policy.check(program("/usr/local/bin/check"))).isEmpty();
        assertThat(policy.check(program("/opt/gpx/setup"))).isPresent();
        assertThat(policy.check(program("/opt/gp/../../bin/sh")).orElseThrow())
                .contains("does not allow the program '/opt/gp/../../bin/sh'", "/opt/gp");
        assertThat(policy.check(program("opt/gp/setup"))).isPresent();
        assertThat(policy.check(program("setup"))).isPresent();
    }

    @Test
    void aLinkDoesNotLeadOutOfAListedDirectory() throws Exception {
        Files.createDirectory(directory.resolve("allowed"));
        Files.createSymbolicLink(directory.resolve("allowed/tool"), Path.of("/bin/sh"));
        var policy = ActionPolicy.of(
                Set.of("exec"), List.of(directory.resolve("allowed").toString()), Platform.LINUX);

        assertThat(policy.check(program(directory.resolve("allowed/tool").toString())))
                .isPresent();
    }

    @Test
    void anEntryThatIsALinkAllowsWhatItNames() {
        var policy = ActionPolicy.of(Set.of("exec"), List.of("/bin/sh"), Platform.LINUX);

        assertThat(policy.check(program("/bin/sh"))).isEmpty();
    }

    @Test
    void namesAreAllowedAsTheyAreWithoutASearchPathOfTheRunbook() {
        var policy = ActionPolicy.of(Set.of("exec"), List.of("hostname"), Platform.LINUX);
        var withPath = Action.newBuilder()
                .setExec(Exec.newBuilder().setProgram("hostname").putEnv("Path", "/tmp"))
                .build();

        assertThat(policy.check(program("hostname"))).isEmpty();
        assertThat(policy.check(withPath).orElseThrow()).contains("environment variable Path");
    }

    @Test
    void rawLinesAreJudgedByTheirProgram() {
        var policy = ActionPolicy.of(Set.of("exec"), List.of("/opt/gp tools"), Platform.WINDOWS);

        assertThat(policy.check(line("\"/opt/GP Tools/setup.exe\" /s"))).isEmpty();
        assertThat(policy.check(line("/opt/gp tools/setup.exe /s"))).isPresent();
        assertThat(policy.check(line("/bin/sh \"/opt/gp tools/setup.exe\""))).isPresent();
    }

    @Test
    void scriptsNeedTheirShellToBeListed() {
        var script = Action.newBuilder()
                .setExec(Exec.newBuilder()
                        .setScript(Script.newBuilder().setShell(Shell.SHELL_SH).setBody("id")))
                .build();

        assertThat(ActionPolicy.of(Set.of("*"), List.of("*", "script:cmd"), Platform.LINUX)
                        .check(script)
                        .orElseThrow())
                .contains("'script:sh' among its programs would");
        assertThat(ActionPolicy.of(Set.of("*"), List.of("script:sh"), Platform.LINUX)
                        .check(script))
                .isEmpty();
    }

    @Test
    void refusesEntriesWithTypingErrors() {
        assertThatThrownBy(() -> ActionPolicy.of(Set.of("exce"), List.of(), Platform.LINUX))
                .hasMessageContaining("found 'exce'");
        assertThatThrownBy(() -> ActionPolicy.of(Set.of(), List.of("script:bash"), Platform.LINUX))
                .hasMessageContaining("found 'script:bash'");
        assertThatThrownBy(() -> ActionPolicy.of(Set.of(), List.of("bin/sh"), Platform.LINUX))
                .hasMessageContaining("found 'bin/sh'");
    }

    @Test
    void anotherAccountMustBeNamed() {
        var windows = ActionPolicy.of(Set.of("*"), List.of("*"), List.of("CONTOSO\\setup"), Platform.WINDOWS);
        var linux = ActionPolicy.of(Set.of("*"), List.of("*"), List.of("oracle"), Platform.LINUX);
        var none = ActionPolicy.of(Set.of("*"), List.of("*"), Platform.LINUX);

        assertThat(windows.check(as("contoso\\Setup"))).isEmpty();
        assertThat(windows.check(as("setup")).orElseThrow())
                .isEqualTo("This host's policy does not allow the account 'setup'; it allows CONTOSO\\setup.");
        assertThat(linux.check(as("oracle"))).isEmpty();
        assertThat(linux.check(as("Oracle"))).isPresent();
        assertThat(none.check(as("oracle")).orElseThrow()).contains("it allows none but the agent's own");
        assertThat(none.check(program("/bin/true"))).isEmpty();
    }

    @Test
    void anAllowedAccountAllowsNoOtherProgram() {
        var policy = ActionPolicy.of(Set.of("*"), List.of("/opt/gp"), List.of("oracle"), Platform.LINUX);

        assertThat(policy.check(as("oracle")).orElseThrow()).contains("does not allow the program '/bin/true'");
    }

    @Test
    void accountsAreNamedInFull() {
        for (var entry : new String[] {"*", "CONTOSO\\*", " "}) {
            assertThatThrownBy(() -> ActionPolicy.of(Set.of(), List.of(), List.of(entry), Platform.WINDOWS))
                    .hasMessageContaining("expected names of accounts, each in full, found '" + entry + "'");
        }
    }

    private static Action as(String account) {
        return Action.newBuilder()
                .setExec(Exec.newBuilder()
                        .setProgram("/bin/true")
                        .setRunAs(RunAs.newBuilder().setAccount(account)))
                .build();
    }

    private static Action program(String program) {
        return Action.newBuilder()
                .setExec(Exec.newBuilder().setProgram(program))
                .build();
    }

    private static Action line(String line) {
        return Action.newBuilder()
                .setExec(Exec.newBuilder().setCommandLine(line))
                .build();
    }

    private static Action waitFor(Action action) {
        return Action.newBuilder().setWait(Wait.newBuilder().setUntil(action)).build();
    }
}
