package dev.banksman.controller.run;

import dev.banksman.controller.plan.Plan.PlannedRemedy;
import dev.banksman.controller.run.PlanIndex.Place;
import dev.banksman.controller.run.RunEvent.OutputsKnown;
import dev.banksman.controller.run.RunInput.Decide;
import dev.banksman.controller.run.RunInput.DecisionKind;
import dev.banksman.controller.run.RunInput.Target;
import dev.banksman.controller.runbook.Runbook;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a person's decision about one task means. Each rule gives the reason why it is turned away, or empty. */
final class TaskDecisions {
    private TaskDecisions() {}

    static Optional<String> decide(Draft draft, Decide input) {
        RunState state = draft.state();
        if (state.phase() != RunPhase.RUNNING) {
            return Optional.of("run " + state.run() + " is " + state.phase());
        }
        List<Place> places = places(state, input.target());
        if (places.size() != 1) {
            return Optional.of(notOne(state, input, places));
        }
        Place place = places.getFirst();
        Optional<Task> task = state.task(place);
        Optional<String> problem = task.isEmpty()
                ? Optional.of("task " + place + " has not begun; there is nothing to decide")
                : notAsked(place, task.get(), input);
        return problem.isPresent() ? problem : decide(draft, input, place, task.orElseThrow());
    }

    /** The task a target names; without a host, the tasks that await a decision and fit. */
    private static List<Place> places(RunState state, Target target) {
        if (target.stage().isPresent()
                && target.step().isPresent()
                && target.host().isPresent()) {
            return state
                    .index
                    .place(
                            target.stage().get(),
                            target.step().get(),
                            target.host().get())
                    .stream()
                    .toList();
        }
        return state.awaiting.stream()
                .filter(key -> fits(target.stage(), key.stage())
                        && fits(target.step(), key.step())
                        && fits(target.host(), key.host()))
                .limit(4)
                .flatMap(key -> state.index.place(key).stream())
                .toList();
    }

    private static boolean fits(Optional<String> wanted, String name) {
        return wanted.isEmpty() || wanted.get().equals(name);
    }

    private static String notOne(RunState state, Decide input, List<Place> places) {
        if (places.isEmpty() && input.target().host().isPresent()) {
            return UnknownTask.says(state.plan(), input.target());
        }
        return places.isEmpty()
                ? input.kind().word() + ": no such task awaits a decision"
                : input.kind().word() + ": this fits more than one task (" + places.getFirst() + ", " + places.get(1)
                        + "); name stage, step and host";
    }

    static Optional<String> interlockOf(RunState state, Target target) {
        List<Place> places = places(state, target);
        return places.size() == 1
                ? state.task(places.getFirst()).flatMap(Task::question).flatMap(RunView.Question::interlock)
                : Optional.empty();
    }

    private static Optional<String> notAsked(Place place, Task task, Decide input) {
        boolean resting = (task.state() == TaskState.FAILED || task.state() == TaskState.TIMED_OUT) && !task.passed();
        if (task.state() != TaskState.AWAITING_DECISION && !resting) {
            return Optional.of(task.decided()
                    .map(earlier -> "task " + place + " was decided by " + earlier.by() + " at " + earlier.at() + ": "
                            + earlier.kind().word() + "; it is " + task.state())
                    .orElse("task " + place + " is " + task.state() + "; there is nothing to decide"));
        }
        Optional<Instant> put = task.question().map(RunView.Question::asked);
        if (input.asked().isPresent() && !input.asked().equals(put)) {
            return Optional.of("task " + place + " has changed since the question of "
                    + input.asked().get() + " was put: "
                    + put.map(time -> "it was asked anew at " + time).orElse("it is " + task.state())
                    + "; look again before you decide");
        }
        boolean offered = resting
                ? restingChoices(place).contains(input.kind())
                : task.question()
                        .filter(q -> q.choices().contains(input.kind()))
                        .isPresent();
        return offered
                ? Optional.empty()
                : Optional.of(input.kind().word() + " is no choice for task " + place + "; the choices are "
                        + words(
                                resting
                                        ? restingChoices(place)
                                        : task.question()
                                                .map(RunView.Question::choices)
                                                .orElse(List.of())));
    }

    private static String words(List<DecisionKind> choices) {
        return choices.stream().map(DecisionKind::word).collect(Collectors.joining(", "));
    }

    /** For a task that failed with {@code on-failure: fail}, while the rest of the run goes on. */
    private static List<DecisionKind> restingChoices(Place place) {
        return place.step().doneWhen().isPresent()
                ? List.of(DecisionKind.RETRY, DecisionKind.PROBE, DecisionKind.MARK_DONE, DecisionKind.SKIP)
                : List.of(DecisionKind.RETRY, DecisionKind.MARK_DONE, DecisionKind.SKIP);
    }

    private static Optional<String> decide(Draft draft, Decide input, Place place, Task task) {
        return switch (input.kind()) {
            case APPROVE -> approve(draft, input, place);
            case REJECT -> reject(draft, input, place);
            case SKIP -> {
                record(draft, input, place);
                draft.move(place, TaskState.SKIPPED, "skipped by " + input.by() + ": " + input.reason());
                yield Optional.empty();
            }
            case MARK_DONE -> markDone(draft, input, place);
            case RETRY -> again(draft, input, place, "retry");
            case PROBE -> again(draft, input, place, "probe");
            case UNDO -> again(draft, input, place, "undo");
            case RUN_REMEDY -> remedy(draft, input, place, task);
            case EXCLUDE_HOST, INCLUDE_HOST, OVERRIDE_INTERLOCK, GO_BACK, PAUSE, RESUME, ABORT ->
                throw new IllegalArgumentException(input.kind() + " is not about a task");
        };
    }

    private static void record(Draft draft, Decide input, Place place) {
        DecisionRules.record(
                draft,
                input,
                new Target(
                        Optional.of(place.stage().name()),
                        Optional.of(place.step().name()),
                        Optional.of(place.host()),
                        input.target().remedy(),
                        Optional.empty()));
    }

    private static Optional<String> approve(Draft draft, Decide input, Place place) {
        Runbook.Gate gate = place.step().gate().orElseThrow();
        if (gate.differsFromStarter() && input.by().equals(draft.state().startedBy())) {
            return Optional.of("gate " + place + " must be approved by another person than " + input.by()
                    + ", who started the run");
        }
        Map<String, String> evidence = EvidenceRules.complete(
                gate.evidence(),
                input.evidence(),
                text -> draft.state().index.actions.text(text, place.host(), draft.state()::output));
        List<String> problems = EvidenceRules.problems(gate.evidence(), evidence);
        if (!problems.isEmpty()) {
            return Optional.of("gate " + place + ": " + String.join("; ", problems));
        }
        record(draft, input, place);
        if (!evidence.isEmpty()) {
            draft.emit(new OutputsKnown(place.key(), evidence, draft.at()));
        }
        draft.move(
                place,
                TaskState.SUCCEEDED,
                "approved by " + input.by() + (input.reason().isBlank() ? "" : ": " + input.reason()));
        return Optional.empty();
    }

    private static Optional<String> reject(Draft draft, Decide input, Place place) {
        record(draft, input, place);
        FailureRules.ask(draft, place, "rejected by " + input.by() + ": " + input.reason());
        return Optional.empty();
    }

    private static Optional<String> markDone(Draft draft, Decide input, Place place) {
        if (input.evidence().isEmpty()) {
            return Optional.of("mark-done needs evidence: what shows that " + place + " is done");
        }
        List<String> problems = EvidenceRules.tooLong(input.evidence());
        if (!problems.isEmpty()) {
            return Optional.of(String.join("; ", problems));
        }
        record(draft, input, place);
        draft.emit(new OutputsKnown(place.key(), input.evidence(), draft.at()));
        draft.move(place, TaskState.SUCCEEDED, "marked done by " + input.by() + ": " + input.reason());
        return Optional.empty();
    }

    private static Optional<String> again(Draft draft, Decide input, Place place, String what) {
        record(draft, input, place);
        draft.move(
                place,
                TaskState.READY,
                what + " asked by " + input.by() + (input.reason().isBlank() ? "" : ": " + input.reason()));
        return Optional.empty();
    }

    private static Optional<String> remedy(Draft draft, Decide input, Place place, Task task) {
        List<String> offered = task.question().map(RunView.Question::remedies).orElse(List.of());
        Optional<String> name = input.target().remedy();
        Optional<PlannedRemedy> remedy = name.filter(offered::contains).flatMap(draft.state().index::remedy);
        if (remedy.isEmpty()) {
            return Optional.of("run-remedy needs the name of a remedy that matches; those are " + offered
                    + name.map(n -> ", not " + n).orElse(""));
        }
        if (remedy.get().tryAction().isEmpty()) {
            return Optional.of("remedy " + name.get() + " only explains; there is nothing to run");
        }
        Optional<String> host = draft.state().index.hostOf(remedy.get(), place.host());
        if (host.isEmpty()) {
            return Optional.of("remedy " + name.get() + " runs on the only host of role "
                    + remedy.get().onRole().orElse("") + ", and there is not exactly one");
        }
        if (draft.state().host(host.get()).excluded()) {
            return Optional.of("remedy " + name.get() + " runs on " + host.get() + ", which is excluded");
        }
        boolean mayRun = task.attempts().stream()
                .anyMatch(a -> draft.state().host(a.attempt().host()).givenUp().contains(a.attempt()));
        if (mayRun && !host.get().equals(place.host())) {
            return Optional.of("an attempt of " + place + " may still run on " + place.host()
                    + ", which is unreachable; a remedy on another host has to wait");
        }
        return again(draft, input, place, "remedy " + name.get());
    }
}
