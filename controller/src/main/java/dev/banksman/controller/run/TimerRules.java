package dev.banksman.controller.run;

import dev.banksman.controller.run.AttemptReport.AttemptKey;
import java.time.Duration;
import java.time.Instant;

/** What a timer means. One that is no longer set means nothing. */
final class TimerRules {
    private TimerRules() {}

    static Ruling fired(Draft draft, TimerKey timer) {
        Instant due = draft.state().timers.get(timer);
        if (due == null) {
            return draft.accepted();
        }
        if (draft.at().isBefore(due)) {
            draft.answer(new Effect.SetTimer(timer, due));
            return draft.accepted();
        }
        switch (timer) {
            case TimerKey.Overdue(AttemptKey attempt) -> overdue(draft, timer, attempt);
            case TimerKey.RetryDue retry -> draft.emit(new RunEvent.TimerExpired(timer, draft.at()));
            case TimerKey.Window window -> draft.emit(new RunEvent.TimerExpired(timer, draft.at()));
            case TimerKey.Soaked soaked -> draft.emit(new RunEvent.TimerExpired(timer, draft.at()));
        }
        StageProgress.proceed(draft);
        return draft.accepted();
    }

    /**
     * A host that is there will say how its attempt ended; one that has just gone may be back at once. Only long
     * silence is UNKNOWN.
     */
    private static void overdue(Draft draft, TimerKey timer, AttemptKey key) {
        HostState host = draft.state().host(key.host());
        Instant patience = (host.reachable() ? draft.at() : host.changed()).plus(Limits.MARGIN);
        if (patience.isAfter(draft.at())) {
            draft.emit(new RunEvent.TimerSet(timer, patience, draft.at()));
            return;
        }
        Attempt attempt = draft.state().attempt(key);
        String silence = Texts.duration(Duration.between(host.changed(), draft.at()));
        draft.emit(new RunEvent.TimerExpired(timer, draft.at()));
        ReportRules.end(
                draft,
                attempt,
                ReportRules.unknown(
                        attempt.reboots()
                                ? key.host() + " has not come back from its restart: it had "
                                        + Texts.duration(attempt.timeAllowed()) + ", and its agent has been silent for "
                                        + silence
                                : "no word from " + key.host() + ", which has been unreachable for " + silence));
    }
}
