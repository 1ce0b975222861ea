package dev.banksman.agent.action;

import static dev.banksman.agent.action.Prepared.command;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.banksman.agent.action.HostTools.Platform;
import dev.banksman.agent.journal.AgentDirectory;
import dev.banksman.agent.journal.AttemptKey;
import dev.banksman.agent.supervise.Launch;
import dev.banksman.agent.supervise.PosixLauncher;
import dev.banksman.agent.supervise.Sighting;
import dev.banksman.agent.supervise.SystemHostProcesses;
import dev.banksman.proto.agent.v1.Action;
import dev.banksman.proto.agent.v1.Exec;
import dev.banksman.proto.agent.v1.RunAs;
import dev.banksman.proto.agent.v1.RunAsSession;
import dev.banksman.proto.agent.v1.Script;
import dev.banksman.proto.agent.v1.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which accounts a step may name, and what becomes of them on each platform. */
final class RunAsAccountTest {

    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    @Test
    void aRootAgentBecomesTheUserFirst() throws Exception {
        var work = prepare(Platform.LINUX, true, exec(RunAs.newBuilder().setAccount("oracle")));
        var other = new HostTools(
                Platform.LINUX, Map.of("runuser", List.of("/sbin/runuser", "-m")), Path.of("/no-boot-id"));

        assertThat(work.argv()).containsExactly("runuser", "-u", "oracle", "--", "/opt/setup", "a b");
        assertThat(work.account()).isEmpty();
        assertThat(prepare(other, true, exec(RunAs.newBuilder().setAccount("oracle")))
                        .argv())
                .startsWith("/sbin/runuser", "-m", "-u", "oracle");
    }

    @Test
    void anAgentThatIsNotRootRefuses() {
        refused(
                Platform.LINUX,
                false,
                exec(RunAs.newBuilder().setAccount("oracle")),
                "expected an agent that runs as root, which alone can become oracle");
    }

    @Test
    void windowsGetsTheAccountInItsParts() throws Exception {
        assertThat(account("CONTOSO\\setup")).isEqualTo(new Work.Account("CONTOSO", "setup", Optional.of("setup-pw")));
        assertThat(account("setup")).isEqualTo(new Work.Account(".", "setup", Optional.of("setup-pw")));
        assertThat(account("setup@contoso.com"))
                .isEqualTo(new Work.Account("", "setup@contoso.com", Optional.of("setup-pw")));
        var managed = prepare(
                Platform.WINDOWS,
                false,
                exec(RunAs.newBuilder().setAccount("CONTOSO\\gmsa$").setGroupManaged(true)));
        assertThat(managed.account()).contains(new Work.Account("CONTOSO", "gmsa$", Optional.empty()));
        assertThat(managed.argv()).containsExactly("/opt/setup", "a b");
    }

    @Test
    void anInteractiveSessionIsRefusedWithWhatToDo() {
        for (var platform : Platform.values()) {
            refused(
                    platform,
                    true,
                    exec(windows("CONTOSO\\setup").setSession(RunAsSession.RUN_AS_SESSION_INTERACTIVE)),
                    "Make the step a gate, and have CONTOSO\\setup sign in and start the program");
        }
    }

    @Test
    void refusesWhatTheAccountCouldNotReach() {
        refused(
                Platform.WINDOWS,
                true,
                exec(windows("setup")).clearCwd(),
                "expected a directory that setup may enter, found none");
        refused(
                Platform.WINDOWS,
                true,
                exec(windows("setup"))
                        .clearProgram()
                        .clearArgs()
                        .setScript(Script.newBuilder().setShell(Shell.SHELL_CMD).setBody("ver")),
                "put the script on the host with file");
    }

    @Test
    void refusesWhatMakesNoSense() {
        refused(Platform.WINDOWS, true, exec(windows("a\\b\\c")), "expected user, DOMAIN\\user or user@domain");
        refused(Platform.WINDOWS, true, exec(windows("a\"b")), "expected user, DOMAIN\\user or user@domain");
        refused(Platform.WINDOWS, true, exec(windows("\\setup")), "expected user, DOMAIN\\user or user@domain");
        refused(Platform.WINDOWS, true, exec(windows("a").clearPasswordSecret()), "found neither");
        refused(Platform.WINDOWS, true, exec(windows("a").setGroupManaged(true)), "found both");
        refused(Platform.WINDOWS, true, exec(windows("")), "exec.run-as.account: expected a value");
        refused(Platform.LINUX, true, exec(windows("oracle")), "found password-secret or group-managed");
        refused(
                Platform.LINUX,
                true,
                exec(RunAs.newBuilder().setAccount("--login")),
                "expected the name of a user, found '--login'");
    }

    /** As root a command becomes another user; as anyone else it is refused before anything starts. */
    @Test
    void anotherUserGetsTheStreamsAndTheEnvironmentButNotTheAgentsFiles(@TempDir Path root) throws Exception {
        var action = Action.newBuilder()
                .setExec(Exec.newBuilder()
                        .setProgram("/bin/sh")
                        .addArgs("-c")
                        .addArgs("id -un; echo \"$SOME $HOME\"; ls " + root + " >&2 || echo closed; exit 7")
                        .setCwd("/")
                        .setRunAs(RunAs.newBuilder().setAccount("nobody")))
                .build();
        var exec = new ExecAction(new HostTools(Platform.LINUX, Map.of(), BOOT_ID));
        if (!RunAsAccount.isRoot()) {
            assertThatThrownBy(() -> exec.prepare(action, root)).hasMessageContaining("an agent that runs as root");
            return;
        }
        var directory = new AgentDirectory(root);
        var key = new AttemptKey("run-1", "web-1", 1);
        Files.createDirectories(directory.attempt(key));
        var boot = Files.readString(BOOT_ID).strip();
        var launcher = new PosixLauncher(new SystemHostProcesses(), directory, BOOT_ID, boot, () -> {});
        var argv = command(exec.prepare(action, root)).argv();

        launcher.launch(key, new Launch(argv, Optional.empty(), Map.of("SOME", "value"), Path.of("/"), "", Map.of()));

        await().until(() -> launcher.look(key) instanceof Sighting.Exited);
        assertThat(((Sighting.Exited) launcher.look(key)).code()).isEqualTo(7);
        assertThat(Files.readAllLines(directory.attempt(key).resolve("stdout")))
                .startsWith("nobody")
                .anyMatch(line -> line.startsWith("value /"))
                .endsWith("closed");
    }

    private static Work.Account account(String account) throws InvalidActionException {
        return prepare(Platform.WINDOWS, false, exec(windows(account)))
                .account()
                .orElseThrow();
    }

    private static RunAs.Builder windows(String account) {
        return RunAs.newBuilder().setAccount(account).setPasswordSecret("setup-pw");
    }

    private static Exec.Builder exec(RunAs.Builder as) {
        return Exec.newBuilder()
                .setProgram("/opt/setup")
                .addArgs("a b")
                .setCwd("/srv")
                .setRunAs(as);
    }

    private static void refused(Platform platform, boolean root, Exec.Builder exec, String reason) {
        assertThatThrownBy(() -> prepare(platform, root, exec))
                .isInstanceOf(InvalidActionException.class)
                .hasMessageContaining(reason);
    }

    private static Work.Command prepare(Platform platform, boolean root, Exec.Builder exec)
            throws InvalidActionException {
        return prepare(new HostTools(platform, Map.of(), Path.of("/no-boot-id")), root, exec);
    }

    private static Work.Command prepare(HostTools tools, boolean root, Exec.Builder exec)
            throws InvalidActionException {
        return command(new ExecAction(tools, () -> root)
                .prepare(Action.newBuilder().setExec(exec).build(), Path.of("/agent/commands/run/7")));
    }
}
