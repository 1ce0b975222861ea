package dev.banksman.agent.desk;

import dev.banksman.agent.action.InvalidActionException;
import dev.banksman.agent.action.Work;
import dev.banksman.agent.journal.AttemptKey;
import dev.banksman.agent.journal.CommandState;
import dev.banksman.agent.journal.InMemoryCommandStore;
import dev.banksman.agent.supervise.Moment;
import dev.banksman.agent.supervise.SecretStore;
import dev.banksman.common.Secrets;
import dev.banksman.proto.agent.v1.Action;
import dev.banksman.proto.agent.v1.Dispatch;
import dev.banksman.proto.agent.v1.Exec;
import dev.banksman.proto.agent.v1.Observation;
import dev.banksman.proto.agent.v1.OutputRule;
import dev.banksman.proto.agent.v1.Reboot;
import dev.banksman.proto.agent.v1.Tcp;
import dev.banksman.proto.agent.v1.Wait;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A desk on fakes. {@code exec} is a command, {@code wait} changes something inside the agent, {@code tcp} only looks,
 * {@code reboot} goes on by itself. */
final class DeskHarness {

    static final String HOST = "web-1";

    final InMemoryCommandStore store = new InMemoryCommandStore();
    final FakeLauncher launcher = new FakeLauncher();
    final FakeSpool spool = new FakeSpool();
    final Set<CommandState.Move> moves = new HashSet<>();
    FakeInsideRunner inside = new FakeInsideRunner();
    RecordingOutbox outbox = new RecordingOutbox();
    DeskLimits limits = DeskLimits.DEFAULT;
    CommandDesk desk;
    private Moment now = new Moment(Instant.parse("2026-03-01T03:00:00Z"), "boot-1", Duration.ofHours(5));

    DeskHarness() throws IOException {
        desk = restart();
    }

    /** The agent dies and its next process starts: store, processes and spool stay, everything in memory is gone. */
    CommandDesk restart() throws IOException {
        inside = new FakeInsideRunner();
        outbox = new RecordingOutbox();
        var ports = new DeskPorts(
                store, launcher, inside, spool, new NoSecrets(), () -> now, outbox, key -> Path.of("work"));
        desk = new CommandDesk(HOST, ports, new FakeActions(), limits, (key, move) -> moves.add(move));
        desk.start();
        desk.linkUp();
        return desk;
    }

    void pass(Duration time) {
        now = new Moment(now.wall().plus(time), now.bootId(), now.uptime().plus(time));
        desk.tick();
    }

    /** Time in which no agent runs. */
    void goAway(Duration time) {
        now = new Moment(now.wall().plus(time), now.bootId(), now.uptime().plus(time));
    }

    Moment now() {
        return now;
    }

    static AttemptKey key(long number) {
        return new AttemptKey("run-1", HOST, number);
    }

    static Dispatch.Builder dispatch(long number, Action action) {
        return Dispatch.newBuilder()
                .setAttempt(key(number).toId())
                .setTerm(1)
                .setAction(action)
                .setTask("stage.step")
                .setTimeAllowed(com.google.protobuf.Duration.newBuilder().setSeconds(60))
                .setGrace(com.google.protobuf.Duration.newBuilder().setSeconds(10));
    }

    static Dispatch.Builder command(long number) {
        return dispatch(
                number,
                Action.newBuilder()
                        .setExec(Exec.newBuilder().setProgram("setup"))
                        .build());
    }

    static Dispatch.Builder changing(long number) {
        return dispatch(
                number, Action.newBuilder().setWait(Wait.getDefaultInstance()).build());
    }

    static Dispatch.Builder looking(long number) {
        return dispatch(
                number, Action.newBuilder().setTcp(Tcp.getDefaultInstance()).build());
    }

    static Dispatch.Builder resuming(long number) {
        return dispatch(
                number,
                Action.newBuilder().setReboot(Reboot.getDefaultInstance()).build());
    }

    static OutputRule rule(String name, String pattern) {
        return OutputRule.newBuilder().setName(name).setPattern(pattern).build();
    }

    private static final class FakeActions implements HostActions {

        @Override
        public boolean knows(Action.KindCase kind) {
            return Set.of(Action.KindCase.EXEC, Action.KindCase.WAIT, Action.KindCase.TCP, Action.KindCase.REBOOT)
                    .contains(kind);
        }

        @Override
        public Optional<String> forbidden(Action action) {
            return action.getExec().getProgram().equals("forbidden") ? Optional.of("not here") : Optional.empty();
        }

        @Override
        public Work prepare(Action action, Path directory) throws InvalidActionException {
            if (action.hasExec()) {
                if (action.getExec().getProgram().isEmpty()) {
                    throw new InvalidActionException("expected a program");
                }
                return new Work.Command(
                        List.of(action.getExec().getProgram()),
                        Optional.empty(),
                        Map.of(),
                        action.getExec().getSecretEnvMap(),
                        Optional.empty(),
                        "",
                        false,
                        (code, output) -> finding(code == 0, output.stdout()));
            }
            return new Work.Inside(
                    action.hasTcp(), action.hasTcp() || action.hasReboot(), context -> finding(true, "value=42"));
        }

        private static Work.Finding finding(boolean succeeded, String text) {
            return new Work.Finding(
                    succeeded,
                    succeeded ? "fine" : "not fine",
                    Observation.getDefaultInstance(),
                    text,
                    Map.of(),
                    false);
        }
    }

    private static final class NoSecrets implements SecretStore {
        @Override
        public Optional<String> find(String name) {
            return Optional.empty();
        }

        @Override
        public Secrets patterns() {
            return Secrets.NONE;
        }

        @Override
        public String redact(String text) {
            return text;
        }
    }
}
