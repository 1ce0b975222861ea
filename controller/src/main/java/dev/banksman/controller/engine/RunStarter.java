package dev.banksman.controller.engine;

import dev.banksman.controller.engine.RunLoop.StoredRun;
import dev.banksman.controller.journal.EventCodec;
import dev.banksman.controller.journal.Journal.Append;
import dev.banksman.controller.journal.JournalException;
import dev.banksman.controller.journal.RunCard;
import dev.banksman.controller.journal.RunEntry;
import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.run.Ruling;
import dev.banksman.controller.run.RunCore;
import dev.banksman.controller.run.RunEvent;
import dev.banksman.controller.run.RunInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings runs to life: new ones from their documents, others from the journal.
 */
final class RunStarter {

    private static final Logger LOG = LoggerFactory.getLogger(RunStarter.class);

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
        return switch (ports.planning().plan(request.sources(), request.parameters())) {
            case Planning.Planned.Refused(var problems) -> refused(problems);
            case Planning.Planned.Made(var plan, var _) -> {
                if (request.approvedHash().isPresent()
                        && !request.approvedHash().get().equals(plan.hash())) {
                    yield refused(List.of("expected the approved plan " + request.approvedHash().get()
                            + ", found plan " + plan.hash()
                            + ": runbook, inventory or parameters changed since the approval. Look at the plan and"
                            + " approve it again"));
                }
                yield start(request, plan);
            }
        };
    }

    /** Plan, term and start become durable in one append: a crash leaves all of them or none. */
    private CompletableFuture<StartAnswer> start(StartRequest request, Plan plan) {
        var run = ports.ids().get();
        var now = ports.clock().instant();
        var hosts = List.copyOf(plan.hosts().keySet());
        var card = new RunCard(plan.runbook(), plan.title(), plan.hash(), plan.changing(), hosts, request.by(), now);
        var planned = RunCore.planned(run, plan, request.by(), now);
        var turn = Turn.of(
                folds.begin(planned),
                List.of(
                        new Letter(new RunInput.Acquired(context.term(), ports.owner(), now)),
                        new Letter(new RunInput.Start(request.by(), now))));
        for (var ruling : turn.rulings()) {
            if (ruling instanceof Ruling.Rejected(var reason)) {
                return refused(List.of(reason));
            }
        }
        if (plan.changing()) {
            var problems = live.take(run, hosts);
            if (!problems.isEmpty()) {
                return refused(problems);
            }
        }
        List<RunEvent> events = new ArrayList<>();
        events.add(planned);
        events.addAll(turn.events());
        var status = Turn.status(turn.after());
        var stored = events.stream().map(EventCodec::encode).toList();
        return ports.journal()
                .append(new Append(run, 0, context.term(), stored, Optional.of(card), Optional.of(status)))
                .handleAsync(
                        (appended, failure) -> {
                            if (failure != null) {
                                throw notStarted(run, failure);
                            }
                            live.appended(run, events, turn.after().view());
                            var loop = loop(run, new StoredRun(turn.after(), appended, status));
                            agents.introduce(loop, hosts);
                            loop.begin();
                            return new StartAnswer.Started(run, plan.hash());
                        },
                        ports.executor());
    }

    private RuntimeException notStarted(String run, Throwable failure) {
        var cause = Completion.causeOf(failure);
        if (cause instanceof JournalException.Unavailable) {
            findOutLater(run);
            return new RunUnavailableException("Run " + run + " could not be recorded: " + cause.getMessage()
                    + ". Should it stand in the list of runs once the journal can be written again, it was all the same");
        }
        live.free(run);
        return new RunUnavailableException("Run " + run + " was not started: " + cause.getMessage());
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
            // Two changing runs on one host cannot have been started; if the journal says so, both are shown as they are.
            live.take(run, entry.card().hosts()).forEach(problem -> LOG.error("Run {}: {}", run, problem));
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

    private static CompletableFuture<StartAnswer> refused(List<String> problems) {
        return CompletableFuture.completedFuture(new StartAnswer.Refused(List.copyOf(problems)));
    }
}
