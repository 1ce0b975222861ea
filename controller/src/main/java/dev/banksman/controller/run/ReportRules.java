package dev.banksman.controller.run;

import dev.banksman.controller.run.AttemptReport.AttemptKey;
import dev.banksman.controller.run.AttemptReport.AttemptResult;
import dev.banksman.controller.run.AttemptReport.Outcome;
import dev.banksman.controller.run.Ruling.Rejected;
import java.util.Locale;

/** What an agent's word on an attempt means. */
final class ReportRules {
    private ReportRules() {}

    static Ruling reported(Draft draft, AttemptReport report) {
        if (!draft.state().index.plan.hosts().containsKey(report.attempt().host())) {
            return new Rejected("host " + report.attempt().host() + " is not part of this run");
        }
        take(draft, report);
        if (!draft.state().over()) {
            StageProgress.proceed(draft);
        }
        return draft.accepted();
    }

    /** Takes one report in, without letting the run go on yet. */
    static void take(Draft draft, AttemptReport report) {
        AttemptKey key = report.attempt();
        Attempt attempt = draft.state().attempts.get(key);
        if (draft.state().over() || attempt == null) {
            notOut(draft, report);
            return;
        }
        if (!attempt.live() && draft.state().host(key.host()).busy().isPresent() && begun(report)) {
            HostRules.hold(
                    draft,
                    "attempt " + key + " was given up, and now its agent says that it is with it, beside "
                            + draft.state().host(key.host()).busy().get());
            return;
        }
        switch (report) {
            case AttemptReport.Accepted r -> {
                if (!attempt.acknowledged() || !attempt.live()) {
                    draft.emit(new RunEvent.AttemptAccepted(key, draft.at()));
                }
            }
            case AttemptReport.Started r -> {
                if (attempt.state() != AttemptState.RUNNING || r.adopted() && !attempt.adopted()) {
                    draft.emit(new RunEvent.AttemptStarted(key, r.startedAt(), r.pid(), r.adopted(), draft.at()));
                }
            }
            case AttemptReport.Ended r -> {
                boolean contradiction =
                        r.result().outcome() == Outcome.NEVER_STARTED && attempt.state() == AttemptState.RUNNING;
                end(
                        draft,
                        attempt,
                        contradiction
                                ? unknown("its agent said first that it runs, then that it never started")
                                : r.result());
            }
            case AttemptReport.Refused r -> refused(draft, attempt, r);
            case AttemptReport.NotKnown r -> notKnown(draft, attempt, true);
        }
    }

    private static boolean begun(AttemptReport report) {
        return report instanceof AttemptReport.Accepted || report instanceof AttemptReport.Started;
    }

    /** About an attempt that this run has closed, or never made. */
    private static void notOut(Draft draft, AttemptReport report) {
        RunState state = draft.state();
        AttemptKey key = report.attempt();
        if (key.number() > state.host(key.host()).lastAttempt()) {
            if (!state.over()) {
                HostRules.hold(
                        draft,
                        "host " + key.host() + " reports attempt " + key.number()
                                + ", which this run's journal does not hold");
            }
            return;
        }
        switch (report) {
            case AttemptReport.Ended r -> {
                // While the run is held, a result may be one that a lost journal held: the agent is to keep it.
                if (state.facts.holdReason().isEmpty()) {
                    draft.answer(new Effect.Acknowledge(key));
                }
            }
            case AttemptReport.Started r -> {
                if (!state.over()) {
                    HostRules.hold(
                            draft,
                            "host " + key.host() + " runs attempt " + key.number() + ", which was known to be over");
                }
            }
            case AttemptReport.Accepted r -> {}
            case AttemptReport.Refused r -> {}
            case AttemptReport.NotKnown r -> {}
        }
    }

    static void end(Draft draft, Attempt attempt, AttemptResult result) {
        RunState before = draft.state();
        boolean counts = before.index
                .place(attempt.task())
                .flatMap(before::task)
                .filter(task -> task.takes(attempt.key(), before.phase() == RunPhase.RUNNING))
                .isPresent();
        draft.emit(new RunEvent.AttemptEnded(attempt.key(), result, !attempt.live(), draft.at()));
        if (counts) {
            FailureRules.after(draft, attempt);
        }
    }

    private static void refused(Draft draft, Attempt attempt, AttemptReport.Refused report) {
        String reason = report.reason().toUpperCase(Locale.ROOT).replace("REFUSAL_REASON_", "");
        if (attempt.acknowledged() || reason.equals("BELOW_HIGH_WATER")) {
            end(
                    draft,
                    attempt,
                    unknown("its agent has seen attempt " + attempt.key().number() + " and no longer knows it: "
                            + report.message()));
            return;
        }
        if (!attempt.live()) {
            end(draft, attempt, AttemptFold.notBegun(report.message()));
            return;
        }
        draft.emit(new RunEvent.AttemptRefused(attempt.key(), reason, report.message(), draft.at()));
        switch (reason) {
            case "STALE_TERM" -> {
                HostRules.hold(
                        draft,
                        "host " + attempt.key().host() + " has seen a newer term of this run than "
                                + draft.state().term() + ": " + report.message());
                FailureRules.after(draft, attempt);
            }
            case "CANNOT_RECORD" -> FailureRules.after(draft, attempt);
            default -> FailureRules.afterRefusal(draft, attempt, reason, report.message());
        }
    }

    /**
     * The agent has no trace of it.
     *
     * @param asked the agent was asked about this attempt, or was sent something about it
     */
    static void notKnown(Draft draft, Attempt attempt, boolean asked) {
        if (attempt.acknowledged()) {
            end(
                    draft,
                    attempt,
                    unknown("the agent on " + attempt.key().host() + " had taken it and no longer knows it"));
        } else if (!attempt.live() || attempt.cancelling()) {
            end(draft, attempt, AttemptFold.notBegun("the agent never got it"));
        } else if (asked) {
            Effects.message(draft.state(), attempt).ifPresent(draft::answer);
        }
    }

    static AttemptResult unknown(String message) {
        return AttemptFold.without(Outcome.UNKNOWN, message);
    }
}
