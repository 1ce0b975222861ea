package dev.banksman.controller.engine;

import dev.banksman.controller.engine.Timers.Alarm;
import dev.banksman.controller.journal.Journal.Appended;
import dev.banksman.controller.run.Effect;
import dev.banksman.controller.run.RunInput;
import dev.banksman.controller.run.TimerKey;
import dev.banksman.proto.agent.v1.Cancel;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what a run asks for. Called by the run's turn, and only with effects of durable events. Everything here
 * may be lost or done twice: after a restart it is asked for again.
 */
final class RunEffects {

    private static final Logger LOG = LoggerFactory.getLogger(RunEffects.class);

    private final LoopContext context;
    private final String run;
    private final Consumer<RunInput> inputs;
    private final Map<TimerKey, Alarm> alarms = new HashMap<>();
    /** By host: the link whose hello the run has taken in. Touched by the run's turns alone. */
    private final Map<String, Long> heard = new HashMap<>();

    private boolean closed;

    RunEffects(LoopContext context, String run, Consumer<RunInput> inputs) {
        this.context = context;
        this.run = run;
        this.inputs = inputs;
    }

    /**
     * @param durable the newest durable event
     * @return whether the run has said that it is over
     */
    boolean carryOut(List<Deed> deeds, Appended durable) {
        boolean finished = false;
        for (var deed : deeds) {
            switch (deed) {
                case Deed.Heard(var host, var link) -> heard.put(host, link);
                case Deed.Do(var effect) -> finished |= carryOut(effect, durable);
            }
        }
        return finished;
    }

    private boolean carryOut(Effect effect, Appended durable) {
        boolean finished = false;
        switch (effect) {
            case Effect.Dispatch dispatch ->
                context.agents()
                        .dispatch(
                                AgentMessages.dispatch(
                                        run,
                                        context.term(),
                                        dispatch,
                                        durable,
                                        context.settings().outputLimitBytes()),
                                heard.getOrDefault(dispatch.attempt().host(), 0L));
            case Effect.Cancel(var attempt, var reason) ->
                context.agents()
                        .cancel(Cancel.newBuilder()
                                .setAttempt(AgentMessages.id(run, attempt))
                                .setTerm(context.term())
                                .setReason(reason)
                                .build());
            case Effect.Acknowledge(var attempt) -> context.agents().acknowledge(AgentMessages.id(run, attempt));
            case Effect.SetTimer(var timer, var due) -> set(timer, due);
            case Effect.Finish finish -> finished = true;
        }
        return finished;
    }

    private synchronized void set(TimerKey timer, Instant due) {
        if (closed) {
            return;
        }
        var earlier = alarms.put(timer, context.timers().at(due, () -> ring(timer, due)));
        if (earlier != null) {
            earlier.cancel();
        }
    }

    /** The wall clock may have been set back meanwhile; a timer that rings is due nevertheless. */
    private void ring(TimerKey timer, Instant due) {
        synchronized (this) {
            alarms.remove(timer);
        }
        var now = context.clock().instant();
        try {
            inputs.accept(new RunInput.TimerFired(timer, now.isBefore(due) ? due : now));
        } catch (MailboxFullException e) {
            LOG.warn("Run {}: timer {} rings again later: {}", run, timer, e.getMessage());
            set(timer, now.plus(context.settings().retryAfter()));
        }
    }

    /** No timer rings any more. */
    synchronized void close() {
        closed = true;
        alarms.values().forEach(Alarm::cancel);
        alarms.clear();
    }
}
