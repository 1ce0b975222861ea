package dev.banksman.controller.identity;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Hosts that take part in no new run that changes something, because a person said so, in {@code
 * identity/drained-hosts.jsonl}. Durable before {@link #drain} and {@link #release} return. Safe for many threads.
 */
public final class DrainedHosts implements AutoCloseable {

    /** Why, by whom, since when. */
    public record Drain(String reason, String by, Instant since) {}

    private record Entry(String host, String reason, String by, String since) {}

    private static final Logger LOG = LoggerFactory.getLogger(DrainedHosts.class);
    private static final JsonMapper JSON = JsonMapper.shared();

    private final DurableLines lines;
    private final InstantSource clock;
    private volatile Map<String, Drain> drained;

    private DrainedHosts(DurableLines lines, InstantSource clock, Map<String, Drain> drained) {
        this.lines = lines;
        this.clock = clock;
        this.drained = drained;
    }

    /** Reads the drained hosts of this directory ({@code identity/}). */
    public static DrainedHosts open(Path directory, InstantSource clock) throws IOException {
        var lines = DurableLines.open(directory, "drained-hosts.jsonl");
        var drained = new TreeMap<String, Drain>();
        for (var line : lines.read()) {
            var entry = JSON.readValue(line, Entry.class);
            drained.put(entry.host(), new Drain(entry.reason(), entry.by(), Instant.parse(entry.since())));
        }
        return new DrainedHosts(lines, clock, drained);
    }

    /** By name, as they are now. */
    public Map<String, Drain> all() {
        return drained;
    }

    /** Said again, the newer reason counts, since the first time. */
    public synchronized Drain drain(String host, String reason, String by) throws IOException {
        var known = drained.get(host);
        var drain = new Drain(reason, by, known == null ? clock.instant() : known.since());
        var next = new TreeMap<>(drained);
        next.put(host, drain);
        save(next);
        LOG.info("Operator {} drained the host {}: {}", by, host, reason);
        return drain;
    }

    /** Lets it in again. */
    public synchronized void release(String host, String by) throws IOException {
        if (drained.containsKey(host)) {
            var next = new TreeMap<>(drained);
            next.remove(host);
            save(next);
            LOG.info("Operator {} ended the drain of the host {}", by, host);
        }
    }

    private void save(Map<String, Drain> next) throws IOException {
        var text = new ArrayList<String>();
        next.forEach((host, drain) -> text.add(JSON.writeValueAsString(
                new Entry(host, drain.reason(), drain.by(), drain.since().toString()))));
        lines.replace(text);
        drained = Map.copyOf(new LinkedHashMap<>(next));
    }

    @Override
    public synchronized void close() throws IOException {
        lines.close();
    }
}
