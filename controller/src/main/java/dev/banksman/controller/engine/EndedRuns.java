package dev.banksman.controller.engine;

import dev.banksman.controller.run.RunView;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Runs that have no loop, for readers: read from the journal when asked for, the newest few kept. */
final class EndedRuns {

    private final Engine.Ports ports;
    private final RunReader reader;
    private final Map<String, RunView> views;

    EndedRuns(Engine.Ports ports, RunReader reader, int kept) {
        this.ports = ports;
        this.reader = reader;
        views = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, RunView> eldest) {
                return size() > kept;
            }
        };
    }

    Optional<RunView> view(String run) {
        synchronized (views) {
            var known = views.get(run);
            if (known != null) {
                return Optional.of(known);
            }
        }
        var entry = ports.journal().run(run);
        if (entry.isEmpty()) {
            return Optional.empty();
        }
        var view = reader.read(run).fold().view();
        if (entry.get().status().over()) {
            synchronized (views) {
                views.put(run, view);
            }
        }
        return Optional.of(view);
    }

    Optional<RunFeed> feed(String run) {
        return ports.journal()
                .run(run)
                .map(entry -> new RunFeed(run, entry.position(), true, ports.journal(), ports.readers()));
    }
}
