package dev.banksman.controller.engine;

import dev.banksman.common.Digest;
import dev.banksman.controller.engine.RunLoop.StoredRun;
import dev.banksman.controller.journal.EventCodec;
import dev.banksman.controller.journal.Journal.Append;
import dev.banksman.controller.journal.Journal.Appended;
import dev.banksman.controller.journal.JournalException;
import dev.banksman.controller.journal.RunCard;
import dev.banksman.controller.journal.RunEntry;
import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.plan.Planned;
import dev.banksman.controller.run.Ruling;
import dev.banksman.controller.run.RunCore;
import dev.banksman.controller.run.RunEvent;
import dev.banksman.controller.run.RunInput;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings runs to life: new ones from their documents, others from the journal. Plan, term and start of a new run become
 * durable in one append: a crash leaves all of them or none.
 */
final class RunStarter {

    private static final Logger LOG = LoggerFactory.getLogger(RunStarter.class);

    /** 48 bits: short enough to type, and two keys of one controller do not meet. */
    private static final int RUN_ID_DIGITS = 12;

    private final Engine.Ports ports;
    private final LoopContext context;
    private final Fold.Source folds;
    private final LiveRuns live;
    private final AgentDesk agents;

    RunStarter(Engine.Ports ports, LoopContext context, Fold.Source folds, LiveRuns live, AgentDesk agents) {
        this.ports = ports;
        this.context = context;
        this.folds = folds;
        this.live = live;
        this.agents = agents;
    }

    CompletableFuture<StartAnswer> start(StartRequest request) {
        return switch (ports.planning().plan(request.documents())) {
            case Planned.Refused(var problems) -> answer(new StartAnswer.Invalid(problems));
            case Planned.Ready(var plan, var warnings) -> start(request, plan);
        };
    }

    private CompletableFuture<StartAnswer> start(StartRequest request, Plan plan) {
        var approved = request.approvedHash();
        if (approved.isPresent() && !approved.get().equals(plan.hash())) {
            return answer(new StartAnswer.Refused("Expected the approved plan " + approved.get() + ", found plan "
                    + plan.hash() + ": runbook, inventory or parameters changed since the approval. Look at the plan"
                    + " again and approve that."));
        }
        var run = runId(request.key());
        var known = ports.journal().run(run);
        if (known.isPresent()) {
            return answer(repeated(known.get(), plan));
        }
        var looked = new Prerequisites(ports.journal(), context.reader());
        return switch (looked.of(plan, ports.clock().instant())) {
            case Prerequisites.Missing(var reason) -> answer(new StartAnswer.Refused(reason));
            case Prerequisites.Met(var runs) -> start(birth(run, request, plan, runs), plan);
        };
    }

    private CompletableFuture<StartAnswer> start(Birth birth, Plan plan) {
        for (var ruling : birth.turn().rulings()) {
            if (ruling instanceof Ruling.Rejected(var reason)) {
                return answer(new StartAnswer.Refused(reason));
            }
        }
        if (plan.changing()) {
            var busy = live.take(birth.run(), birth.card().hosts());
            if (busy.isPresent()) {
                return answer(new StartAnswer.Refused(busy.get()));
            }
        }
        return ports.journal()
                .append(birth.append(context.term()))
                .handleAsync(
                        (appended, failure) ->
                                failure == null ? begin(birth, appended) : notStarted(birth, plan, failure),
                        ports.executor());
    }

    /** Who asks again with the same key finds the run that the first request started, even after a crash. */
    static String runId(String key) {
        return "run-" + Digest.of(key.getBytes(StandardCharsets.UTF_8)).hex().substring(0, RUN_ID_DIGITS);
    }

    private static StartAnswer repeated(RunEntry known, Plan plan) {
        return known.card().planHash().equals(plan.hash())
                ? new StartAnswer.Started(known.run(), plan.hash())
                : new StartAnswer.Refused("Expected a key of its own for this plan; the one given has started run "
                        + known.run() + " with plan " + known.card().planHash() + ".");
    }

    /** A run that is about to be: its first events, nothing of them stored. */
    private record Birth(RunCard card, List<RunEvent> events, Turn turn) {

        String run() {
            return turn.after().view().run();
        }

        Append append(long term) {
            return new Append(
                    run(),
                    0,
                    term,
                    events.stream().map(EventCodec::encode).toList(),
                    Optional.of(card),
                    Optional.of(Turn.status(turn.after())));
        }
    }

    private Birth birth(String run, StartRequest request, Plan plan, Map<String, String> met) {
        var now = ports.clock().instant();
        var hosts = List.copyOf(plan.hosts().keySet());
        var card = new RunCard(plan.runbook(), plan.title(), plan.hash(), plan.changing(), hosts, request.by(), now);
        var planned = RunCore.planned(run, plan, request.by(), now);
        var turn = Turn.of(
                folds.begin(planned),
                List.of(
                        new Letter(new RunInput.Acquired(context.term(), ports.owner(), now)),
                        new Letter(new RunInput.Start(request.by(), met, now))));
        List<RunEvent> events = new ArrayList<>();
        events.add(planned);
        events.addAll(turn.events());
        return new Birth(card, List.copyOf(events), turn);
    }

    private StartAnswer begin(Birth birth, Appended appended) {
        var after = birth.turn().after();
        live.appended(birth.run(), birth.events(), after.view());
        var loop = loop(birth.run(), new StoredRun(after, appended, Turn.status(after)));
        agents.introduce(loop, birth.card().hosts());
        loop.begin();
        LOG.info(
                "Run {} ({}) is started by {}",
                birth.run(),
                birth.card().runbook(),
                birth.card().by());
        return new StartAnswer.Started(birth.run(), birth.card().planHash());
    }

    private StartAnswer notStarted(Birth birth, Plan plan, Throwable failure) {
        var run = birth.run();
        return switch (Completion.causeOf(failure)) {
            case JournalException.Conflict conflict ->
                // The same request came twice at once, and the other one was first.
                ports.journal().run(run).map(entry -> repeated(entry, plan)).orElseThrow(() -> conflict);
            case JournalException.Unavailable unavailable -> {
                findOutLater(run);
                throw new RunUnavailableException("Run " + run + " could not be recorded: " + unavailable.getMessage()
                        + ". Should it stand in the list of runs once the journal can be written again, it was"
                        + " after all.");
            }
            case Throwable other -> {
                live.free(run);
                throw new RunUnavailableException("Run " + run + " was not started: " + other.getMessage());
            }
        };
    }

    /** The append may have become durable though its answer was lost: then the run is there, and goes on. */
    private void findOutLater(String run) {
        var due = ports.clock().instant().plus(context.settings().retryAfter());
        ports.timers()
                .at(
                        due,
                        () -> Completion.then(
                                ports.journal().probe(),
                                ports.executor(),
                                done -> ports.journal().run(run).ifPresentOrElse(this::resume, () -> live.free(run)),
                                failure -> findOutLater(run)));
    }

    /** Takes up a run that has not ended. One that cannot be read is quarantined; the others go on. */
    void resume(RunEntry entry) {
        var run = entry.run();
        if (entry.card().changing()) {
            // Two changing runs on one host cannot have been started; should the journal say so, both go on as they
            // are.
            live.take(run, entry.card().hosts()).ifPresent(problem -> LOG.error("Run {}: {}", run, problem));
        }
        StoredRun stored;
        try {
            stored = context.reader().read(run);
        } catch (RuntimeException e) {
            LOG.error("Run {} is QUARANTINED: it cannot be read from the journal. Other runs go on", run, e);
            live.quarantined(run, String.valueOf(e.getMessage()));
            return;
        }
        LOG.info("Run {} goes on from position {}", run, stored.durable().position());
        var loop = loop(run, stored);
        agents.introduce(loop, entry.card().hosts());
        loop.takeOver();
    }

    private RunLoop loop(String run, StoredRun stored) {
        var feed = new RunFeed(run, stored.durable().position(), false, ports.journal(), ports.readers());
        return new RunLoop(context, run, stored, feed);
    }

    private static CompletableFuture<StartAnswer> answer(StartAnswer answer) {
        return CompletableFuture.completedFuture(answer);
    }
}
