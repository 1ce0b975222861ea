package dev.banksman.agent.desk;

import dev.banksman.agent.action.Work.Finding;
import dev.banksman.agent.supervise.Moment;
import dev.banksman.agent.supervise.SecretStore;
import dev.banksman.agent.supervise.Sighting;
import dev.banksman.proto.agent.v1.Ended;
import dev.banksman.proto.agent.v1.EndingCause;
import dev.banksman.proto.agent.v1.Observation;
import dev.banksman.proto.agent.v1.Outcome;
import dev.banksman.proto.agent.v1.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Words for how commands end. Values are cut so that an end always fits a control message, and secrets are blotted out
 * of every text in it.
 */
final class Ends {

    private static final int MESSAGE_CHARACTERS = 4 * 1024;
    private static final int VALUE_CHARACTERS = 4 * 1024;
    private static final int MOST_VALUES = 64;
    private static final int FORCED_CODE = 137;

    private final SecretStore secrets;

    Ends(SecretStore secrets) {
        this.secrets = secrets;
    }

    /** Judged by its action. What was to be kept whole and would be blotted out in part fails the step. */
    Ended.Builder judged(Finding finding) {
        var revealing = finding.saved().entrySet().stream()
                .filter(value -> !secrets.redact(value.getValue()).equals(value.getValue()))
                .map(Map.Entry::getKey)
                .findFirst();
        if (revealing.isPresent()) {
            return plain(
                            Outcome.OUTCOME_FAILED,
                            "Output '" + revealing.get() + "': expected values that may leave this host, found one of"
                                    + " its secrets among them. Before that: " + finding.message())
                    .setObservation(clean(finding.observation()).toBuilder().setVerdict(Verdict.VERDICT_FAIL))
                    .setRebootRequired(finding.rebootRequired());
        }
        return plain(finding.succeeded() ? Outcome.OUTCOME_SUCCEEDED : Outcome.OUTCOME_FAILED, finding.message())
                .setObservation(clean(finding.observation()))
                .putAllOutputs(clean(finding.outputs()))
                .putAllOutputs(finding.saved())
                .setRebootRequired(finding.rebootRequired());
    }

    /** Nothing of the tree is left after a cancel or a timeout. */
    Ended.Builder stopped(Command command, Sighting last) {
        var ending = command.record.ending().orElseThrow();
        boolean cancelled = ending.getCause() == EndingCause.ENDING_CAUSE_CANCELLED;
        var message = new StringBuilder(
                cancelled
                        ? "Cancelled" + (ending.getReason().isEmpty() ? "" : " (" + ending.getReason() + ")")
                        : "The time allowed, " + words(command.timeAllowed()) + ", was over");
        boolean forced = command.forced;
        if (last instanceof Sighting.NeverBegan) {
            message.append("; it had not begun.");
        } else if (command.inside.isPresent()
                || command.record.started().map(s -> s.getPid() == 0).orElse(false)) {
            message.append("; the action has stopped.");
        } else {
            forced |= last instanceof Sighting.Exited exited && exited.code() == FORCED_CODE;
            message.append(
                    forced
                            ? "; its processes did not end within " + words(command.grace()) + " and were killed."
                            : "; its processes ended when asked.");
        }
        var ended = plain(cancelled ? Outcome.OUTCOME_CANCELLED : Outcome.OUTCOME_TIMED_OUT, message.toString())
                .setKilled(forced);
        if (last instanceof Sighting.Exited exited) {
            ended.setExitCode(exited.code());
        }
        return ended;
    }

    Ended.Builder plain(Outcome outcome, String message) {
        return Ended.newBuilder().setOutcome(outcome).setMessage(clean(message, MESSAGE_CHARACTERS));
    }

    /** Puts the times in. */
    static Ended.Builder timed(Ended.Builder ended, Optional<Instant> started, Instant end) {
        started.ifPresent(at -> ended.setStartedAt(Moment.timestamp(at)));
        return ended.setEndedAt(Moment.timestamp(end));
    }

    private Observation clean(Observation observation) {
        return Observation.newBuilder()
                .setVerdict(observation.getVerdict())
                .setExpected(clean(observation.getExpected(), MESSAGE_CHARACTERS))
                .setObserved(clean(observation.getObserved(), MESSAGE_CHARACTERS))
                .putAllDetails(clean(observation.getDetailsMap()))
                .build();
    }

    private Map<String, String> clean(Map<String, String> values) {
        var clean = new TreeMap<String, String>();
        values.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .limit(MOST_VALUES)
                .forEach(entry ->
                        clean.put(clean(entry.getKey(), VALUE_CHARACTERS), clean(entry.getValue(), VALUE_CHARACTERS)));
        return clean;
    }

    private String clean(String text, int limit) {
        var redacted = secrets.redact(text);
        return redacted.length() <= limit ? redacted : redacted.substring(0, limit - 3) + "...";
    }

    private static String words(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds >= 3600 && seconds % 3600 == 0) {
            return seconds / 3600 + "h";
        }
        return seconds >= 60 && seconds % 60 == 0
                ? seconds / 60 + "m"
                : seconds + (duration.toMillisPart() == 0 ? "" : "." + String.format("%03d", duration.toMillisPart()))
                        + "s";
    }
}
