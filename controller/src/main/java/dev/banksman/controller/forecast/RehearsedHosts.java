package dev.banksman.controller.forecast;

import dev.banksman.controller.forecast.Answers.Answer;
import dev.banksman.controller.run.AttemptReport;
import dev.banksman.controller.run.AttemptReport.AttemptKey;
import dev.banksman.controller.run.AttemptReport.Outcome;
import dev.banksman.controller.run.Effect;
import dev.banksman.controller.simulate.Schedule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The hosts of a rehearsal. Each attempt takes the time that {@link Answers} say and ends; a host that goes away keeps what
 * it has to say until it is back.
 */
final class RehearsedHosts {

    /** What hosts let the controller know. */
    sealed interface Word {
        record Said(AttemptReport report) implements Word {}

        record Gone(String host) implements Word {}

        /** @param known all attempts of this run that the host knows and that are not acknowledged */
        record Back(String host, List<AttemptReport> known) implements Word {}
    }

    private final Schedule schedule;
    private final Answers answers;
    private final Consumer<Word> controller;
    private final Set<AttemptKey> under = new HashSet<>();
    /** By host that is away: what it will say of its attempts. */
    private final Map<String, Map<AttemptKey, AttemptReport>> away = new HashMap<>();

    RehearsedHosts(Schedule schedule, Answers answers, Consumer<Word> controller) {
        this.schedule = schedule;
        this.answers = answers;
        this.controller = controller;
    }

    /** An attempt that its host has been at work on. */
    void goOn(AttemptKey attempt, Answer answer) {
        under.add(attempt);
        schedule.after(answer.takes(), () -> end(attempt, answer));
    }

    void dispatch(Effect.Dispatch dispatch) {
        AttemptKey attempt = dispatch.attempt();
        if (away.containsKey(attempt.host()) || !under.add(attempt)) {
            return;
        }
        Answer answer = answers.to(dispatch.task(), dispatch.purpose(), dispatch.timeAllowed());
        answer.away().ifPresent(time -> schedule.after(Duration.ZERO, () -> leave(attempt, time)));
        schedule.after(answer.takes(), () -> end(attempt, answer));
    }

    void cancel(AttemptKey attempt) {
        if (!away.containsKey(attempt.host())) {
            end(attempt, Answer.of(Duration.ZERO, Outcome.CANCELLED, ""));
        }
    }

    private void leave(AttemptKey attempt, Duration time) {
        var started = new AttemptReport.Started(attempt, schedule.now(), 1, false);
        controller.accept(new Word.Said(started));
        var known = new LinkedHashMap<AttemptKey, AttemptReport>();
        known.put(attempt, started);
        away.put(attempt.host(), known);
        controller.accept(new Word.Gone(attempt.host()));
        schedule.after(time, () -> comeBack(attempt.host()));
    }

    private void comeBack(String host) {
        var known = away.remove(host);
        if (known != null) {
            controller.accept(new Word.Back(host, new ArrayList<>(known.values())));
        }
    }

    private void end(AttemptKey attempt, Answer answer) {
        if (!under.remove(attempt)) {
            return;
        }
        var ended = new AttemptReport.Ended(attempt, answer.result());
        var known = away.get(attempt.host());
        if (known != null) {
            known.put(attempt, ended);
        } else {
            controller.accept(new Word.Said(ended));
        }
    }
}
