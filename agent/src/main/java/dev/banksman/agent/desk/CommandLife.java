package dev.banksman.agent.desk;

import dev.banksman.agent.action.OutputRules;
import dev.banksman.agent.action.Work;
import dev.banksman.agent.journal.CommandState;
import dev.banksman.agent.supervise.Launch;
import dev.banksman.agent.supervise.Moment;
import dev.banksman.agent.supervise.OutputReader;
import dev.banksman.agent.supervise.Sighting;
import dev.banksman.common.CrashPoint;
import dev.banksman.proto.agent.v1.Ended;
import dev.banksman.proto.agent.v1.EndingCause;
import dev.banksman.proto.agent.v1.EndingCommand;
import dev.banksman.proto.agent.v1.Outcome;
import dev.banksman.proto.agent.v1.OutputStream;
import dev.banksman.proto.agent.v1.StartedCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.time.Instant;
import java.util.HashMap;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves one command on: launch, look, end, conclude. Each step asks the host what is true and acts on that, never on
 * what an earlier step hoped for, so the same steps serve a command just launched and one found after a restart. What
 * fails is tried again by the next step.
 */
final class CommandLife {

    private static final Logger LOG = LoggerFactory.getLogger(CommandLife.class);

    /** A tree is gone when it was not seen this often in a row: a process may be born while others are looked at. */
    private static final int LOOKS_WITHOUT_TREE = 2;

    private final DeskPorts ports;
    private final OutputReader reader;
    private final OutputPump pump;
    private final Ends ends;
    private final BiConsumer<Command, CommandState.Move> moved;

    CommandLife(DeskPorts ports, OutputReader reader, OutputPump pump, BiConsumer<Command, CommandState.Move> moved) {
        this.ports = ports;
        this.reader = reader;
        this.pump = pump;
        this.ends = new Ends(ports.secrets());
        this.moved = moved;
    }

    /** Starts an accepted command. Once per acceptance, or again for work inside the agent that goes on by itself. */
    void launch(Command command) {
        var work = command.prepared.orElseThrow().work();
        if (work instanceof Work.Inside inside) {
            startInside(command, inside, command.prepared.get().rules());
        } else if (work instanceof Work.Command process) {
            move(command, CommandState.STARTING);
            try {
                ports.launcher().launch(command.key(), launchOf(command, process));
            } catch (IOException | UncheckedIOException e) {
                neverStart(command, "It could not be launched: " + e.getMessage());
            }
        }
    }

    /** Makes sure that an accepted command that was not seen to begin never does, and ends it; unless it has begun. */
    void neverStart(Command command, String why) {
        if (command.prepared.isPresent() && command.prepared.get().work() instanceof Work.Inside) {
            conclude(command, ends.plain(Outcome.OUTCOME_NEVER_STARTED, why), Optional.empty());
            return;
        }
        try {
            var sighting = ports.launcher().forbid(command.key());
            if (sighting instanceof Sighting.NeverBegan) {
                conclude(command, ends.plain(Outcome.OUTCOME_NEVER_STARTED, why), Optional.empty());
            } else if (command.state == CommandState.ACCEPTED) {
                move(command, CommandState.STARTING);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("{}: cannot be forbidden now: {}", command, e.getMessage());
        }
    }

    /** Ends a command of which nothing runs and whose truth cannot be had. */
    void unknown(Command command, String evidence) {
        conclude(command, ends.plain(Outcome.OUTCOME_UNKNOWN, evidence), Optional.empty());
    }

    /** Whether the time allowed is over, the time in which no agent ran included. */
    boolean outOfTime(Command command) {
        return now().since(command.acceptedAt).compareTo(command.timeAllowed()) >= 0;
    }

    /** Ends work inside the agent whose time was over before the agent was back: nothing of it is begun again. */
    void tooLate(Command command) {
        conclude(
                command,
                ends.plain(
                        Outcome.OUTCOME_TIMED_OUT,
                        "Its time was over before this agent was back on its host, which runs under start "
                                + ports.clock().bootId() + " now."),
                Optional.empty());
    }

    /** Looks after a command that may be live. */
    void step(Command command) {
        if (!command.state.isLive()) {
            return;
        }
        try {
            if (command.unrecorded.isPresent()) {
                record(command, command.unrecorded.get());
                return;
            }
            if (mayEnd(command) && outOfTime(command)) {
                beginEnding(command, EndingCause.ENDING_CAUSE_TIMED_OUT, "");
            }
            if (command.inside.isPresent()) {
                return;
            }
            var sighting = ports.launcher().look(command.key());
            if (command.state == CommandState.ENDING) {
                stepEnding(command, sighting);
            } else {
                stepOn(command, sighting);
            }
            command.trouble = "";
        } catch (IOException | RuntimeException e) {
            // A fault with one command must not keep the others from being looked after; and it is said once.
            var trouble = String.valueOf(e.getMessage());
            if (!trouble.equals(command.trouble)) {
                LOG.error("{}: cannot be looked after now, and will be tried again", command, e);
            }
            command.trouble = trouble;
        }
    }

    /** Whether a cancel or a timeout still finds something to end. */
    boolean mayEnd(Command command) {
        return command.state.isLive()
                && command.state != CommandState.ENDING
                && !command.judging
                && command.unrecorded.isEmpty();
    }

    /** The command is to end. Durable before the first signal if the disk allows; a full disk must not keep it alive. */
    void beginEnding(Command command, EndingCause cause, String reason) {
        var ending = EndingCommand.newBuilder()
                .setCause(cause)
                .setReason(reason)
                .setAt(now().toRecord())
                .build();
        try {
            ports.store().ending(command.key(), ending);
            CrashPoint.reach("ending-durable");
        } catch (IOException e) {
            LOG.warn("{}: that it is to end cannot be recorded now: {}", command, e.getMessage());
        }
        LOG.info("{}: ending ({})", command, cause == EndingCause.ENDING_CAUSE_CANCELLED ? "cancelled" : "out of time");
        command.record = command.record.withEnding(ending);
        move(command, CommandState.ENDING);
        command.inside.ifPresent(InsideRunner.Running::stop);
    }

    private void stepOn(Command command, Sighting sighting) throws IOException {
        if (sighting instanceof Sighting.Running running) {
            if (command.state == CommandState.STARTING) {
                begun(command, running);
            }
            pump.free(command);
        } else if (sighting instanceof Sighting.Exited exited) {
            judge(command, exited);
        } else if (sighting instanceof Sighting.NeverBegan never) {
            conclude(command, ends.plain(Outcome.OUTCOME_NEVER_STARTED, never.evidence()), Optional.empty());
        } else if (sighting instanceof Sighting.Lost lost) {
            unknown(command, lost.evidence());
        } else if (sighting instanceof Sighting.Unclaimed unclaimed && unclaimed.shimGone()) {
            neverStart(command, unclaimed.evidence());
        }
    }

    private void begun(Command command, Sighting.Running running) throws IOException {
        var started = StartedCommand.newBuilder()
                .setAt(Moment.timestamp(running.since()))
                .setPid(running.pid())
                .build();
        ports.store().started(command.key(), started);
        command.record = command.record.withStarted(started);
        move(command, CommandState.RUNNING);
        report(command);
    }

    private void stepEnding(Command command, Sighting sighting) throws IOException {
        if (sighting instanceof Sighting.Unclaimed) {
            ports.launcher().forbid(command.key());
            return;
        }
        var since = now().since(Moment.of(command.record.ending().orElseThrow().getAt()));
        boolean byForce = since.compareTo(command.grace()) >= 0;
        int there = ports.launcher().end(command.key(), byForce);
        command.forced |= byForce && there > 0;
        command.looksWithoutTree = there == 0 ? command.looksWithoutTree + 1 : 0;
        boolean over = !(sighting instanceof Sighting.Running) && !(sighting instanceof Sighting.Claimed);
        if (over && command.looksWithoutTree >= LOOKS_WITHOUT_TREE) {
            var exit = sighting instanceof Sighting.Exited exited
                    ? Optional.of(exited)
                    : Optional.<Sighting.Exited>empty();
            conclude(command, ends.stopped(command, sighting), exit);
        }
    }

    private void judge(Command command, Sighting.Exited exited) {
        if (command.judging) {
            return;
        }
        var prepared = command.prepared.filter(made -> made.work() instanceof Work.Command);
        if (exited.problem().isPresent()) {
            conclude(
                    command,
                    ends.plain(Outcome.OUTCOME_FAILED, exited.problem().get()).setExitCode(exited.code()),
                    Optional.of(exited));
        } else if (prepared.isEmpty()) {
            conclude(
                    command,
                    ends.plain(
                                    Outcome.OUTCOME_UNKNOWN,
                                    "It ended with exit code " + exited.code() + ", but this agent cannot judge it: "
                                            + command.unprepared)
                            .setExitCode(exited.code()),
                    Optional.of(exited));
        } else {
            judge(
                    command,
                    exited,
                    (Work.Command) prepared.get().work(),
                    prepared.get().rules());
        }
    }

    private void judge(Command command, Sighting.Exited exited, Work.Command process, OutputRules rules) {
        command.judging = true;
        var charset = process.outputEncoding().orElseGet(CommandLife::hostCharset);
        var captured = new SpooledOutput(reader, command.key(), charset);
        ports.inside()
                .start(
                        command.key(),
                        context -> rules.applyTo(process.ending().judge(exited.code(), captured)),
                        end -> conclude(
                                command,
                                end.finding()
                                        .map(ends::judged)
                                        .orElseGet(() -> ends.plain(
                                                Outcome.OUTCOME_FAILED,
                                                "It ended with exit code " + exited.code()
                                                        + ", and judging that failed: " + end.problem()))
                                        .setExitCode(exited.code()),
                                Optional.of(exited)));
    }

    private void startInside(Command command, Work.Inside inside, OutputRules rules) {
        var started = StartedCommand.newBuilder()
                .setAt(Moment.timestamp(now().wall()))
                .build();
        try {
            ports.store().started(command.key(), started);
            CrashPoint.reach("inside-started");
        } catch (IOException e) {
            conclude(
                    command,
                    ends.plain(Outcome.OUTCOME_NEVER_STARTED, "Its start could not be recorded: " + e.getMessage()),
                    Optional.empty());
            return;
        }
        command.record = command.record.withStarted(started);
        if (command.state == CommandState.ACCEPTED) {
            move(command, CommandState.STARTING);
            move(command, CommandState.RUNNING);
        }
        report(command);
        command.inside = Optional.of(ports.inside()
                .start(
                        command.key(),
                        context -> rules.applyTo(inside.body().run(context)),
                        end -> insideEnded(command, end)));
    }

    private void insideEnded(Command command, InsideRunner.End end) {
        Ended.Builder ended;
        var unsettled = end.finding().filter(finding -> !finding.succeeded() && finding.rebootRequired());
        if (command.state == CommandState.ENDING && unsettled.isPresent()) {
            ended = ends.plain(Outcome.OUTCOME_UNKNOWN, unsettled.get().message())
                    .setObservation(ends.judged(unsettled.get()).getObservation());
        } else if (command.state == CommandState.ENDING) {
            ended = ends.stopped(command, new Sighting.Lost(""));
            end.finding()
                    .ifPresent(
                            finding -> ended.setObservation(ends.judged(finding).getObservation()));
        } else {
            ended = end.finding().map(ends::judged).orElseGet(() -> ends.plain(Outcome.OUTCOME_FAILED, end.problem()));
        }
        conclude(command, ended, Optional.empty());
    }

    private void conclude(Command command, Ended.Builder ended, Optional<Sighting.Exited> exited) {
        try {
            var started = exited.flatMap(Sighting.Exited::since)
                    .or(() -> command.record.started().map(record -> instant(record.getAt())));
            Ends.timed(ended, started, exited.map(Sighting.Exited::at).orElseGet(() -> now().wall()));
            ended.addStreams(pump.end(command, OutputStream.OUTPUT_STREAM_STDOUT))
                    .addStreams(pump.end(command, OutputStream.OUTPUT_STREAM_STDERR));
            record(command, ended.build());
        } catch (IOException e) {
            command.judging = false;
            LOG.warn("{}: its output cannot be measured now: {}", command, e.getMessage());
        }
    }

    private void record(Command command, Ended ended) {
        try {
            ports.store().ended(command.key(), ended);
        } catch (IOException e) {
            command.unrecorded = Optional.of(ended);
            LOG.error("{}: its end cannot be recorded, and is not reported before it is: {}", command, e.getMessage());
            return;
        }
        command.unrecorded = Optional.empty();
        command.inside = Optional.empty();
        command.record = command.record.withEnded(ended);
        LOG.info("{}: {} {}", command, ended.getOutcome(), ended.getMessage());
        move(command, CommandState.ENDED);
        report(command);
    }

    private Launch launchOf(Command command, Work.Command process) throws IOException {
        var environment = new HashMap<>(process.environment());
        for (var secret : process.secretEnvironment().entrySet()) {
            environment.put(secret.getKey(), secret(secret.getValue()));
        }
        environment.put("BANKSMAN_TASK", command.dispatch().getTask());
        environment.put("BANKSMAN_RUN", command.key().run());
        environment.put("BANKSMAN_HOST", command.key().host());
        var logon = Optional.<Launch.Logon>empty();
        if (process.account().isPresent()) {
            var account = process.account().get();
            var password = account.passwordSecret().isPresent()
                    ? Optional.of(secret(account.passwordSecret().get()))
                    : Optional.<String>empty();
            logon = Optional.of(new Launch.Logon(account.domain(), account.user(), password));
        }
        return new Launch(
                process.argv(),
                process.commandLine(),
                environment,
                process.directory().orElseGet(() -> ports.work().apply(command.key())),
                process.stdin(),
                process.files(),
                logon);
    }

    private String secret(String name) throws IOException {
        return ports.secrets().find(name).orElseThrow(() -> new IOException("This host has no secret '" + name + "'"));
    }

    void move(Command command, CommandState next) {
        var move = command.state.to(next);
        command.state = next;
        moved.accept(command, move);
    }

    void report(Command command) {
        command.reportedAt = now();
        ports.outbox().report(command.report());
    }

    private Moment now() {
        return ports.clock().now();
    }

    private static Instant instant(com.google.protobuf.Timestamp timestamp) {
        return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
    }

    private static Charset hostCharset() {
        return Charset.forName(System.getProperty("native.encoding", "UTF-8"));
    }
}
