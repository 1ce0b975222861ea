package dev.banksman.agent.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Duration;
import dev.banksman.agent.action.HostTools.Platform;
import dev.banksman.agent.action.Work.Finding;
import dev.banksman.proto.agent.v1.Action;
import dev.banksman.proto.agent.v1.File;
import dev.banksman.proto.agent.v1.FileInspect;
import dev.banksman.proto.agent.v1.FileRemove;
import dev.banksman.proto.agent.v1.HostFacts;
import dev.banksman.proto.agent.v1.Reboot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RebootActionTest {

    @TempDir
    private Path directory;

    @TempDir
    private Path work;

    private final List<String> pending = new ArrayList<>();
    private Optional<String> doubt = Optional.empty();
    private FakeTools tools;
    private FakeContext context;

    @BeforeEach
    void aHostThatRuns() {
        tools = new FakeTools(directory, Platform.LINUX).tool("shutdown", "exit 0");
        tools.write("boot-id", "boot-1");
        context = new FakeContext(work);
    }

    @Test
    void endsWhenTheHostHasBeenStartedAnew() throws Exception {
        context.duringPause(() -> tools.write("boot-id", context.pauses() < 3 ? "boot-1" : "boot-2"));

        var finding = run(Reboot.newBuilder());

        assertThat(finding.succeeded()).isTrue();
        assertThat(finding.observation().getObserved()).isEqualTo("restarted: start boot-1 before, boot-2 now");
        assertThat(finding.outputs()).containsEntry("start-before", "boot-1").containsEntry("start", "boot-2");
        assertThat(tools.calls()).containsExactly("shutdown -r now Banksman: planned restart");
    }

    @Test
    void askedOnceAndKilledByTheRestartItEndsWhenTheAgentIsBack() throws Exception {
        diesWhileItWaits();

        tools.write("boot-id", "boot-2");
        var finding = run(Reboot.newBuilder());

        assertThat(finding.succeeded()).isTrue();
        assertThat(tools.calls()).hasSize(1);
    }

    @Test
    void asksAgainWhereTheAgentDiedAndTheHostDidNotRestart() throws Exception {
        diesWhileItWaits();

        context.duringPause(() -> tools.write("boot-id", "boot-2"));
        var finding = run(Reboot.newBuilder());

        assertThat(finding.observation().getObserved()).isEqualTo("restarted: start boot-1 before, boot-2 now");
        assertThat(tools.calls()).hasSize(2);
    }

    @Test
    void asksNoMoreThanThreeTimesWhereTheBootIdStandsStill() throws Exception {
        for (int agent = 0; agent < 3; agent++) {
            diesWhileItWaits();
        }

        var finding = run(Reboot.newBuilder());

        assertThat(finding.succeeded()).isFalse();
        assertThat(finding.observation().getObserved()).contains("asked 3 times", "boot id stands still");
        assertThat(tools.calls()).hasSize(3);
    }

    @Test
    void aHostThatGoesDownNeedNotSayWhichStartItIsUnder() throws Exception {
        context.duringPause(() -> {
            if (context.pauses() < 3) {
                tools.remove("boot-id");
            } else {
                tools.write("boot-id", "boot-2");
            }
        });

        assertThat(run(Reboot.newBuilder()).observation().getObserved())
                .isEqualTo("restarted: start boot-1 before, boot-2 now");
    }

    @Test
    void saysThatTheRestartIsStillToComeWhereItCannotBeTakenBack() throws Exception {
        tools.tool("shutdown", "[ \"$1\" != -c ]");
        context.duringPause(() -> Thread.currentThread().interrupt());

        var finding = run(Reboot.newBuilder());

        assertThat(finding.observation().getObserved()).contains("it may yet restart");
        assertThat(finding.rebootRequired()).isTrue();
    }

    @Test
    void doesNotRestartAHostThatWasRestartedSinceItBecameDue() throws Exception {
        tools.write("boot-id", "boot-2");

        var finding = run(Reboot.newBuilder().setSinceBoot("boot-1"));

        assertThat(finding.succeeded()).isTrue();
        assertThat(tools.calls()).isEmpty();
    }

    @Test
    void restartsAHostThatStillRunsSinceItBecameDue() throws Exception {
        context.duringPause(() -> tools.write("boot-id", "boot-2"));

        assertThat(run(Reboot.newBuilder().setSinceBoot("boot-1")).succeeded()).isTrue();
        assertThat(tools.calls()).hasSize(1);
    }

    @Test
    void severalInARowAreSeveral() throws Exception {
        context.duringPause(() -> tools.write("boot-id", "boot-2"));
        run(Reboot.newBuilder());
        context = new FakeContext(Files.createDirectory(work.resolve("next")));
        context.duringPause(() -> tools.write("boot-id", "boot-3"));

        assertThat(run(Reboot.newBuilder()).observation().getObserved()).contains("boot-2 before, boot-3 now");
        assertThat(tools.calls()).hasSize(2);
    }

    @Test
    void onlyWhereOneIsPending() throws Exception {
        var finding = run(Reboot.newBuilder().setWhenPending(true));

        assertThat(finding.succeeded()).isTrue();
        assertThat(finding.observation().getObserved()).contains("no restart is pending");
        assertThat(tools.calls()).isEmpty();

        pending.add("/run/reboot-required");
        context.duringPause(() -> tools.write("boot-id", "boot-2"));
        assertThat(run(Reboot.newBuilder().setWhenPending(true)).observation().getObserved())
                .startsWith("restarted");
    }

    @Test
    void notKnowingWhetherOneIsPendingIsNotNone() throws Exception {
        doubt = Optional.of("reg could not be started");
        context.duringPause(() -> tools.write("boot-id", "boot-2"));

        run(Reboot.newBuilder().setWhenPending(true));

        assertThat(tools.calls()).hasSize(1);
    }

    @Test
    void waitsAfterTheRestartUntilItsCheckPasses() throws Exception {
        var flag = directory.resolve("service-is-up");
        context.duringPause(() -> {
            tools.write("boot-id", "boot-2");
            if (context.pauses() == 4) {
                create(flag);
            }
        });

        var finding = run(Reboot.newBuilder().setUntil(inspect(flag)));

        assertThat(finding.succeeded()).isTrue();
        assertThat(context.pauses()).isEqualTo(4);
        assertThat(finding.observation().getObserved()).startsWith("restarted: start boot-1 before, boot-2 now; ");
    }

    @Test
    void saysWhyTheSystemRefused() throws Exception {
        tools.tool("shutdown", "echo 'Access denied' >&2; exit 5");

        var finding = run(Reboot.newBuilder());

        assertThat(finding.succeeded()).isFalse();
        assertThat(finding.observation().getObserved())
                .contains("exit code 5")
                .contains("Access denied")
                .contains("right to shut this host down");
    }

    @Test
    void takesTheRequestBackWhenItIsStopped() throws Exception {
        context.duringPause(() -> Thread.currentThread().interrupt());

        var finding = run(Reboot.newBuilder().setWarning(Duration.newBuilder().setSeconds(90)));

        assertThat(finding.succeeded()).isFalse();
        assertThat(finding.observation().getObserved()).contains("taken back", "still runs under start boot-1");
        assertThat(tools.calls()).containsExactly("shutdown -r +2 Banksman: planned restart", "shutdown -c");
    }

    @Test
    void onWindowsAsksInSeconds() throws Exception {
        tools = new FakeTools(directory, Platform.WINDOWS).tool("shutdown", "exit 0");
        context.duringPause(() -> tools.write("boot-id", "boot-2"));
        var finding = run(Reboot.newBuilder()
                .setReason("Upgrade of AOS60$01")
                .setWarning(Duration.newBuilder().setSeconds(90)));
        assertThat(finding.succeeded()).isTrue();
        assertThat(tools.calls()).containsExactly("shutdown /r /t 90 /d p:4:2 /c Upgrade of AOS60$01");
    }

    @Test
    void refusesAChangeAsItsCheck() {
        var remove = Action.newBuilder()
                .setFile(File.newBuilder().setRemove(FileRemove.newBuilder().setPath("/x")))
                .build();

        assertThatThrownBy(() -> prepare(Reboot.newBuilder().setUntil(remove)))
                .isInstanceOf(InvalidActionException.class)
                .hasMessageContaining("reboot.until: expected an action that only looks, found file");
    }

    @Test
    void changesTheHostAndGoesOnAfterAnInterruption() throws Exception {
        var inside = Prepared.inside(prepare(Reboot.newBuilder()));

        assertThat(inside.onlyLooks()).isFalse();
        assertThat(inside.resumes()).isTrue();
    }

    private void diesWhileItWaits() throws Exception {
        context.duringPause(() -> {
            throw new Killed();
        });
        assertThatThrownBy(() -> run(Reboot.newBuilder())).isInstanceOf(Killed.class);
        context = new FakeContext(work);
    }

    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    private Finding run(Reboot.Builder reboot) throws Exception {
        return Prepared.run(prepare(reboot), context);
    }

    private Work prepare(Reboot.Builder reboot) throws InvalidActionException {
        return new ActionCatalog(tools.tools(), null, new Host())
                .prepare(Action.newBuilder().setReboot(reboot).build(), work);
    }

    private static Action inspect(Path file) {
        return Action.newBuilder()
                .setFile(File.newBuilder().setInspect(FileInspect.newBuilder().setPath(file.toString())))
                .build();
    }

    private static void create(Path file) {
        try {
            Files.createFile(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Host implements FactsSource {

        @Override
        public Reading read(Path disk) {
            return new Reading(HostFacts.getDefaultInstance(), List.copyOf(pending), doubt);
        }

        @Override
        public String bootId() throws IOException {
            return Files.readString(directory.resolve("boot-id"));
        }
    }
}
