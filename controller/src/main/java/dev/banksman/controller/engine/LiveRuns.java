package dev.banksman.controller.engine;

import dev.banksman.controller.journal.JournalException;
import dev.banksman.controller.run.RunEvent;
import dev.banksman.controller.run.RunView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runs that have not ended: their loops, their hosts, and those that are quarantined. Quarantined runs keep their
 * hosts, since nobody knows what still goes on there. Every method takes the lock, which is this object, for a moment.
 */
final class LiveRuns implements LoopContext.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(LiveRuns.class);

    private final RunWatch watch;
    private final Map<String, RunLoop> loops = new HashMap<>();
    private final Map<String, Set<String>> runsByHost = new HashMap<>();
    private final BusyHosts busy = new BusyHosts();
    private final Map<String, String> quarantined = new TreeMap<>();
    private @Nullable String fenced;

    LiveRuns(RunWatch watch) {
        this.watch = watch;
    }

    /** Reserves the hosts of a run that changes something; why that cannot be, if other runs have them. */
    synchronized Optional<String> take(String run, Collection<String> hosts) {
        return fenced == null ? busy.take(run, hosts) : Optional.of(fenced);
    }

    synchronized void free(String run) {
        busy.free(run);
    }

    synchronized void add(RunLoop loop, Collection<String> hosts) {
        loops.put(loop.run(), loop);
        hosts.forEach(host ->
                runsByHost.computeIfAbsent(host, h -> new LinkedHashSet<>()).add(loop.run()));
    }

    synchronized Optional<RunLoop> loop(String run) {
        return Optional.ofNullable(loops.get(run));
    }

    synchronized List<RunLoop> all() {
        return List.copyOf(loops.values());
    }

    synchronized List<RunLoop> ofHost(String host) {
        List<RunLoop> found = new ArrayList<>();
        for (var run : runsByHost.getOrDefault(host, Set.of())) {
            loop(run).ifPresent(found::add);
        }
        return found;
    }

    synchronized Map<String, String> quarantined() {
        return Map.copyOf(quarantined);
    }

    /** Why the run does nothing, if it is known to have been set aside. */
    synchronized Optional<String> problem(String run) {
        return Optional.ofNullable(quarantined.get(run)).map(why -> "it is quarantined (" + why + ")");
    }

    synchronized Optional<String> fenced() {
        return Optional.ofNullable(fenced);
    }

    @Override
    public void appended(String run, List<RunEvent> events, RunView view) {
        watch.appended(view, events);
    }

    @Override
    public synchronized void finished(RunLoop loop) {
        loops.remove(loop.run());
        busy.free(loop.run());
        runsByHost.values().forEach(runs -> runs.remove(loop.run()));
        runsByHost.values().removeIf(Set::isEmpty);
        LOG.info("Run {} is over: {}", loop.run(), loop.view().phase());
    }

    @Override
    public synchronized void quarantined(String run, String why) {
        // The first line says what; the log has the rest.
        quarantined.put(run, why.lines().findFirst().orElse(why));
    }

    @Override
    public void fenced(JournalException.Fenced cause) {
        var why = "This controller no longer owns the journal and does nothing any more: " + cause.getMessage();
        synchronized (this) {
            if (fenced != null) {
                return;
            }
            fenced = why;
        }
        LOG.error("{}", why);
        all().forEach(RunLoop::close);
        watch.fenced(why);
    }

    void close() {
        all().forEach(RunLoop::close);
    }
}
