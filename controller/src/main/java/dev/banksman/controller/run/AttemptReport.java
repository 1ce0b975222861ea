package dev.banksman.controller.run;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an agent says of one attempt of this run, in the core's terms. Later ones supersede earlier ones. */
public sealed interface AttemptReport {

    AttemptKey attempt();

    /** Recorded by the agent, nothing started. */
    record Accepted(AttemptKey attempt) implements AttemptReport {}

    /** The body has begun. */
    record Started(AttemptKey attempt, Instant startedAt, long pid, boolean adopted) implements AttemptReport {}

    /** It is over, and nothing of it runs. */
    record Ended(AttemptKey attempt, AttemptResult result) implements AttemptReport {}

    /** Not taken; nothing was started and nothing will be. */
    record Refused(AttemptKey attempt, String reason, String message) implements AttemptReport {}

    /** The agent never received it. */
    record NotKnown(AttemptKey attempt) implements AttemptReport {}

    /** Numbers count up per host of a run, from 1, and are never used again. */
    record AttemptKey(String host, long number) {
        @Override
        public String toString() {
            return host + "/" + number;
        }
    }

    /** How an attempt ended. */
    record AttemptResult(
            Outcome outcome,
            String message,
            Optional<Observation> observation,
            Map<String, String> outputs,
            Optional<Integer> exitCode,
            boolean rebootRequired,
            Optional<Instant> startedAt,
            Optional<Instant> endedAt,
            List<StreamLength> streams) {}

    enum Outcome {
        SUCCEEDED,
        FAILED,
        TIMED_OUT,
        CANCELLED,
        UNKNOWN,
        NEVER_STARTED
    }

    /** What was seen, beside what should have been. */
    record Observation(Verdict verdict, String expected, String observed, Map<String, String> details) {}

    enum Verdict {
        PASS,
        WARN,
        FAIL
    }

    /** Bytes written, and how many of them between head and tail were not kept. */
    record StreamLength(String stream, long length, long cut) {}
}
