package dev.banksman.controller.engine;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import dev.banksman.controller.journal.Journal.Appended;
import dev.banksman.controller.run.AttemptReport;
import dev.banksman.controller.run.AttemptReport.AttemptKey;
import dev.banksman.controller.run.AttemptReport.AttemptResult;
import dev.banksman.controller.run.AttemptReport.Observation;
import dev.banksman.controller.run.AttemptReport.Outcome;
import dev.banksman.controller.run.AttemptReport.StreamLength;
import dev.banksman.controller.run.AttemptReport.Verdict;
import dev.banksman.controller.run.Effect;
import dev.banksman.proto.agent.v1.AttemptId;
import dev.banksman.proto.agent.v1.Dispatch;
import dev.banksman.proto.agent.v1.Ended;
import dev.banksman.proto.agent.v1.OutputStream;
import dev.banksman.proto.agent.v1.Refused;
import dev.banksman.proto.agent.v1.Report;
import dev.banksman.proto.agent.v1.StreamEnd;
import java.time.Instant;
import java.util.Optional;

/** Between the agents' words and the core's. Pure. What a newer agent says and this version does not know is empty. */
final class AgentMessages {

    private static final String REFUSAL_PREFIX = "REFUSAL_REASON_";

    private AgentMessages() {}

    static AttemptId id(String run, AttemptKey attempt) {
        return AttemptId.newBuilder()
                .setRun(run)
                .setHost(attempt.host())
                .setNumber(attempt.number())
                .build();
    }

    /** @param durable the newest durable event of the run: the attempt's own or a later one */
    static Dispatch dispatch(String run, long term, Effect.Dispatch effect, Appended durable, long outputLimitBytes) {
        return Dispatch.newBuilder()
                .setAttempt(id(run, effect.attempt()))
                .setTerm(term)
                .setAction(effect.action())
                .setTimeAllowed(duration(effect.timeAllowed()))
                .setGrace(duration(effect.grace()))
                .addAllOutputs(effect.outputs())
                .setTask(effect.task().stage() + "." + effect.task().step())
                .setOutputLimit(outputLimitBytes)
                .setJournalPosition(durable.position())
                .setChainHead(ByteString.copyFrom(durable.chainHead().asReadOnlyByteBuffer()))
                .build();
    }

    /** True for a report after which the agent has nothing more to say of the attempt. */
    static boolean isFinal(Report report) {
        return switch (report.getStateCase()) {
            case ENDED, REFUSED -> true;
            case ACCEPTED, STARTED, UNKNOWN, STATE_NOT_SET -> false;
        };
    }

    static Optional<AttemptReport> report(Report report) {
        var attempt = new AttemptKey(
                report.getAttempt().getHost(), report.getAttempt().getNumber());
        return switch (report.getStateCase()) {
            case ACCEPTED -> Optional.of(new AttemptReport.Accepted(attempt));
            case STARTED -> {
                var started = report.getStarted();
                yield Optional.of(new AttemptReport.Started(
                        attempt, time(started.getAt()), started.getPid(), started.getAdopted()));
            }
            case ENDED -> Optional.of(new AttemptReport.Ended(attempt, result(report.getEnded())));
            case REFUSED -> {
                var refused = report.getRefused();
                yield Optional.of(new AttemptReport.Refused(attempt, reason(refused), refused.getMessage()));
            }
            case UNKNOWN -> Optional.of(new AttemptReport.NotKnown(attempt));
            case STATE_NOT_SET -> Optional.empty();
        };
    }

    private static AttemptResult result(Ended ended) {
        return new AttemptResult(
                outcome(ended),
                ended.getMessage(),
                ended.hasObservation() ? Optional.of(observation(ended.getObservation())) : Optional.empty(),
                ended.getOutputsMap(),
                ended.hasExitCode() ? Optional.of(ended.getExitCode()) : Optional.empty(),
                ended.getRebootRequired(),
                ended.hasStartedAt() ? Optional.of(time(ended.getStartedAt())) : Optional.empty(),
                ended.hasEndedAt() ? Optional.of(time(ended.getEndedAt())) : Optional.empty(),
                ended.getStreamsList().stream().map(AgentMessages::stream).toList());
    }

    /** An outcome that this version does not know counts as unknown: never as success. */
    private static Outcome outcome(Ended ended) {
        return switch (ended.getOutcome()) {
            case OUTCOME_SUCCEEDED -> Outcome.SUCCEEDED;
            case OUTCOME_FAILED -> Outcome.FAILED;
            case OUTCOME_TIMED_OUT -> Outcome.TIMED_OUT;
            case OUTCOME_CANCELLED -> Outcome.CANCELLED;
            case OUTCOME_NEVER_STARTED -> Outcome.NEVER_STARTED;
            case OUTCOME_UNKNOWN, OUTCOME_UNSPECIFIED, UNRECOGNIZED -> Outcome.UNKNOWN;
        };
    }

    /** A verdict that this version does not know counts as failed: never as passed. */
    private static Observation observation(dev.banksman.proto.agent.v1.Observation observation) {
        var verdict = switch (observation.getVerdict()) {
            case VERDICT_PASS -> Verdict.PASS;
            case VERDICT_WARN -> Verdict.WARN;
            case VERDICT_FAIL, VERDICT_UNSPECIFIED, UNRECOGNIZED -> Verdict.FAIL;
        };
        return new Observation(
                verdict, observation.getExpected(), observation.getObserved(), observation.getDetailsMap());
    }

    private static StreamLength stream(StreamEnd end) {
        return new StreamLength(
                end.getStream() == OutputStream.OUTPUT_STREAM_STDERR ? "stderr" : "stdout",
                end.getLength(),
                end.getCut());
    }

    private static String reason(Refused refused) {
        var name = refused.getReason().name();
        return name.startsWith(REFUSAL_PREFIX) ? name.substring(REFUSAL_PREFIX.length()) : name;
    }

    private static Instant time(Timestamp at) {
        return Instant.ofEpochSecond(at.getSeconds(), at.getNanos());
    }

    private static Duration duration(java.time.Duration length) {
        return Duration.newBuilder()
                .setSeconds(length.getSeconds())
                .setNanos(length.getNano())
                .build();
    }
}
