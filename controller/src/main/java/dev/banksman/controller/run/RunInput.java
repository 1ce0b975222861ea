package dev.banksman.controller.run;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What comes to a run from outside. Each carries the time at which it came; the core has no other clock. Inputs may be
 * lost before they are taken in (their sender sends again) and may come twice (the second changes nothing).
 */
public sealed interface RunInput {

    Instant at();

    /** A controller has taken the run over: after its start, or after a failover. Always the first input. */
    record Acquired(long term, String owner, Instant at) implements RunInput {}

    /**
     * The plan is released for execution.
     *
     * @param met for each of the plan's prerequisites the run that meets it
     */
    record Start(String by, Map<String, String> met, Instant at) implements RunInput {
        /** Of a plan without prerequisites. */
        public Start(String by, Instant at) {
            this(by, Map.of(), at);
        }
    }

    /**
     * An agent said hello. {@code known} is complete: an attempt of this run that it does not list, the agent does not
     * have.
     */
    record HostConnected(
            String host,
            String bootId,
            long highestAttempt,
            long journalPosition,
            List<AttemptReport> known,
            Instant at)
            implements RunInput {}

    /**
     * An agent has seen another event at this position of the run's journal than the one that stands there: the journal
     * was restored from an old copy and has gone on since. Nothing of that host is taken in after this.
     */
    record HistoryDiffers(String host, long position, Instant at) implements RunInput {}

    /** The stream to an agent is gone. */
    record HostLost(String host, String reason, Instant at) implements RunInput {}

    /** What an agent says of an attempt. */
    record AttemptReported(AttemptReport report, Instant at) implements RunInput {}

    /** A timer that {@link Effect.SetTimer} asked for is due. */
    record TimerFired(TimerKey timer, Instant at) implements RunInput {}

    /**
     * What a forecast says of the work in the maintenance window. It is made outside, from earlier runs; what follows
     * from it is journalled, so that nothing depends on making it again.
     *
     * @param finish by when nine of ten rehearsals were through
     */
    record WindowForecast(Instant finish, Instant at) implements RunInput {}

    /**
     * A person decides. {@code id} makes a repetition recognisable; {@code by} comes from the credential.
     *
     * @param asked when the question was put that the person had before them; a question that was put anew since then is
     *     not answered by it. Absent: whatever is asked at that task
     */
    record Decide(
            String id,
            String by,
            DecisionKind kind,
            Target target,
            String reason,
            Map<String, String> evidence,
            Optional<Instant> asked,
            Instant at)
            implements RunInput {

        /** About whatever is asked. */
        public Decide(
                String id,
                String by,
                DecisionKind kind,
                Target target,
                String reason,
                Map<String, String> evidence,
                Instant at) {
            this(id, by, kind, target, reason, evidence, Optional.empty(), at);
        }
    }

    /** What a decision is about; absent parts mean the whole run, or every host. */
    record Target(
            Optional<String> stage,
            Optional<String> step,
            Optional<String> host,
            Optional<String> remedy,
            Optional<String> interlock,
            Optional<String> restorePoint) {

        /** About anything but a restore point. */
        public Target(
                Optional<String> stage,
                Optional<String> step,
                Optional<String> host,
                Optional<String> remedy,
                Optional<String> interlock) {
            this(stage, step, host, remedy, interlock, Optional.empty());
        }

        public static final Target RUN =
                new Target(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** What a person can choose. */
    enum DecisionKind {
        APPROVE,
        REJECT,
        PROBE,
        RETRY,
        SKIP,
        MARK_DONE,
        EXCLUDE_HOST,
        INCLUDE_HOST,
        RUN_REMEDY,
        UNDO,
        OVERRIDE_INTERLOCK,
        GO_BACK,
        PAUSE,
        RESUME,
        ABORT;

        /** As people type it: {@code mark-done}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
