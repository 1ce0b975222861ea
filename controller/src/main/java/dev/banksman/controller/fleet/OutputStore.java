package dev.banksman.controller.fleet;

import dev.banksman.common.CrashPoint;
import dev.banksman.controller.telemetry.Metric;
import dev.banksman.proto.agent.v1.AttemptId;
import dev.banksman.proto.agent.v1.OutputChunk;
import dev.banksman.proto.agent.v1.OutputStream;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What commands print, in files: {@code output/<run>/<host>/<number>.<stdout|stderr>}, each byte at its offset, and
 * {@code .marks} beside it for what was cut. Agents are acknowledged when bytes are durable: synced every 256 KiB of a
 * stream, and 200 ms after a byte came at the latest, many streams in one go. What a crash loses was not acknowledged
 * and comes again. Memory holds a few words per stream that is being written, and none of its content.
 *
 * <p>Safe for use by many threads. Writing blocks on the disk, which is what slows a flooding agent down.
 */
public final class OutputStore implements AutoCloseable {

    /** Bytes kept per stream if nothing else is configured: 1 GiB; what comes after is counted as cut. */
    public static final long DEFAULT_LIMIT_BYTES = 1L << 30;

    private static final Logger log = LoggerFactory.getLogger(OutputStore.class);
    private static final Duration SYNC_EVERY = Duration.ofMillis(200);
    private static final long SYNC_BYTES = 256 * 1024;
    private static final int OPEN_STREAMS = 20_000;

    /** Who sent a stream's latest chunk and waits to hear that it is durable. Must not block. */
    interface Sender {
        void durable(OutputName name, long offset, boolean end);

        /** The stream could not be written; its unacknowledged part has to come again. */
        void failed(OutputName name);
    }

    private record Writing(OutputFile file, Sender sender) {}

    private final Path root;
    private final long limitBytes;
    private final MeterRegistry metrics;
    private final Counter bytes;
    private final Map<OutputName, OutputFile> files = new ConcurrentHashMap<>();
    private final Map<OutputName, Writing> dirty = new ConcurrentHashMap<>();
    private final Map<OutputName, CopyOnWriteArrayList<Runnable>> followers = new ConcurrentHashMap<>();
    private final ScheduledExecutorService syncing;

    private OutputStore(Path root, long limitBytes, MeterRegistry metrics, ScheduledExecutorService syncing) {
        this.syncing = syncing;
        this.root = root;
        this.limitBytes = limitBytes;
        this.metrics = metrics;
        this.bytes = Metric.OUTPUT_BYTES.counter(metrics);
        Metric.OUTPUT_OPEN.gauge(metrics, files::size);
    }

    /**
     * Opens the store in this directory ({@code output/}).
     *
     * @param limitBytes kept per stream
     */
    public static OutputStore open(Path directory, long limitBytes, MeterRegistry metrics) throws IOException {
        return open(
                directory,
                limitBytes,
                metrics,
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("output-sync").factory()));
    }

    /** @param syncing syncs; shut down with this store */
    static OutputStore open(Path directory, long limitBytes, MeterRegistry metrics, ScheduledExecutorService syncing)
            throws IOException {
        Files.createDirectories(directory);
        var store = new OutputStore(directory, limitBytes, metrics, syncing);
        long every = SYNC_EVERY.toMillis();
        var unused = store.syncing.scheduleWithFixedDelay(store::turn, every, every, TimeUnit.MILLISECONDS);
        return store;
    }

    /**
     * Reads a piece of a stream, or nothing if there is none yet.
     *
     * @param offset in what the command printed
     * @param max bytes at most
     * @throws IllegalArgumentException if the attempt cannot be one
     */
    public OutputSlice read(AttemptId attempt, OutputStream stream, long offset, int max) throws IOException {
        var name = OutputName.of(attempt, stream);
        var open = files.get(name);
        var extent = (open == null ? OutputFile.open(root, name, limitBytes) : open).extent();
        var marks = extent.marks();
        long begin = marks.afterCut(offset);
        long end = Math.min(Math.min(extent.length(), marks.nextCut(begin)), begin + max);
        var data = end > begin ? bytes(name, begin, Math.toIntExact(end - begin)) : new byte[0];
        return new OutputSlice(offset, begin - offset, data, extent.length(), marks.ended());
    }

    /**
     * Calls {@code grown} whenever there may be more to read of a stream, until it is closed. The call comes on the
     * thread that writes, and must not block.
     */
    public AutoCloseable follow(AttemptId attempt, OutputStream stream, Runnable grown) {
        var name = OutputName.of(attempt, stream);
        followers.compute(name, (_, list) -> {
            var all = list == null ? new CopyOnWriteArrayList<Runnable>() : list;
            all.add(grown);
            return all;
        });
        return () -> followers.computeIfPresent(name, (_, list) -> {
            list.remove(grown);
            return list.isEmpty() ? null : list;
        });
    }

    /**
     * Takes a chunk in. Its sender hears through {@link Sender} when it is durable, or at once how far this store is if
     * bytes before the chunk are missing.
     *
     * @throws IOException if it cannot be written; what was not acknowledged has to come again
     */
    void take(OutputName name, OutputChunk chunk, Sender sender) throws IOException {
        while (true) {
            var file = file(name);
            var taken = file.take(chunk);
            if (taken == null) {
                // Closed since it was looked up; the next look-up opens it anew.
                files.remove(name, file);
                continue;
            }
            count(taken);
            dirty.put(name, new Writing(file, sender));
            if (taken.missing() || taken.unsynced() >= SYNC_BYTES) {
                sync(name);
            }
            notifyFollowers(name);
            return;
        }
    }

    /** Makes durable, and acknowledges, everything taken in so far. */
    void syncAll() {
        if (dirty.isEmpty()) {
            return;
        }
        Metric.OUTPUT_SYNC.timer(metrics).record(() -> dirty.keySet().forEach(this::sync));
        if (files.size() > OPEN_STREAMS) {
            closeIdle();
        }
    }

    @Override
    public void close() throws IOException {
        syncing.shutdown();
        syncAll();
        for (var file : files.values()) {
            file.close(true);
        }
        files.clear();
    }

    private void turn() {
        try {
            syncAll();
        } catch (RuntimeException e) {
            // The executor would never call again, and no agent would be acknowledged any more.
            log.error("Syncing output failed", e);
        }
    }

    private void sync(OutputName name) {
        var writing = dirty.remove(name);
        if (writing == null) {
            return;
        }
        var file = writing.file();
        // Held over both, so that acknowledgements of a stream leave in the order of its offsets.
        synchronized (file) {
            acknowledge(name, file, writing.sender());
        }
    }

    private void acknowledge(OutputName name, OutputFile file, Sender sender) {
        try {
            CrashPoint.reach("output-written");
            long durable = file.sync();
            CrashPoint.reach("output-durable");
            boolean finished = file.finished();
            if (finished && file.close(false)) {
                files.remove(name, file);
            }
            sender.durable(name, durable, finished);
        } catch (IOException e) {
            log.error("Output of {} could not be made durable; the agent will send it again", name, e);
            abandon(name, file);
            sender.failed(name);
        }
    }

    /** After a failed sync nobody knows what is on the disk: begin again with what can be read. */
    private void abandon(OutputName name, OutputFile file) {
        try {
            file.close(true);
        } catch (IOException e) {
            log.warn("An output file of {} could not be closed", name, e);
        }
        files.remove(name, file);
    }

    private void closeIdle() {
        files.forEach((name, file) -> {
            try {
                if (!dirty.containsKey(name) && file.close(false)) {
                    files.remove(name, file);
                }
            } catch (IOException e) {
                log.warn("An output file of {} could not be closed", name, e);
            }
        });
    }

    private OutputFile file(OutputName name) throws IOException {
        var known = files.get(name);
        if (known != null) {
            return known;
        }
        var opened = OutputFile.open(root, name, limitBytes);
        var other = files.putIfAbsent(name, opened);
        return other == null ? opened : other;
    }

    private void count(OutputFile.Taken taken) {
        bytes.increment((double) taken.newBytes());
        if (taken.cutByAgent() > 0) {
            Metric.OUTPUT_CUT.counter(metrics, "agent").increment((double) taken.cutByAgent());
        }
        if (taken.cutHere() > 0) {
            Metric.OUTPUT_CUT.counter(metrics, "controller").increment((double) taken.cutHere());
        }
    }

    private void notifyFollowers(OutputName name) {
        var list = followers.get(name);
        if (list != null) {
            list.forEach(Runnable::run);
        }
    }

    private byte[] bytes(OutputName name, long begin, int length) throws IOException {
        var buffer = ByteBuffer.allocate(length);
        try (var channel = FileChannel.open(name.data(root), StandardOpenOption.READ)) {
            int read = 0;
            while (buffer.hasRemaining() && read >= 0) {
                read = channel.read(buffer, begin + buffer.position());
            }
        } catch (NoSuchFileException e) {
            return new byte[0];
        }
        var data = new byte[buffer.position()];
        buffer.flip().get(data);
        return data;
    }
}
