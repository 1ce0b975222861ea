package dev.banksman.controller.run;

import java.time.Instant;
import java.util.Optional;

/**
 * What concerns a run as a whole.
 *
 * @param seen highest position of this run's journal that an agent has named
 * @param tolerated the same, at the moment a person let the run go on in spite of it
 * @param generation how often the run has been taken back to a restore point, plus one
 * @param windowClosed the run was held when its maintenance window closed; it is not held for that again
 * @param windowHold why it is held for that, until a person lets it go on
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
        Optional<String> windowHold) {

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
            Optional.empty());

    RunFacts planned(String name, String by, Instant at) {
        return new RunFacts(
                name,
                phase,
                paused,
                holdReason,
                by,
                at,
                started,
                ended,
                term,
                position,
                seen,
                tolerated,
                generation,
                windowClosed,
                windowHold);
    }

    RunFacts in(RunPhase next) {
        RunMoves.TABLE.require(phase, next, () -> "run " + run);
        return new RunFacts(
                run,
                next,
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
                windowHold);
    }

    RunFacts startedBy(String by, Instant at) {
        return new RunFacts(
                run,
                phase,
                paused,
                holdReason,
                by,
                planned,
                Optional.of(at),
                ended,
                term,
                position,
                seen,
                tolerated,
                generation,
                windowClosed,
                windowHold);
    }

    RunFacts ended(Instant at) {
        return new RunFacts(
                run,
                phase,
                false,
                Optional.empty(),
                startedBy,
                planned,
                started,
                Optional.of(at),
                term,
                position,
                seen,
                tolerated,
                generation,
                windowClosed,
                windowHold);
    }

    RunFacts paused(boolean now) {
        return new RunFacts(
                run,
                phase,
                now,
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
                windowHold);
    }

    RunFacts held(String reason) {
        return new RunFacts(
                run,
                phase,
                paused,
                Optional.of(reason),
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
                windowHold);
    }

    RunFacts released() {
        return new RunFacts(
                run,
                phase,
                paused,
                Optional.empty(),
                startedBy,
                planned,
                started,
                ended,
                term,
                position,
                seen,
                seen,
                generation,
                windowClosed,
                windowHold);
    }

    RunFacts underTerm(long now) {
        return new RunFacts(
                run,
                phase,
                paused,
                holdReason,
                startedBy,
                planned,
                started,
                ended,
                now,
                position,
                seen,
                tolerated,
                generation,
                windowClosed,
                windowHold);
    }

    RunFacts sawPosition(long agents) {
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
                Math.max(seen, agents),
                tolerated,
                generation,
                windowClosed,
                windowHold);
    }

    RunFacts inGeneration(int now) {
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
                now,
                windowClosed,
                windowHold);
    }

    RunFacts window(boolean closed, Optional<String> hold) {
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
                closed,
                hold);
    }

    RunFacts next() {
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
                position + 1,
                seen,
                tolerated,
                generation,
                windowClosed,
                windowHold);
    }
}
