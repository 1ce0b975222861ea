package dev.banksman.controller.run;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * What concerns a run as a whole.
 *
 * @param seen highest position of this run's journal that an agent has named
 * @param tolerated the same, at the moment a person let the run go on in spite of it
 * @param generation how often the run has been taken back to a restore point, plus one
 * @param windowClosed the run was held when its maintenance window closed; it is not held for that again
 * @param windowHold why it is held for that, until a person lets it go on
 * @param windowRisk what the forecast says of it
 */
record RunFacts(
        String run,
        RunPhase phase,
        boolean paused,
        Optional<String> holdReason,
        String startedBy,
        Instant planned,
        Optional<Instant> started,
        Optional<Instant> ended,
        long term,
        long position,
        long seen,
        long tolerated,
        int generation,
        boolean windowClosed,
        Optional<String> windowHold,
        WindowRisk windowRisk) {

    static final RunFacts NONE = new RunFacts(
            "",
            RunPhase.PLANNED,
            false,
            Optional.empty(),
            "",
            Instant.EPOCH,
            Optional.empty(),
            Optional.empty(),
            0,
            0,
            0,
            0,
            1,
            false,
            Optional.empty(),
            WindowRisk.NONE);

    RunFacts planned(String name, String by, Instant at) {
        return with(edit -> {
            edit.run = name;
            edit.startedBy = by;
            edit.planned = at;
        });
    }

    RunFacts in(RunPhase next) {
        RunMoves.TABLE.require(phase, next, () -> "run " + run);
        return with(edit -> edit.phase = next);
    }

    RunFacts startedBy(String by, Instant at) {
        return with(edit -> {
            edit.startedBy = by;
            edit.started = Optional.of(at);
        });
    }

    RunFacts ended(Instant at) {
        return with(edit -> {
            edit.paused = false;
            edit.holdReason = Optional.empty();
            edit.ended = Optional.of(at);
        });
    }

    RunFacts paused(boolean now) {
        return with(edit -> edit.paused = now);
    }

    RunFacts held(String reason) {
        return with(edit -> edit.holdReason = Optional.of(reason));
    }

    RunFacts released() {
        return with(edit -> {
            edit.holdReason = Optional.empty();
            edit.tolerated = seen;
        });
    }

    RunFacts underTerm(long now) {
        return with(edit -> edit.term = now);
    }

    RunFacts sawPosition(long agents) {
        return with(edit -> edit.seen = Math.max(seen, agents));
    }

    RunFacts inGeneration(int now) {
        return with(edit -> edit.generation = now);
    }

    RunFacts window(boolean closed, Optional<String> hold) {
        return with(edit -> {
            edit.windowClosed = closed;
            edit.windowHold = hold;
        });
    }

    RunFacts risk(UnaryOperator<WindowRisk> change) {
        return with(edit -> edit.windowRisk = change.apply(windowRisk));
    }

    RunFacts next() {
        return with(edit -> edit.position++);
    }

    private RunFacts with(Consumer<Edit> change) {
        var edit = new Edit(this);
        change.accept(edit);
        return edit.done();
    }

    /** The facts while one of the methods above changes them. */
    private static final class Edit {
        private String run;
        private RunPhase phase;
        private boolean paused;
        private Optional<String> holdReason;
        private String startedBy;
        private Instant planned;
        private Optional<Instant> started;
        private Optional<Instant> ended;
        private long term;
        private long position;
        private long seen;
        private long tolerated;
        private int generation;
        private boolean windowClosed;
        private Optional<String> windowHold;
        private WindowRisk windowRisk;

        Edit(RunFacts facts) {
            run = facts.run;
            phase = facts.phase;
            paused = facts.paused;
            holdReason = facts.holdReason;
            startedBy = facts.startedBy;
            planned = facts.planned;
            started = facts.started;
            ended = facts.ended;
            term = facts.term;
            position = facts.position;
            seen = facts.seen;
            tolerated = facts.tolerated;
            generation = facts.generation;
            windowClosed = facts.windowClosed;
            windowHold = facts.windowHold;
            windowRisk = facts.windowRisk;
        }

        RunFacts done() {
            return new RunFacts(
                    run,
                    phase,
                    paused,
                    holdReason,
                    startedBy,
                    planned,
                    started,
                    ended,
                    term,
                    position,
                    seen,
                    tolerated,
                    generation,
                    windowClosed,
                    windowHold,
                    windowRisk);
        }
    }
}
