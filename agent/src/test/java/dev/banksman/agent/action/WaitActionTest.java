package dev.banksman.agent.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Duration;
import dev.banksman.agent.action.HostTools.Platform;
import dev.banksman.proto.agent.v1.Action;
import dev.banksman.proto.agent.v1.Exec;
import dev.banksman.proto.agent.v1.File;
import dev.banksman.proto.agent.v1.FileInspect;
import dev.banksman.proto.agent.v1.FileRemove;
import dev.banksman.proto.agent.v1.Wait;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WaitActionTest {

    @TempDir
    private Path directory;

    @Test
    void waitsForATime() throws Exception {
        var context = new FakeContext(directory);

        var finding = Prepared.run(prepare(Wait.newBuilder().setDuration(seconds(90))), context);

        assertThat(finding.succeeded()).isTrue();
        assertThat(finding.observation().getObserved()).isEqualTo("waited 90s");
        assertThat(context.nanoTime()).isEqualTo(90_000_000_000L);
    }

    @Test
    void waitsUntilACheckPasses() throws Exception {
        var context = new FakeContext(directory);
        var flag = directory.resolve("flag");
        context.duringPause(() -> {
            if (context.pauses() == 3) {
                create(flag);
            }
        });

        var finding = Prepared.run(prepare(Wait.newBuilder().setUntil(inspect(flag))), context);

        assertThat(finding.succeeded()).isTrue();
        assertThat(finding.message()).startsWith("Passed after 15s. ");
        assertThat(context.printed().lines()).hasSize(2).first().isEqualTo(flag + " is not there");
    }

    @Test
    void givesUpAfterItsTime() throws Exception {
        var context = new FakeContext(directory);
        var wait = Wait.newBuilder()
                .setUntil(inspect(directory.resolve("flag")))
                .setDuration(seconds(60))
                .setEvery(seconds(10));

        var finding = Prepared.run(prepare(wait), context);

        assertThat(finding.succeeded()).isFalse();
        assertThat(finding.message())
                .startsWith("Did not pass within 60s. Expected")
                .contains("is not there");
        assertThat(context.pauses()).isEqualTo(6);
    }

    @Test
    void stopsWhenItsThreadIsInterrupted() throws Exception {
        var context = new FakeContext(directory);
        context.duringPause(() -> Thread.currentThread().interrupt());
        var work = prepare(Wait.newBuilder().setUntil(inspect(directory.resolve("flag"))));

        assertThatThrownBy(() -> Prepared.run(work, context)).isInstanceOf(InterruptedException.class);
    }

    @Test
    void refusesToRepeatWhatChangesSomething() {
        var remove = Action.newBuilder()
                .setFile(File.newBuilder().setRemove(FileRemove.newBuilder().setPath("/x")))
                .build();
        var exec = Action.newBuilder()
                .setExec(Exec.newBuilder().setProgram("/bin/true"))
                .build();

        refused(Wait.newBuilder().setUntil(remove), "expected an action that only looks, found file");
        refused(Wait.newBuilder().setUntil(exec), "expected an action that only looks, found exec");
        refused(Wait.newBuilder(), "expected a duration above zero, or until, found neither");
        refused(
                Wait.newBuilder().setUntil(inspect(directory)).setEvery(seconds(0)),
                "wait.every: expected a time above zero");
        refused(Wait.newBuilder().setDuration(seconds(-1)), "wait.duration");
    }

    @Test
    void refusesWaitsWithinWaits() {
        var action = inspect(directory);
        for (var i = 0; i < 50; i++) {
            action = Action.newBuilder()
                    .setWait(Wait.newBuilder().setUntil(action))
                    .build();
        }

        refused(action.getWait().toBuilder(), "waits within waits");
    }

    private void refused(Wait.Builder wait, String reason) {
        assertThatThrownBy(() -> prepare(wait))
                .isInstanceOf(InvalidActionException.class)
                .hasMessageContaining(reason);
    }

    private static void create(Path file) {
        try {
            Files.createFile(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Action inspect(Path file) {
        return Action.newBuilder()
                .setFile(File.newBuilder().setInspect(FileInspect.newBuilder().setPath(file.toString())))
                .build();
    }

    private static Duration seconds(long seconds) {
        return Duration.newBuilder().setSeconds(seconds).build();
    }

    private Work prepare(Wait.Builder wait) throws InvalidActionException {
        var tools = new FakeTools(directory, Platform.LINUX).tools();
        return ActionCatalogTest.catalog(tools)
                .prepare(Action.newBuilder().setWait(wait).build(), directory);
    }
}
