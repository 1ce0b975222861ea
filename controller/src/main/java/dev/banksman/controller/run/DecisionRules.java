package dev.banksman.controller.run;

import dev.banksman.controller.plan.TaskKey;
import dev.banksman.controller.run.Ruling.Rejected;
import dev.banksman.controller.run.RunEvent.DecisionTaken;
import dev.banksman.controller.run.RunInput.Decide;
import java.util.List;
import java.util.Optional;

/**
 * What a person's decision about the run, a host or an interlock means; those about a task are {@link TaskDecisions}.
 */
final class DecisionRules {
    private DecisionRules() {}

    static Ruling decide(Draft draft, Decide input) {
        RunState state = draft.state();
        DecisionTaken earlier = state.decisions.get(input.id());
        if (earlier != null) {
            return earlier.kind() == input.kind() && earlier.by().equals(input.by())
                    ? draft.accepted()
                    : new Rejected("decision " + input.id() + " was "
                            + earlier.kind().word() + " by " + earlier.by() + "; give another decision another id");
        }
        if (state.over()) {
            return new Rejected("run " + state.run() + " has ended: " + state.phase());
        }
        Optional<String> problem = badText(input);
        if (problem.isPresent()) {
            return new Rejected(problem.get());
        }
        Optional<String> refused = switch (input.kind()) {
            case PAUSE -> pause(draft, input);
            case RESUME -> resume(draft, input);
            case ABORT -> abort(draft, input);
            case EXCLUDE_HOST -> exclude(draft, input);
            case INCLUDE_HOST -> include(draft, input);
            case OVERRIDE_INTERLOCK -> override(draft, input);
            case GO_BACK -> RestoreRules.goBack(draft, input);
            case APPROVE, REJECT, PROBE, RETRY, SKIP, MARK_DONE, RUN_REMEDY, UNDO -> TaskDecisions.decide(draft, input);
        };
        if (refused.isPresent()) {
            return new Rejected(refused.get());
        }
        StageProgress.proceed(draft);
        return draft.accepted();
    }

    private static Optional<String> badText(Decide input) {
        if (input.id().isBlank() || input.by().isBlank()) {
            return Optional.of("a decision needs an id and a name");
        }
        if (input.reason().length() > Limits.TEXT) {
            return Optional.of(
                    "the reason has " + input.reason().length() + " characters; at most " + Limits.TEXT + " are kept");
        }
        boolean needsReason = switch (input.kind()) {
            case REJECT, SKIP, MARK_DONE, EXCLUDE_HOST, OVERRIDE_INTERLOCK, GO_BACK, ABORT -> true;
            case APPROVE, PROBE, RETRY, INCLUDE_HOST, RUN_REMEDY, UNDO, PAUSE, RESUME -> false;
        };
        return needsReason && input.reason().isBlank()
                ? Optional.of(input.kind().word() + " needs a reason")
                : Optional.empty();
    }

    /** Records the decision; what it leads to are events of their own. */
    static void record(Draft draft, Decide input, RunInput.Target target) {
        draft.emit(new DecisionTaken(
                input.id(), input.by(), input.kind(), target, input.reason(), input.evidence(), draft.at()));
    }

    private static Optional<String> pause(Draft draft, Decide input) {
        if (draft.state().phase() != RunPhase.RUNNING || draft.state().paused()) {
            return Optional.of("run " + draft.state().run() + " cannot be paused: it is "
                    + (draft.state().paused() ? "paused" : draft.state().phase()));
        }
        record(draft, input, RunInput.Target.RUN);
        draft.emit(new RunEvent.RunPaused(input.by(), draft.at()));
        return Optional.empty();
    }

    /** Ends a pause, a hold of the whole run, or both. A hold means that something is wrong: it takes a reason. */
    private static Optional<String> resume(Draft draft, Decide input) {
        RunState state = draft.state();
        if (!state.paused() && state.holdReason().isEmpty()) {
            return Optional.of("run " + state.run() + " is neither paused nor held as a whole");
        }
        if (state.holdReason().isPresent() && input.reason().isBlank()) {
            return Optional.of(
                    "the run is held because " + state.holdReason().get() + "; to let it go on needs a reason");
        }
        record(draft, input, RunInput.Target.RUN);
        if (state.facts.holdReason().isPresent()) {
            draft.emit(new RunEvent.RunReleased(input.by(), draft.at()));
        } else if (state.facts.windowHold().isPresent()) {
            // Only what was shown is let go: behind a damaged history the window is asked about by itself.
            draft.emit(new RunEvent.WindowExtended(input.by(), draft.at()));
        } else if (state.facts.windowRisk().holds()) {
            draft.emit(new RunEvent.WindowRiskTaken(input.by(), draft.at()));
        }
        if (state.brake.isPresent()) {
            draft.emit(new RunEvent.BrakeReleased(input.by(), draft.at()));
        }
        if (state.paused()) {
            draft.emit(new RunEvent.RunResumed(input.by(), draft.at()));
        }
        return Optional.empty();
    }

    private static Optional<String> abort(Draft draft, Decide input) {
        RunPhase phase = draft.state().phase();
        if (phase == RunPhase.ABORTING) {
            return Optional.of("run " + draft.state().run() + " is being aborted already");
        }
        record(draft, input, RunInput.Target.RUN);
        draft.emit(new RunEvent.RunAborting(input.by(), input.reason(), draft.at()));
        return Optional.empty();
    }

    private static Optional<String> exclude(Draft draft, Decide input) {
        Optional<String> problem = hostProblem(draft.state(), input);
        if (problem.isPresent()) {
            return problem;
        }
        String host = input.target().host().orElseThrow();
        if (draft.state().host(host).excluded()) {
            return Optional.of("host " + host + " is excluded already");
        }
        record(draft, input, onHost(host));
        List<TaskKey> guests = HostFold.guests(draft.state(), host);
        draft.emit(new RunEvent.HostExcluded(host, input.by() + ": " + input.reason(), draft.at()));
        BrakeRules.back(draft);
        guests.forEach(task -> FailureRules.ask(
                draft,
                draft.state().index.place(task).orElseThrow(),
                "host " + host + ", where its remedy was to run, is excluded"));
        return Optional.empty();
    }

    private static Optional<String> include(Draft draft, Decide input) {
        Optional<String> problem = hostProblem(draft.state(), input);
        if (problem.isPresent()) {
            return problem;
        }
        String host = input.target().host().orElseThrow();
        HostState state = draft.state().host(host);
        if (!state.excluded()) {
            return Optional.of("host " + host + " is not excluded");
        }
        if (state.busy().isPresent()) {
            return Optional.of(
                    "attempt " + state.busy().get() + " is still being cancelled; include the host after that");
        }
        if (!state.givenUp().isEmpty()) {
            // Its step would begin anew beside a command that may still run, or may have done its work.
            return Optional.of("attempt " + state.givenUp().iterator().next() + " was given up, and host " + host
                    + " has not said what became of it; include the host after that");
        }
        record(draft, input, onHost(host));
        draft.emit(new RunEvent.HostIncluded(
                host, input.by() + (input.reason().isBlank() ? "" : ": " + input.reason()), draft.at()));
        return Optional.empty();
    }

    private static RunInput.Target onHost(String host) {
        return new RunInput.Target(
                Optional.empty(), Optional.empty(), Optional.of(host), Optional.empty(), Optional.empty());
    }

    private static Optional<String> hostProblem(RunState state, Decide input) {
        Optional<String> host = input.target().host();
        if (host.isEmpty()) {
            return Optional.of(input.kind().word() + " needs a host");
        }
        if (!state.plan().hosts().containsKey(host.get())) {
            return Optional.of("host " + host.get() + " is not part of this run");
        }
        return state.phase() == RunPhase.ABORTING
                ? Optional.of("run " + state.run() + " is being aborted")
                : Optional.empty();
    }

    /** Takes two people, one after the other. */
    private static Optional<String> override(Draft draft, Decide input) {
        RunState state = draft.state();
        Optional<String> name = input.target().interlock().or(() -> TaskDecisions.interlockOf(state, input.target()));
        if (name.isEmpty() || state.index.interlock(name.get()).isEmpty()) {
            return Optional.of("override-interlock needs the name of an interlock; this run has "
                    + state.plan().interlocks().stream().map(i -> i.name()).toList()
                    + name.map(n -> ", not " + n).orElse(""));
        }
        String interlock = name.get();
        RunEdit.Waiver waiver = state.waivers.get(interlock);
        if (waiver != null && waiver.complete()) {
            return Optional.of("interlock " + interlock + " is overridden already");
        }
        if (state.blocked.get(interlock) == null || state.blocked.get(interlock).isEmpty()) {
            return Optional.of("interlock " + interlock + " keeps nothing from starting");
        }
        if (waiver != null && waiver.first().equals(input.by())) {
            return Optional.of(
                    "overriding interlock " + interlock + " takes a second person; " + input.by() + " was the first");
        }
        var target = new RunInput.Target(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(interlock));
        record(draft, input, target);
        if (waiver != null) {
            draft.emit(new RunEvent.InterlockOverridden(
                    interlock, waiver.first(), input.by(), input.reason(), draft.at()));
        }
        return Optional.empty();
    }
}
