package dev.banksman.controller.engine;

import dev.banksman.controller.journal.Journal;
import dev.banksman.controller.journal.JournalException;
import dev.banksman.controller.journal.RunEntry;
import dev.banksman.controller.run.RunInput;
import dev.banksman.controller.run.RunView;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns the runs of one controller: starts them, takes up after a restart those that have not ended, brings them what
 * agents and people say, and shows them to readers.
 *
 * <p>Everything outside comes in as a {@linkplain Ports port}; the engine has no thread and no clock of its own, so that
 * a simulation can run it on one thread. All methods are safe for many threads. A crash at any instruction leaves what
 * the journal holds, and {@link #recover} goes on from there.
 */
public final class Engine implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

    /**
     * What the engine stands on.
     *
     * @param executor runs the loops; tasks are short and never block on the network. Any number of threads
     * @param readers runs readers of feeds, which may block on the journal
     * @param owner for people: which controller this is
     */
    public record Ports(
            Journal journal,
            Agents agents,
            Timers timers,
            Planning planning,
            InstantSource clock,
            Executor executor,
            Executor readers,
            String owner) {}

    private final Ports ports;
    private final Fold.Source folds;
    private final LiveRuns live;
    private final EndedRuns ended;
    private final AgentDesk agentDesk;
    private final RunStarter starter;

    private Engine(Ports ports, EngineSettings settings, Fold.Source folds, long term, RunWatch watch) {
        this.ports = ports;
        this.folds = folds;
        var reader = new RunReader(ports.journal(), folds);
        live = new LiveRuns(watch);
        ended = new EndedRuns(ports, reader, settings.endedViews());
        var context = new LoopContext(
                ports.journal(),
                ports.agents(),
                ports.timers(),
                ports.clock(),
                ports.executor(),
                settings,
                term,
                ports.owner(),
                reader,
                live);
        agentDesk = new AgentDesk(live, ports);
        starter = new RunStarter(ports, context, folds, live, agentDesk);
    }

    /**
     * Takes the journal over, which fences every earlier engine, and takes up all runs that have not ended. Returns when
     * all are read; connect agents after that.
     *
     * @throws JournalException if the journal cannot be taken over
     */
    public static Engine recover(Ports ports, EngineSettings settings, RunWatch watch) {
        return recover(ports, settings, watch, new CoreFolds(ports.planning()));
    }

    static Engine recover(Ports ports, EngineSettings settings, RunWatch watch, Fold.Source folds) {
        long term = ports.journal().acquireEpoch(ports.owner());
        LOG.info("This controller ({}) owns the journal from term {} on", ports.owner(), term);
        var engine = new Engine(ports, settings, folds, term, watch);
        for (var entry : ports.journal().runs()) {
            if (!entry.status().over()) {
                engine.starter.resume(entry);
            }
        }
        return engine;
    }

    /** Where the fleet brings what agents say. */
    public AgentEvents agentEvents() {
        return agentDesk;
    }

    /** Plans, checks and starts a run. The answer comes when the start is durable; problems come as an answer too. */
    public CompletableFuture<StartAnswer> start(StartRequest request) {
        return starter.start(request);
    }

    /** Whether a run was started with this key. */
    public boolean startedWith(String key) {
        return ports.journal().run(RunStarter.runId(key)).isPresent();
    }

    /**
     * Brings a person's decision to a run. Completes with the core's ruling when it is durable; fails with {@link
     * RunUnavailableException} if the run is not known, has ended, or cannot record anything at present.
     */
    public CompletableFuture<Recorded> decide(String run, RunInput.Decide decision) {
        var loop = live.loop(run);
        if (loop.isPresent()) {
            return loop.get().ask(decision);
        }
        return CompletableFuture.failedFuture(new RunUnavailableException(absence(run)));
    }

    /**
     * Brings what a forecast says of a run's maintenance window to it; nothing for a run that does not go on here. It
     * comes again soon, so one for which there is no room is passed over.
     */
    public void forecast(String run, RunInput.WindowForecast forecast) {
        live.loop(run).ifPresent(loop -> {
            try {
                loop.offer(forecast);
            } catch (MailboxFullException e) {
                LOG.debug("Run {}: no room for a forecast: {}", run, e.getMessage());
            }
        });
    }

    /** The state of each run that goes on here, as of its newest durable event. From memory. */
    public List<RunView> live() {
        return live.all().stream().map(RunLoop::view).toList();
    }

    private String absence(String run) {
        return live.problem(run)
                .map(why -> "Run " + run + ": " + why)
                .orElseGet(() -> ports.journal()
                        .run(run)
                        .map(entry -> "Run " + run + " has ended ("
                                + entry.status().phase() + "); nothing can be decided any more")
                        .orElse("No run " + run + " is known here"));
    }

    /** All runs, in the order in which they were planned. Reads the journal. */
    public List<RunEntry> runs() {
        return ports.journal().runs();
    }

    /**
     * The state of a run as of its newest durable event; empty for a run that is not known. From memory for runs that
     * have not ended; reads the journal for others.
     *
     * @throws RunUnavailableException for a run that was quarantined because it could not be read
     */
    public Optional<RunView> view(String run) {
        var loop = live.loop(run);
        if (loop.isEmpty() && live.problem(run).isPresent()) {
            throw new RunUnavailableException(absence(run));
        }
        return loop.isPresent() ? loop.map(RunLoop::view) : ended.view(run);
    }

    /**
     * The events of a run after a position, for ever: first those that are stored, then new ones as they become durable.
     * Completes after the last event of a run that has ended. A slow subscriber costs nothing. Empty for a run that is
     * not known.
     */
    public Optional<Flow.Publisher<FeedEvent>> feed(String run, long after) {
        var loop = live.loop(run);
        return loop.isPresent()
                ? loop.map(l -> l.feed().after(after))
                : ended.feed(run).map(feed -> feed.after(after));
    }

    /** For folding what {@link #feed} gives, from a run's first event on. */
    public RunFolding folding() {
        return new RunFolding(folds);
    }

    /** Runs that do not go on until somebody has looked, with the reason of each. */
    public Map<String, String> quarantined() {
        return live.quarantined();
    }

    /** Why this controller does not do its work, as a sentence for people: for the readiness check. */
    public Optional<String> problem() {
        return live.fenced()
                .or(() -> ports.journal().notWritable())
                .or(() -> live.quarantined().isEmpty()
                        ? Optional.empty()
                        : Optional.of("Quarantined runs, which need a person: " + live.quarantined()));
    }

    /** Stops taking anything in. Nothing on any host is touched: commands go on, runs are taken up by the next engine. */
    @Override
    public void close() {
        live.close();
    }
}
