package dev.banksman.controller.simulate;

import dev.banksman.controller.run.AttemptReport;
import dev.banksman.controller.run.AttemptReport.AttemptKey;
import dev.banksman.controller.run.AttemptReport.AttemptResult;
import dev.banksman.controller.run.AttemptReport.Outcome;
import dev.banksman.controller.run.Effect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A host and its agent, by the protocol: what is dispatched is recorded before it starts, an attempt that was seen is
 * never started again, what has ended is kept until it is acknowledged.
 */
final class SimulatedAgent {
    private static final Duration START = Duration.ofMillis(200);
    private static final AttemptResult NEVER = Results.of(Outcome.NEVER_STARTED, Optional.empty());
    private static final AttemptResult CANCELLED = Results.of(Outcome.CANCELLED, Optional.empty());
    private static final AttemptResult LOST = Results.of(Outcome.UNKNOWN, Optional.empty());

    /** What the agent has on its disk of one attempt. */
    private static final class Command {
        final Effect.Dispatch dispatch;
        AttemptReport report;

        Command(Effect.Dispatch dispatch) {
            this.dispatch = dispatch;
            this.report = new AttemptReport.Accepted(dispatch.attempt());
        }
    }

    final String host;
    private final Schedule schedule;
    private final Behaviour behaviour;
    private final Truth truth;
    private final Consumer<AttemptReport> link;
    private final Map<Long, Command> commands = new TreeMap<>();
    private long highest;
    private int boot = 1;
    private int disk = 1;

    SimulatedAgent(String host, Schedule schedule, Behaviour behaviour, Truth truth, Consumer<AttemptReport> link) {
        this.host = host;
        this.schedule = schedule;
        this.behaviour = behaviour;
        this.truth = truth;
        this.link = link;
    }

    String bootId() {
        return "boot-" + disk + "-" + boot;
    }

    long highest() {
        return highest;
    }

    List<AttemptReport> known() {
        return commands.values().stream().map(command -> command.report).toList();
    }

    void take(Effect effect) {
        switch (effect) {
            case Effect.Dispatch dispatch -> dispatch(dispatch);
            case Effect.Cancel cancel -> cancel(cancel.attempt());
            case Effect.Acknowledge acknowledge -> {
                Command command = commands.get(acknowledge.attempt().number());
                if (command != null && over(command)) {
                    commands.remove(acknowledge.attempt().number());
                }
            }
            case Effect.SetTimer timer -> throw new IllegalArgumentException("a timer is not an agent's: " + timer);
            case Effect.Finish finish -> throw new IllegalArgumentException("an end is not an agent's: " + finish);
        }
    }

    private void dispatch(Effect.Dispatch dispatch) {
        AttemptKey key = dispatch.attempt();
        Command known = commands.get(key.number());
        if (known != null) {
            link.accept(known.report);
        } else if (key.number() <= highest) {
            link.accept(new AttemptReport.Refused(key, "BELOW_HIGH_WATER", "seen before and no longer known"));
        } else {
            highest = key.number();
            var command = new Command(dispatch);
            commands.put(key.number(), command);
            link.accept(command.report);
            int now = boot;
            schedule.after(START, () -> begin(command, now));
        }
    }

    private void begin(Command command, int since) {
        if (since != boot || over(command)) {
            return;
        }
        AttemptKey key = command.dispatch.attempt();
        Behaviour.Course course = behaviour.of(key, command.dispatch.task(), command.dispatch.purpose());
        if (course.result().outcome() == Outcome.NEVER_STARTED) {
            end(command, course.result());
            return;
        }
        truth.begins(key, disk);
        say(command, new AttemptReport.Started(key, schedule.now(), key.number() + 1000, false));
        schedule.after(course.takes(), () -> {
            if (since == boot) {
                end(command, course.result());
            }
        });
    }

    private void end(Command command, AttemptResult result) {
        if (over(command)) {
            return;
        }
        truth.ends(command.dispatch.attempt(), result.outcome());
        say(command, new AttemptReport.Ended(command.dispatch.attempt(), result));
    }

    private void say(Command command, AttemptReport report) {
        command.report = report;
        link.accept(report);
    }

    private void cancel(AttemptKey key) {
        Command command = commands.get(key.number());
        if (command == null) {
            link.accept(
                    key.number() > highest
                            ? new AttemptReport.NotKnown(key)
                            : new AttemptReport.Refused(key, "BELOW_HIGH_WATER", "no longer known"));
        } else if (over(command)) {
            link.accept(command.report);
        } else {
            int since = boot;
            schedule.after(command.dispatch.grace().dividedBy(2), () -> {
                if (since == boot) {
                    end(command, CANCELLED);
                }
            });
        }
    }

    private static boolean over(Command command) {
        return command.report instanceof AttemptReport.Ended;
    }

    /** The process dies and comes back: what runs is found again, what was accepted and had not begun is given up. */
    void restart() {
        for (Command command : new ArrayList<>(commands.values())) {
            if (command.report instanceof AttemptReport.Started started) {
                command.report = new AttemptReport.Started(started.attempt(), started.startedAt(), started.pid(), true);
            } else if (!over(command)) {
                end(command, NEVER);
            }
        }
    }

    /** The host loses power: what ran is gone, and how far it came cannot be known. */
    void reboot() {
        boot++;
        for (Command command : new ArrayList<>(commands.values())) {
            if (!over(command)) {
                end(command, command.report instanceof AttemptReport.Started ? LOST : NEVER);
            }
        }
    }

    /** The host is set up anew. */
    void reimage() {
        reboot();
        disk++;
        commands.clear();
        highest = 0;
    }
}
