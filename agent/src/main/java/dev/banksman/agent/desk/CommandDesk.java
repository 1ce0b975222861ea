package dev.banksman.agent.desk;

import dev.banksman.agent.journal.AttemptKey;
import dev.banksman.agent.journal.AttemptLedger;
import dev.banksman.agent.journal.CommandRecord;
import dev.banksman.agent.journal.CommandState;
import dev.banksman.agent.supervise.OutputReader;
import dev.banksman.proto.agent.v1.AcceptedCommand;
import dev.banksman.proto.agent.v1.AttemptId;
import dev.banksman.proto.agent.v1.Cancel;
import dev.banksman.proto.agent.v1.Dispatch;
import dev.banksman.proto.agent.v1.Ended;
import dev.banksman.proto.agent.v1.EndingCause;
import dev.banksman.proto.agent.v1.Hello;
import dev.banksman.proto.agent.v1.Inquiry;
import dev.banksman.proto.agent.v1.Outcome;
import dev.banksman.proto.agent.v1.OutputAck;
import dev.banksman.proto.agent.v1.RefusalReason;
import dev.banksman.proto.agent.v1.Refused;
import dev.banksman.proto.agent.v1.Report;
import dev.banksman.proto.agent.v1.ReportAck;
import dev.banksman.proto.agent.v1.RunMark;
import dev.banksman.proto.agent.v1.Unknown;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agent's logic: takes what the controller says, keeps each command's promise, answers. It makes durable before it
 * acts, and says nothing that it cannot prove.
 *
 * <p>Single-threaded: all calls come from one thread, {@link #start} first. Nothing here waits. {@link #tick} looks
 * after everything under way and says when it wants to be called again; calling it early is harmless. After a crash
 * {@link #start} takes up whatever the store and the host prove.
 */
public final class CommandDesk {

    private static final Logger LOG = LoggerFactory.getLogger(CommandDesk.class);
    private static final int REFUSALS_REMEMBERED = 1000;
    private static final Duration SOON = Duration.ofMillis(15);
    private static final Duration WHILE_ENDING = Duration.ofMillis(50);
    private static final Duration WHILE_RUNNING = Duration.ofMillis(200);
    private static final Duration IDLE = Duration.ofSeconds(1);

    private final String host;
    private final DeskPorts ports;
    private final Preparation.Maker preparations;
    private final DeskLimits limits;
    private final CommandLife life;
    private final Recovery recovery;
    private final OutputPump pump;
    private final Map<AttemptKey, Command> commands = new TreeMap<>();
    private final Marks marks = new Marks();
    private final Map<AttemptKey, Report> damaged = new TreeMap<>();
    private final Map<AttemptKey, Report> refusals = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<AttemptKey, Report> eldest) {
            return size() > REFUSALS_REMEMBERED;
        }
    };
    private boolean linked;

    /** @param moved told of every move of every command, after it */
    public CommandDesk(
            String host,
            DeskPorts ports,
            HostActions actions,
            DeskLimits limits,
            BiConsumer<AttemptKey, CommandState.Move> moved) {
        this.host = host;
        this.ports = ports;
        this.preparations = new Preparation.Maker(host, ports, actions);
        this.limits = limits;
        var reader = new OutputReader(ports.spool(), ports.secrets());
        this.pump = new OutputPump(ports.spool(), reader, ports.outbox(), limits);
        this.life = new CommandLife(ports, reader, pump, (command, move) -> moved.accept(command.key(), move));
        this.recovery = new Recovery(ports, preparations, life);
    }

    /**
     * Takes up what was left by an earlier agent process.
     *
     * @throws IOException if the store cannot be read; the agent must not take work then
     */
    public void start() throws IOException {
        var stored = ports.store().load();
        marks.load(stored.marks());
        for (var found : stored.damaged()) {
            LOG.error("{}: its record is damaged: {}", found.key(), found.evidence());
            damaged.put(
                    found.key(), unknownEnd(found.key(), "The agent's record of it is damaged: " + found.evidence()));
        }
        for (var record : stored.commands()) {
            var command = recovery.command(record);
            commands.put(record.key(), command);
            recovery.takeUp(command);
        }
    }

    /** The part of a hello that this desk knows: all attempts not yet acknowledged, and marks. */
    public Hello.Builder hello() {
        var hello = Hello.newBuilder()
                .setBootId(ports.clock().bootId())
                .addAllAttempts(damaged.values())
                .addAllRuns(marks.forHello());
        for (var command : commands.values()) {
            command.greeted =
                    command.state == CommandState.ACKNOWLEDGED ? Optional.empty() : Optional.of(command.report());
            command.greeted.ifPresent(hello::addAttempts);
        }
        return hello;
    }

    /** A link stands, and the controller has taken in the hello. */
    public void linkUp() {
        linked = true;
        var now = ports.clock().now();
        for (var command : commands.values()) {
            command.output.rewind();
            command.reportedAt = now;
            // What happened between the hello and its answer went nowhere.
            if (command.state != CommandState.ACKNOWLEDGED && !command.greeted.equals(Optional.of(command.report()))) {
                life.report(command);
            }
        }
        pump.pump(undelivered());
    }

    public void linkDown() {
        linked = false;
    }

    public void dispatch(Dispatch dispatch) {
        var key = AttemptKey.of(dispatch.getAttempt());
        var known = commands.get(key);
        var earlier = refusals.get(key);
        if (earlier != null) {
            ports.outbox().report(earlier);
            return;
        }
        var mark = marks.of(key.run());
        boolean recorded = known != null || damaged.containsKey(key);
        var prepared = recorded ? Preparation.NONE : preparations.prepare(dispatch, key);
        var verdict = AttemptLedger.decide(dispatch, host, recorded, mark, prepared.objection());
        if (verdict instanceof AttemptLedger.AnswerState answer) {
            answer.mark().ifPresent(this::raise);
            answerState(key);
        } else if (verdict instanceof AttemptLedger.Refuse refuse) {
            refuse.mark().ifPresent(this::raise);
            refuse(key, refuse.reason(), refuse.message());
        } else if (verdict instanceof AttemptLedger.Accept accept) {
            accept(key, dispatch, accept.mark(), prepared.prepared());
        }
    }

    public void cancel(Cancel cancel) {
        var key = AttemptKey.of(cancel.getAttempt());
        var command = commands.get(key);
        var mark = marks.of(key.run());
        boolean stale = mark.isPresent()
                && Long.compareUnsigned(cancel.getTerm(), mark.get().getHighestTerm()) < 0;
        if (stale) {
            LOG.warn(
                    "{}: a cancel of term {} is not obeyed: the run's term is {}",
                    key,
                    cancel.getTerm(),
                    mark.get().getHighestTerm());
        } else {
            mark.map(old -> AttemptLedger.withTerm(old, cancel.getTerm()))
                    .filter(next -> !next.equals(mark.get()))
                    .ifPresent(this::raise);
        }
        if (command == null || stale || !life.mayEnd(command)) {
            answerState(key);
        } else {
            life.beginEnding(command, EndingCause.ENDING_CAUSE_CANCELLED, cancel.getReason());
            life.step(command);
        }
    }

    public void inquiry(Inquiry inquiry) {
        answerState(AttemptKey.of(inquiry.getAttempt()));
    }

    public void acknowledged(ReportAck ack) {
        var key = AttemptKey.of(ack.getAttempt());
        var command = commands.get(key);
        try {
            if (damaged.containsKey(key)) {
                ports.store().forget(key);
                damaged.remove(key);
            } else if (command != null && command.state == CommandState.ENDED) {
                ports.store().acknowledged(key);
                command.record = command.record.withAcknowledged();
                command.acknowledgedAt = Optional.of(ports.clock().now());
                life.move(command, CommandState.ACKNOWLEDGED);
            }
        } catch (IOException e) {
            LOG.warn("{}: that its end was acknowledged cannot be recorded now: {}", key, e.getMessage());
        }
    }

    public void outputAcknowledged(OutputAck ack) {
        var command = commands.get(AttemptKey.of(ack.getAttempt()));
        if (command == null) {
            return;
        }
        command.output.acknowledge(ack.getStream(), ack.getOffset(), ack.getEnd());
        if (command.output.complete() && !command.record.delivered() && !command.state.isLive()) {
            try {
                ports.store().delivered(command.key());
                command.record = command.record.withDelivered();
            } catch (IOException e) {
                LOG.warn("{}: that its output was delivered cannot be recorded now: {}", command, e.getMessage());
            }
        }
    }

    /** The link takes output again. */
    public void readyForOutput() {
        if (linked) {
            pump.pump(undelivered());
        }
    }

    /** Looks after everything, and says how soon it wants to be called again at the latest. */
    public Duration tick() {
        var now = ports.clock().now();
        var next = IDLE;
        for (var command : List.copyOf(commands.values())) {
            if (command.state.isLive()) {
                life.step(command);
            } else if (command.state == CommandState.ENDED) {
                if (linked && now.since(command.reportedAt).compareTo(limits.resendEndedEvery()) >= 0) {
                    life.report(command);
                }
            } else {
                retire(command);
            }
            next = earlier(next, wish(command));
        }
        readyForOutput();
        return next;
    }

    /** How many commands are under way. */
    public int running() {
        return (int) commands.values().stream()
                .filter(command -> command.state.isLive())
                .count();
    }

    /** Whether any of them is under way inside the agent, and would not outlive it. */
    public boolean workInside() {
        return commands.values().stream().anyMatch(command -> command.inside.isPresent() && command.state.isLive());
    }

    /** Bytes of output on this host's disk that the controller does not have yet. */
    public long spoolBytes() {
        return pump.waiting(undelivered());
    }

    private void accept(AttemptKey key, Dispatch dispatch, RunMark mark, Optional<Preparation.Prepared> prepared) {
        var now = ports.clock().now();
        var accepted = AcceptedCommand.newBuilder()
                .setDispatch(dispatch)
                .setAt(now.toRecord())
                .build();
        try {
            ports.store().accept(key, accepted, mark);
        } catch (IOException e) {
            LOG.error("{}: refused, it cannot be recorded: {}", key, e.getMessage());
            refuse(key, RefusalReason.REFUSAL_REASON_CANNOT_RECORD, "This host cannot record it: " + e.getMessage());
            return;
        }
        marks.put(mark);
        var command = new Command(CommandRecord.accepted(key, accepted), CommandState.ACCEPTED, prepared, "", now);
        commands.put(key, command);
        LOG.info("{}: accepted", command);
        life.report(command);
        life.launch(command);
        life.step(command);
    }

    private void refuse(AttemptKey key, RefusalReason reason, String message) {
        LOG.warn("{}: refused ({}): {}", key, reason, message);
        var report = Report.newBuilder()
                .setAttempt(key.toId())
                .setRefused(Refused.newBuilder().setReason(reason).setMessage(message))
                .build();
        if (reason != RefusalReason.REFUSAL_REASON_STALE_TERM) {
            refusals.put(key, report);
        }
        ports.outbox().report(report);
    }

    private void answerState(AttemptKey key) {
        var command = commands.get(key);
        if (command != null) {
            life.report(command);
            return;
        }
        ports.outbox()
                .report(Optional.ofNullable(refusals.get(key))
                        .or(() -> Optional.ofNullable(damaged.get(key)))
                        .orElseGet(() -> traceless(key)));
    }

    private Report traceless(AttemptKey key) {
        return marks.of(key.run())
                        .filter(mark -> key.number() <= mark.getHighestAttempt())
                        .isPresent()
                ? unknownEnd(key, "This host once knew the attempt and has no record of it any more.")
                : Report.newBuilder()
                        .setAttempt(key.toId())
                        .setUnknown(Unknown.getDefaultInstance())
                        .build();
    }

    private void raise(RunMark mark) {
        try {
            ports.store().mark(mark);
        } catch (IOException e) {
            LOG.warn("The mark of run {} cannot be raised now: {}", mark.getRun(), e.getMessage());
        }
        // In memory it counts at once: this process must not take what a durable mark would have kept out.
        marks.put(mark);
    }

    /** Deletes it when nobody will ask for it any more; not before all of its output is with the controller. */
    private void retire(Command command) {
        var since = command.acknowledgedAt.orElseThrow();
        if (command.record.delivered() && ports.clock().now().since(since).compareTo(limits.keepAcknowledged()) >= 0) {
            try {
                ports.store().forget(command.key());
                commands.remove(command.key());
            } catch (IOException e) {
                LOG.warn("{}: cannot be deleted now: {}", command, e.getMessage());
            }
        }
    }

    private List<Command> undelivered() {
        var found = new ArrayList<Command>();
        for (var command : commands.values()) {
            if (!command.record.delivered()) {
                found.add(command);
            }
        }
        return found;
    }

    private static Report unknownEnd(AttemptKey key, String message) {
        AttemptId id = key.toId();
        return Report.newBuilder()
                .setAttempt(id)
                .setEnded(Ended.newBuilder().setOutcome(Outcome.OUTCOME_UNKNOWN).setMessage(message))
                .build();
    }

    private static Duration wish(Command command) {
        return switch (command.state) {
            case ACCEPTED, STARTING -> SOON;
            case RUNNING -> WHILE_RUNNING;
            case ENDING -> WHILE_ENDING;
            case ENDED, ACKNOWLEDGED -> IDLE;
        };
    }

    private static Duration earlier(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }
}
