package dev.banksman.controller.forecast;

import dev.banksman.controller.forecast.Answers.Answer;
import dev.banksman.controller.forecast.Trace.Kind;
import dev.banksman.controller.forecast.Trace.Piece;
import dev.banksman.controller.plan.Plan.PlannedPrerequisite;
import dev.banksman.controller.plan.TaskKey;
import dev.banksman.controller.run.AttemptReport;
import dev.banksman.controller.run.AttemptReport.AttemptKey;
import dev.banksman.controller.run.AttemptReport.Outcome;
import dev.banksman.controller.run.Effect;
import dev.banksman.controller.run.Ruling;
import dev.banksman.controller.run.RunCore;
import dev.banksman.controller.run.RunEvent;
import dev.banksman.controller.run.RunInput;
import dev.banksman.controller.run.RunInput.DecisionKind;
import dev.banksman.controller.run.RunPhase;
import dev.banksman.controller.run.RunState;
import dev.banksman.controller.run.RunView.TaskView;
import dev.banksman.controller.run.TaskState;
import dev.banksman.controller.run.TimerKey;
import dev.banksman.controller.simulate.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One run played to its end on the core, in virtual time: hosts answer as {@link Answers} say, people at once or after a
 * while, and nothing else goes wrong. Single-threaded; used once.
 */
final class Rehearsal {

    private static final String CONTROLLER = "rehearsal";
    /** What the core can be asked for each task before something must be wrong with the rehearsal itself. */
    private static final long INPUTS_PER_TASK = 200;

    private static final long INPUTS_AT_LEAST = 10_000;

    private final Present from;
    private final Answers answers;
    private final Deliberation deliberation;
    private final Schedule schedule;
    private final RehearsedPeople people;
    private final RehearsedHosts hosts;
    private final Trace trace = new Trace();
    private final Map<AttemptKey, Integer> work = new HashMap<>();
    private final Map<TimerKey, Instant> timers = new HashMap<>();
    private final Map<TimerKey, Integer> waits = new HashMap<>();
    private RunState state;
    private int cause = Trace.START;
    private boolean asksWhole;
    private long inputs;

    private Rehearsal(Present from, Answers answers, Deliberation deliberation) {
        this.from = from;
        this.answers = answers;
        this.deliberation = deliberation;
        schedule = new Schedule(from.now());
        people = new RehearsedPeople(from.state().plan());
        hosts = new RehearsedHosts(schedule, answers, this::heard);
        state = from.state();
    }

    /**
     * How it went.
     *
     * @param over false when it came to rest before its end: nothing is under way and nobody is asked
     */
    record Played(Trace trace, RunState state, Instant end, boolean over) {}

    static Played play(Present from, Answers answers, Deliberation deliberation) {
        return new Rehearsal(from, answers, deliberation).play();
    }

    private Played play() {
        begin();
        long most = Math.max(
                INPUTS_AT_LEAST,
                INPUTS_PER_TASK
                        * state.taskCounts().values().stream()
                                .mapToLong(Integer::longValue)
                                .sum());
        while (state.endedAt().isEmpty() && schedule.step(Instant.MAX)) {
            if (inputs > most) {
                throw new IllegalStateException("The rehearsal of run " + state.run() + " does not end: " + state);
            }
        }
        boolean over = state.endedAt().isPresent();
        return new Played(trace, state, state.endedAt().orElse(schedule.now()), over);
    }

    private void begin() {
        if (state.endedAt().isPresent()) {
            return;
        }
        if (state.position() == 0) {
            evolve(List.of(RunCore.planned(CONTROLLER, state.plan(), CONTROLLER, schedule.now())));
        }
        if (state.term() == 0) {
            take(new RunInput.Acquired(1, CONTROLLER, schedule.now()), Trace.START);
        }
        if (state.phase() == RunPhase.PLANNED) {
            Map<String, String> met = state.plan().prerequisites().stream()
                    .collect(Collectors.toMap(PlannedPrerequisite::name, p -> CONTROLLER));
            take(new RunInput.Start(CONTROLLER, met, schedule.now()), Trace.START);
        }
        goOn();
        state.awaitingDecision().forEach(task -> ask(task.key(), Trace.START));
        askWhole();
    }

    /** What is under way goes on; hosts that are away come back at once. */
    private void goOn() {
        Map<String, List<AttemptReport>> known = new HashMap<>();
        for (Present.Live live : from.under()) {
            int piece = trace.begin(new Piece(Kind.WORK, Optional.of(live.task()), "", live.since(), Trace.START));
            work.put(live.attempt(), piece);
            known.computeIfAbsent(live.attempt().host(), h -> new ArrayList<>())
                    .add(new AttemptReport.Started(live.attempt(), from.now(), 1, false));
            Duration elapsed = Duration.between(live.since(), from.now());
            hosts.goOn(
                    live.attempt(),
                    live.cancelling()
                            ? Answer.of(Duration.ZERO, Outcome.CANCELLED, "")
                            : answers.toRest(live.task(), live.purpose(), elapsed));
        }
        RunCore.outstanding(state).forEach(this::carryOut);
        from.away().forEach(host -> hello(host, known.getOrDefault(host, List.of())));
    }

    private void hello(String host, List<AttemptReport> known) {
        take(new RunInput.HostConnected(host, CONTROLLER, 0, 0, known, schedule.now()), cause);
    }

    private void heard(RehearsedHosts.Word word) {
        switch (word) {
            case RehearsedHosts.Word.Said(var report) -> {
                int piece = work.getOrDefault(report.attempt(), Trace.START);
                if (report instanceof AttemptReport.Ended && piece != Trace.START) {
                    trace.end(piece, schedule.now());
                }
                take(new RunInput.AttemptReported(report, schedule.now()), piece);
            }
            case RehearsedHosts.Word.Gone(var host) ->
                take(new RunInput.HostLost(host, "it is unreachable, as asked for", schedule.now()), cause);
            case RehearsedHosts.Word.Back(var host, var known) -> {
                int piece = cause;
                for (AttemptReport report : known) {
                    piece = work.getOrDefault(report.attempt(), cause);
                    if (report instanceof AttemptReport.Ended && piece != Trace.START) {
                        trace.end(piece, schedule.now());
                    }
                }
                take(new RunInput.HostConnected(host, CONTROLLER, 0, 0, known, schedule.now()), piece);
            }
        }
    }

    private void take(RunInput input, int because) {
        inputs++;
        cause = because;
        if (RunCore.decide(state, input) instanceof Ruling.Accepted(var events, var owed)) {
            List<Effect> effects = evolve(events);
            effects.addAll(owed);
            effects.forEach(this::carryOut);
            askWhole();
        }
    }

    private List<Effect> evolve(List<RunEvent> events) {
        var effects = new ArrayList<Effect>();
        for (RunEvent event : events) {
            state = RunCore.evolve(state, event);
            effects.addAll(RunCore.caused(state, event));
            note(event);
        }
        return effects;
    }

    private void note(RunEvent event) {
        switch (event) {
            case RunEvent.StageOpened e -> trace.opened(e.stage(), e.at());
            case RunEvent.StageClosed e -> trace.closed(e.stage(), e.at());
            case RunEvent.AttemptDispatched e ->
                work.put(e.attempt(), trace.begin(new Piece(Kind.WORK, Optional.of(e.task()), "", e.at(), cause)));
            case RunEvent.DecisionAsked e -> ask(e.task(), cause);
            case RunEvent.TimerSet e -> {
                if (!(e.timer() instanceof TimerKey.Overdue)) {
                    waits.put(
                            e.timer(),
                            trace.begin(new Piece(Kind.WAIT, Optional.empty(), label(e.timer()), e.at(), cause)));
                }
            }
            case RunEvent.RunEnded e -> trace.over(cause);
            default -> {
                // Nothing that a forecast tells.
            }
        }
    }

    private static String label(TimerKey timer) {
        return switch (timer) {
            case TimerKey.Overdue(var attempt) -> "the time of " + attempt;
            case TimerKey.RetryDue(var task) -> "before the next try of " + task;
            case TimerKey.Soaked(var stage) -> "after the first hosts of " + stage;
            case TimerKey.Window(var opens) -> opens ? Trace.WINDOW_OPENS : "until the maintenance window closes";
        };
    }

    private void carryOut(Effect effect) {
        switch (effect) {
            case Effect.Dispatch e -> hosts.dispatch(e);
            case Effect.Cancel e -> hosts.cancel(e.attempt());
            case Effect.Acknowledge e -> work.remove(e.attempt());
            case Effect.SetTimer(var timer, var due) -> {
                timers.put(timer, due);
                schedule.at(due, () -> fire(timer, due));
            }
            case Effect.Finish finish -> timers.clear();
        }
    }

    private void fire(TimerKey timer, Instant due) {
        if (timers.remove(timer, due)) {
            int piece = waits.getOrDefault(timer, Trace.START);
            if (piece != Trace.START) {
                trace.end(piece, schedule.now());
            }
            take(new RunInput.TimerFired(timer, schedule.now()), piece);
        }
    }

    private void ask(TaskKey task, int because) {
        int piece = trace.begin(new Piece(Kind.QUESTION, Optional.of(task), "", schedule.now(), because));
        var question = state.task(task.stage(), task.step(), task.host()).flatMap(TaskView::question);
        boolean gate =
                question.filter(q -> q.choices().contains(DecisionKind.APPROVE)).isPresent();
        Duration waited =
                question.map(q -> Duration.between(q.asked(), schedule.now())).orElse(Duration.ZERO);
        schedule.after(deliberation.before(Optional.of(task), gate, waited), () -> answer(task, piece));
    }

    private void answer(TaskKey key, int piece) {
        Optional<TaskView> found = state.task(key.stage(), key.step(), key.host());
        if (found.filter(task -> task.state() == TaskState.AWAITING_DECISION).isEmpty()) {
            return;
        }
        TaskView task = found.get();
        var question = task.question().orElseThrow();
        trace.end(piece, schedule.now());
        answers.mended(key);
        for (DecisionKind kind : people.answers(task)) {
            long before = state.position();
            people.decide(task, kind, schedule.now()).forEach(decision -> take(decision, piece));
            if (state.position() > before) {
                trace.asked(new Question(
                        question.asked(),
                        Optional.of(key),
                        question.choices().contains(DecisionKind.APPROVE),
                        question.why(),
                        question.choices(),
                        people.gate(key).map(gate -> gate.deciders()).orElse(List.of()),
                        kind));
                return;
            }
        }
    }

    /** A run that is held or paused as a whole is let go on. */
    private void askWhole() {
        if (asksWhole || state.endedAt().isPresent() || state.holdReason().isEmpty() && !state.paused()) {
            return;
        }
        asksWhole = true;
        String why = state.holdReason().orElse("the run is paused");
        Instant asked = schedule.now();
        int piece = trace.begin(new Piece(Kind.QUESTION, Optional.empty(), why, asked, cause));
        schedule.after(deliberation.before(Optional.empty(), false, Duration.ZERO), () -> {
            asksWhole = false;
            if (state.holdReason().isEmpty() && !state.paused()) {
                return;
            }
            trace.end(piece, schedule.now());
            trace.asked(new Question(
                    asked,
                    Optional.empty(),
                    false,
                    why,
                    List.of(DecisionKind.RESUME, DecisionKind.ABORT),
                    List.of(),
                    DecisionKind.RESUME));
            take(people.resume(schedule.now()), piece);
        });
    }
}
