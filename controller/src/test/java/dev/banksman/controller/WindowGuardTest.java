package dev.banksman.controller;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.banksman.controller.engine.Agents;
import dev.banksman.controller.engine.DocumentPlanning;
import dev.banksman.controller.engine.Engine;
import dev.banksman.controller.engine.EngineSettings;
import dev.banksman.controller.engine.Planning.Documents;
import dev.banksman.controller.engine.RunWatch;
import dev.banksman.controller.engine.StartAnswer;
import dev.banksman.controller.engine.StartRequest;
import dev.banksman.controller.forecast.TimesArchive;
import dev.banksman.controller.journal.EventCodec;
import dev.banksman.controller.journal.MemoryJournal;
import dev.banksman.controller.run.RunEvent;
import dev.banksman.controller.run.RunInput;
import dev.banksman.controller.run.RunInput.DecisionKind;
import dev.banksman.controller.run.RunInput.Target;
import dev.banksman.controller.run.RunView;
import dev.banksman.proto.agent.v1.AttemptId;
import dev.banksman.proto.agent.v1.Cancel;
import dev.banksman.proto.agent.v1.Dispatch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WindowGuardTest {

    /** Three steps that were never run: a minute each is guessed, three at most. */
    private static final String RUNBOOK = """
        runbook: windowed
        roles:
          web: {hosts: 1}
        maintenance-window: {opens: '2026-03-01T02:00Z', closes: '%s', guard: %s}
        stages:
          - stage: upgrade
            on: web
            in-window: true
            steps:
              - step: one
                exec: {program: /bin/one}
              - step: two
                exec: {program: /bin/two}
              - step: three
                exec: {program: /bin/three}
        """;

    private static final String INVENTORY = """
        inventory: small
        hosts:
          web-1: {roles: [web]}
        """;

    @TempDir
    private Path directory;

    private final MemoryJournal journal = new MemoryJournal();
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private Instant now = Instant.parse("2026-03-01T03:00:00Z");
    private Engine engine = engine();

    @Test
    void warnsWhenNineOfTenRehearsalsPassTheEndOfTheWindow() throws IOException {
        String run = start("2026-03-01T03:04Z", "warn");
        look();
        RunView view = view(run);
        assertThat(view.windowRisk())
                .hasValueSatisfying(why -> assertThat(why).contains("the window closes at 2026-03-01T03:04:00Z"));
        assertThat(view.held()).isFalse();
    }

    @Test
    void saysNothingWhileThereIsTime() throws IOException {
        String run = start("2026-03-01T04:00Z", "hold");
        look();
        assertThat(view(run).windowRisk()).isEmpty();
        now = now.plus(Duration.ofMinutes(55));
        look();
        assertThat(view(run).windowRisk())
                .as("time went by and nothing was done")
                .isPresent();
    }

    @Test
    void holdsOnceAndARestartChangesNothing() throws IOException {
        String run = start("2026-03-01T03:04Z", "hold");
        look();
        look();
        assertThat(view(run).held()).isTrue();
        assertThat(risks(run)).hasSize(1);

        engine = engine();
        settle();
        look();
        assertThat(view(run).holdReason()).isEqualTo(view(run).windowRisk());
        assertThat(risks(run)).hasSize(1);

        settle(engine.decide(
                run, new RunInput.Decide("d1", "ann", DecisionKind.RESUME, Target.RUN, "go on", Map.of(), now)));
        look();
        assertThat(view(run).held()).isFalse();
        assertThat(risks(run)).hasSize(1);
    }

    private List<RunEvent> risks(String run) {
        return journal.read(run, 0, 1_000).stream()
                .map(stored -> EventCodec.decode(stored.bytes()))
                .filter(event -> event instanceof RunEvent.WindowAtRisk)
                .toList();
    }

    private void look() throws IOException {
        InstantSource clock = () -> now;
        var planning = new DocumentPlanning();
        var desk = new ForecastDesk(engine, planning, TimesArchive.open(directory, journal, planning), clock);
        new WindowGuard(engine, desk, clock).look();
        settle();
    }

    private RunView view(String run) {
        return engine.view(run).orElseThrow();
    }

    private String start(String closes, String guard) {
        var documents = new Documents(
                "windowed.yaml",
                ByteString.copyFromUtf8(RUNBOOK.formatted(closes, guard)),
                "hosts.yaml",
                ByteString.copyFromUtf8(INVENTORY),
                Map.of());
        var answer = settle(engine.start(new StartRequest("key", documents, Optional.empty(), "ann")));
        return ((StartAnswer.Started) answer).run();
    }

    private Engine engine() {
        var ports = new Engine.Ports(
                journal,
                new NoAgents(),
                (due, task) -> () -> {},
                new DocumentPlanning(),
                () -> now,
                tasks::add,
                tasks::add,
                "test");
        return Engine.recover(ports, EngineSettings.DEFAULTS, RunWatch.NONE);
    }

    private <T> T settle(CompletableFuture<T> future) {
        settle();
        return future.join();
    }

    private void settle() {
        while (true) {
            var task = tasks.poll();
            if (task == null) {
                journal.probe().join();
                task = tasks.poll();
                if (task == null) {
                    return;
                }
            }
            task.run();
        }
    }

    private static final class NoAgents implements Agents {
        @Override
        public void dispatch(Dispatch dispatch, long link) {
            throw new AssertionError("no host is connected, and still this was sent: " + dispatch);
        }

        @Override
        public void cancel(Cancel cancel) {
            throw new AssertionError("nothing runs, and still it was cancelled: " + cancel);
        }

        @Override
        public void acknowledge(AttemptId id) {
            throw new AssertionError("nothing ended, and still it was acknowledged: " + id);
        }

        @Override
        public void inquire(AttemptId id) {
            throw new AssertionError("nothing runs, and still it was asked about: " + id);
        }

        @Override
        public Set<String> connected() {
            return Set.of();
        }
    }
}
