package dev.banksman.controller.run;

import dev.banksman.controller.run.Ruling.Rejected;

/** Which rules an input falls under. */
final class InputRules {
    private InputRules() {}

    static Ruling decide(RunState state, RunInput input) {
        if (state.position() == 0) {
            return new Rejected("this run has not been planned");
        }
        if (input instanceof RunInput.Acquired acquired) {
            return acquired(state, acquired);
        }
        if (state.term() == 0) {
            return new Rejected("no controller has taken run " + state.run() + " yet");
        }
        var draft = new Draft(state, input.at());
        return switch (input) {
            case RunInput.Acquired acquired -> acquired(state, acquired);
            case RunInput.Start start -> start(draft, start);
            case RunInput.HostConnected connected -> HostRules.connected(draft, connected);
            case RunInput.HistoryDiffers differs -> HostRules.differs(draft, differs);
            case RunInput.HostLost lost -> HostRules.lost(draft, lost);
            case RunInput.AttemptReported reported -> ReportRules.reported(draft, reported.report());
            case RunInput.TimerFired fired -> TimerRules.fired(draft, fired.timer());
            case RunInput.WindowForecast forecast -> WindowRules.forecast(draft, forecast.finish());
            case RunInput.Decide decision -> DecisionRules.decide(draft, decision);
        };
    }

    private static Ruling acquired(RunState state, RunInput.Acquired input) {
        if (state.over()) {
            return new Rejected("run " + state.run() + " has ended: " + state.phase());
        }
        if (input.term() <= state.term()) {
            return new Rejected("run " + state.run() + " is owned under term " + state.term() + "; term " + input.term()
                    + " is not above it");
        }
        var draft = new Draft(state, input.at());
        draft.emit(new RunEvent.TermTaken(input.term(), input.owner(), input.at()));
        StageProgress.proceed(draft);
        return draft.accepted();
    }

    private static Ruling start(Draft draft, RunInput.Start input) {
        RunState state = draft.state();
        if (state.phase() != RunPhase.PLANNED) {
            return new Rejected(
                    "run " + state.run() + " was started by " + state.startedBy() + " and is " + state.phase());
        }
        for (var prerequisite : state.index.plan.prerequisites()) {
            String other = input.met().get(prerequisite.name());
            if (other == null) {
                return new Rejected("prerequisite " + prerequisite.name() + " is not met: " + prerequisite.because());
            }
            draft.emit(new RunEvent.PrerequisiteMet(prerequisite.name(), other, input.at()));
        }
        draft.emit(new RunEvent.RunStarted(input.by(), input.at()));
        StageProgress.proceed(draft);
        return draft.accepted();
    }
}
