package dev.banksman.agent.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.banksman.agent.journal.AgentDirectory;
import dev.banksman.agent.journal.AttemptKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PosixLauncherTest {

    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
    private static final AttemptKey KEY = new AttemptKey("run-1", "web-1", 1);

    @TempDir
    Path root;

    private AgentDirectory directory;

    @BeforeEach
    void makeAttempt() throws IOException {
        directory = new AgentDirectory(root);
        Files.createDirectories(directory.attempt(KEY));
    }

    private PosixLauncher launcher() throws IOException {
        return new PosixLauncher(
                new SystemHostProcesses(),
                directory,
                BOOT_ID,
                Files.readString(BOOT_ID).strip(),
                () -> {});
    }

    private Launch launch(Map<String, String> environment, String body) {
        return new Launch(
                List.of("/bin/sh", "-c", body), Optional.empty(), environment, directory.work(KEY), "", Map.of());
    }

    /** A tool that stands before the real one, and waits for a file before it does its work. */
    private Map<String, String> waiting(String tool, Path go) throws IOException {
        var bin = Files.createDirectories(root.resolve("bin"));
        var script = bin.resolve(tool);
        Files.writeString(
                script,
                "#!/bin/sh\n: >" + go + ".reached\nwhile [ ! -e " + go + " ]; do /bin/sleep 0.02; done\nexec /bin/"
                        + tool + " \"$@\"\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        return Map.of("PATH", bin + ":/usr/bin:/bin");
    }

    @Test
    void startsNoBodyOnceTheAttemptWasForbidden() throws Exception {
        var go = root.resolve("go");
        var launcher = launcher();
        launcher.launch(KEY, launch(waiting("ln", go), "touch " + root.resolve("started")));
        await().until(() -> Files.exists(root.resolve("go.reached")));
        assertThat(launcher.look(KEY)).isInstanceOf(Sighting.Unclaimed.class);

        assertThat(launcher.forbid(KEY)).isInstanceOf(Sighting.NeverBegan.class);
        Files.createFile(go);

        await().until(() ->
                Files.readString(directory.attempt(KEY).resolve("shim.log")).contains("File exists"));
        assertThat(launcher.look(KEY)).isInstanceOf(Sighting.NeverBegan.class);
        assertThat(root.resolve("started")).doesNotExist();
    }

    @Test
    void cannotForbidWhatAShimHasClaimed() throws Exception {
        var launcher = launcher();
        launcher.launch(KEY, launch(Map.of(), "exit 6"));
        await().until(() -> launcher.look(KEY) instanceof Sighting.Exited);
        assertThat(((Sighting.Exited) launcher.forbid(KEY)).code()).isEqualTo(6);
    }

    @Test
    void letsOneOfManyShimsStartTheBody() throws Exception {
        var shims = 8;
        var ready = new CountDownLatch(shims);
        var failures = new AtomicInteger();
        var threads = new Thread[shims];
        for (int i = 0; i < shims; i++) {
            var launcher = launcher();
            threads[i] = new Thread(() -> {
                ready.countDown();
                try {
                    ready.await();
                    launcher.launch(KEY, launch(Map.of(), "echo started >> " + root.resolve("starts")));
                } catch (IOException e) {
                    // Two launchers never prepare one attempt at a time in an agent; here they get in each other's way.
                    failures.incrementAndGet();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            threads[i].start();
        }
        for (var thread : threads) {
            thread.join();
        }
        assertThat(failures.get()).isLessThan(shims);
        await().until(() -> launcher().look(KEY) instanceof Sighting.Exited);
        await().until(() -> ProcessHandle.current().children().noneMatch(ProcessHandle::isAlive));
        assertThat(Files.readAllLines(root.resolve("starts"))).hasSize(1);
    }

    @Test
    void tellsABodyThatHasNotBegunFromOneThatHangs() throws Exception {
        var go = root.resolve("go");
        var launcher = launcher();
        // The shim's first sync, before its claim, does not return.
        launcher.launch(KEY, launch(waiting("sync", go), "sleep 60"));
        await().until(() -> Files.exists(root.resolve("go.reached")));
        assertThat(launcher.look(KEY)).isInstanceOf(Sighting.Unclaimed.class);
        Files.createFile(go);
        await().until(() -> launcher.look(KEY) instanceof Sighting.Running);
        endTree(launcher);
    }

    @Test
    void provesThatNothingBeganWhenTheShimDiedAfterItsClaim() throws Exception {
        var go = root.resolve("go");
        var launcher = launcher();
        var bin = waiting("sync", go);
        launcher.launch(KEY, launch(bin, "touch " + root.resolve("started")));
        await().until(() -> Files.exists(root.resolve("go.reached")));
        // Let the claim's own sync pass, and stop at the directory's.
        Files.delete(root.resolve("go.reached"));
        Files.writeString(
                root.resolve("bin/sync"),
                "#!/bin/sh\n: >" + root.resolve("second") + "\nwhile :; do /bin/sleep 0.02; done\n");
        Files.createFile(go);
        await().until(() -> Files.exists(root.resolve("second")));
        assertThat(launcher.look(KEY)).isInstanceOf(Sighting.Claimed.class);

        endTree(launcher);

        assertThat(launcher.look(KEY)).isInstanceOf(Sighting.NeverBegan.class);
        assertThat(root.resolve("started")).doesNotExist();
    }

    @Test
    void givesTheSignalThatEndedABodyAsAShellDoes() throws Exception {
        var launcher = launcher();
        launcher.launch(KEY, launch(Map.of(), "kill -KILL $$"));
        await().until(() -> launcher.look(KEY) instanceof Sighting.Exited);
        assertThat(((Sighting.Exited) launcher.look(KEY)).code()).isEqualTo(137);
    }

    @Test
    void survivesASignalMeantForTheWholeSession() throws Exception {
        var launcher = launcher();
        var go = root.resolve("go");
        launcher.launch(KEY, launch(Map.of(), "while [ ! -e " + go + " ]; do sleep 0.02; done; exit 3"));
        await().until(() -> launcher.look(KEY) instanceof Sighting.Running);
        var claim = ShimRecord.read(directory.attempt(KEY).resolve("claim")).orElseThrow();
        ProcessHandle.of(claim.number("pid")).orElseThrow().destroy();
        Files.createFile(go);
        await().until(() -> launcher.look(KEY) instanceof Sighting.Exited);
        assertThat(((Sighting.Exited) launcher.look(KEY)).code()).isEqualTo(3);
    }

    @Test
    void reportsAShimThatCannotWorkWithWhatItSaid() throws Exception {
        var launcher =
                new PosixLauncher(new SystemHostProcesses(), directory, root.resolve("no-boot-id"), "boot", () -> {});
        launcher.launch(KEY, launch(Map.of(), "true"));
        await().until(() -> launcher.look(KEY) instanceof Sighting.Unclaimed unclaimed && unclaimed.shimGone());
        assertThat(((Sighting.Unclaimed) launcher.look(KEY)).evidence()).contains("no-boot-id");
    }

    private static void endTree(PosixLauncher launcher) {
        await().until(() -> launcher.end(KEY, true) == 0);
    }
}
