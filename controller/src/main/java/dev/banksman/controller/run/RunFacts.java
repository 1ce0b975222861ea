package dev.banksman.controller.run;

import java.time.Instant;
import java.util.Optional;

/**
 * What concerns a run as a whole.
 *
 * @param seen highest position of this run's journal that an agent has named
 * @param tolerated the same, at the moment a person let the run go on in spite of it
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
        long tolerated) {

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
            0);

    RunFacts planned(String name, String by, Instant at) {
        return new RunFacts(name, phase, paused, holdReason, by, at, started, ended, term, position, seen, tolerated);
    }

    RunFacts in(RunPhase next) {
        RunMoves.TABLE.require(phase, next, () -> "run " + run);
        return new RunFacts(
                run, next, paused, holdReason, startedBy, planned, started, ended, term, position, seen, tolerated);
    }

    RunFacts startedBy(String by, Instant at) {
        return new RunFacts(
                run, phase, paused, holdReason, by, planned, Optional.of(at), ended, term, position, seen, tolerated);
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
                tolerated);
    }

    RunFacts paused(boolean now) {
        return new RunFacts(
                run, phase, now, holdReason, startedBy, planned, started, ended, term, position, seen, tolerated);
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
                tolerated);
    }

    RunFacts released() {
        return new RunFacts(
                run, phase, paused, Optional.empty(), startedBy, planned, started, ended, term, position, seen, seen);
    }

    RunFacts underTerm(long now) {
        return new RunFacts(
                run, phase, paused, holdReason, startedBy, planned, started, ended, now, position, seen, tolerated);
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
                tolerated);
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
                tolerated);
    }
}
