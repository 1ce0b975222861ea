package dev.banksman.controller.run;

import dev.banksman.controller.run.AttemptReport.AttemptKey;
import dev.banksman.controller.run.Ruling.Rejected;
import java.util.List;
import java.util.stream.Stream;

/** What the coming and going of agents means. */
final class HostRules {
    private HostRules() {}

    static Ruling connected(Draft draft, RunInput.HostConnected input) {
        String name = input.host();
        if (!draft.state().index.plan.hosts().containsKey(name)) {
            return new Rejected("host " + name + " is not part of this run");
        }
        RunState before = draft.state();
        checkHighWater(draft, input);
        input.known().forEach(report -> ReportRules.take(draft, report));
        List<AttemptKey> known =
                input.known().stream().map(AttemptReport::attempt).toList();
        HostState host = before.host(name);
        Stream.concat(host.busy().stream(), host.givenUp().stream())
                .filter(key -> !known.contains(key))
                .flatMap(key -> Stream.ofNullable(draft.state().attempts.get(key)))
                .forEach(attempt -> ReportRules.notKnown(draft, attempt, false));
        if (draft.state().over()) {
            return draft.accepted();
        }
        draft.emit(new RunEvent.HostReached(
                name, input.bootId(), input.highestAttempt(), input.journalPosition(), draft.at()));
        BrakeRules.back(draft);
        StageProgress.proceed(draft);
        return draft.accepted();
    }

    /** An agent that has seen more of this run than its journal holds proves that the journal is an old copy. */
    private static void checkHighWater(Draft draft, RunInput.HostConnected input) {
        RunState state = draft.state();
        long last = state.host(input.host()).lastAttempt();
        if (state.over()) {
            return;
        }
        if (input.highestAttempt() > last) {
            hold(
                    draft,
                    "host " + input.host() + " has seen attempt " + input.highestAttempt()
                            + " of this run; the journal holds " + last
                            + ": it may have been restored from an old copy");
        } else if (input.journalPosition() > Math.max(state.position(), state.facts.tolerated())) {
            hold(
                    draft,
                    "host " + input.host() + " has seen position " + input.journalPosition()
                            + " of this run's journal; it ends at " + state.position()
                            + ": it may have been restored from an old copy");
        }
    }

    static Ruling differs(Draft draft, RunInput.HistoryDiffers input) {
        if (!draft.state().over()) {
            hold(
                    draft,
                    "host " + input.host() + " has seen another event at position " + input.position()
                            + " of this run's journal: the journal was restored from an old copy and has gone on since."
                            + " The host is left alone; exclude it, or abort the run");
        }
        return draft.accepted();
    }

    static void hold(Draft draft, String reason) {
        if (draft.state().facts.holdReason().isEmpty()) {
            draft.emit(new RunEvent.RunHeld(reason, draft.at()));
        }
    }

    static Ruling lost(Draft draft, RunInput.HostLost input) {
        if (!draft.state().index.plan.hosts().containsKey(input.host())) {
            return new Rejected("host " + input.host() + " is not part of this run");
        }
        if (!draft.state().over() && draft.state().host(input.host()).reachable()) {
            String reason = draft.state().restarting(input.host())
                    ? "it restarts, as it was told (" + input.reason() + ")"
                    : input.reason();
            draft.emit(new RunEvent.HostUnreachable(input.host(), reason, draft.at()));
            BrakeRules.lost(draft);
            StageProgress.proceed(draft);
        }
        return draft.accepted();
    }
}
