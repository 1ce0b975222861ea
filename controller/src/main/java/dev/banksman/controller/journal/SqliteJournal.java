package dev.banksman.controller.journal;

import com.google.protobuf.ByteString;
import dev.banksman.controller.telemetry.Metric;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal in one SQLite file, in write-ahead mode with a sync at each commit.
 *
 * <p>One thread writes. It takes all appends that wait, up to a limit, into one transaction (group commit): while the
 * disk syncs, the next ones gather. Whatever goes wrong with the disk fails all appends of that transaction; none is
 * acknowledged that is not durable. A crash leaves the file as of the last commit, which SQLite finds by itself.
 */
public final class SqliteJournal implements Journal {

    private static final Logger LOG = LoggerFactory.getLogger(SqliteJournal.class);

    /** Appends taken into one transaction at most. */
    private static final int BATCH_LIMIT = 1_000;

    private final LinkedBlockingQueue<Work> queue = new LinkedBlockingQueue<>();
    private final Path file;
    private final SqliteReader reader;
    private final Thread thread;
    private final Timer appendTimer;
    private final DistributionSummary batchSize;
    private volatile @Nullable String notWritable;
    private boolean closing;

    /** Belongs to the writer's thread; absent after a failure, until the next write opens another. */
    private @Nullable SqliteWriter writer;

    private SqliteJournal(Path file, SqliteWriter writer, SqliteReader reader, MeterRegistry meters) {
        this.file = file;
        this.writer = writer;
        this.reader = reader;
        appendTimer = Metric.JOURNAL_APPEND.timer(meters);
        batchSize = Metric.JOURNAL_BATCH.summary(meters);
        thread = Thread.ofPlatform().name("journal-writer").unstarted(this::write);
    }

    /**
     * Opens the journal, making the file if there is none. Whoever opens it must be the only process to do so.
     *
     * @throws JournalException.Unavailable if it cannot be opened, is of a newer version, or does not sync
     */
    public static SqliteJournal open(Path file, MeterRegistry meters) {
        try {
            var writer = new SqliteWriter(SqliteSchema.openWriter(file));
            var journal = new SqliteJournal(file, writer, new SqliteReader(SqliteSchema.openReader(file)), meters);
            journal.thread.start();
            return journal;
        } catch (SQLException e) {
            throw new JournalException.Unavailable("Cannot open the journal " + file + ": " + e.getMessage(), e);
        }
    }

    @Override
    public long acquireEpoch(String owner) {
        return submit(new Work(writer -> writer.nextEpoch(owner), false))
                .thenApply(Long.class::cast)
                .join();
    }

    @Override
    public CompletableFuture<Appended> append(Append append) {
        return submit(new Work(writer -> writer.append(append), true)).thenApply(Appended.class::cast);
    }

    @Override
    public CompletableFuture<Void> probe() {
        return submit(new Work(
                        writer -> {
                            writer.probe();
                            return Boolean.TRUE;
                        },
                        false))
                .thenAccept(done -> {});
    }

    /** Caps the size of the file, in pages of 4 KiB: a disk that is full, for tests. */
    CompletableFuture<Object> limitPages(int pages) {
        return submit(new Work(writer -> writer.limitPages(pages), false));
    }

    @Override
    public List<StoredEvent> read(String run, long after, int limit) {
        return reading(() -> reader.read(run, after, limit));
    }

    @Override
    public Optional<ByteString> hash(String run, long position) {
        return reading(() -> reader.hash(run, position));
    }

    @Override
    public List<RunEntry> runs() {
        return reading(reader::runs);
    }

    @Override
    public Optional<RunEntry> run(String run) {
        return reading(() -> reader.run(run));
    }

    @Override
    public Optional<String> notWritable() {
        return Optional.ofNullable(notWritable);
    }

    @Override
    public void close() {
        synchronized (queue) {
            if (closing) {
                return;
            }
            closing = true;
            queue.add(Work.STOP);
        }
        try {
            thread.join();
            reader.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException e) {
            LOG.warn("Closing the journal failed; what was acknowledged is durable all the same", e);
        }
    }

    private CompletableFuture<Object> submit(Work work) {
        synchronized (queue) {
            if (closing) {
                work.future.completeExceptionally(new JournalException.Unavailable("The journal is closed"));
            } else {
                queue.add(work);
            }
        }
        return work.future;
    }

    private void write() {
        List<Work> batch = new ArrayList<>();
        boolean stop = false;
        while (!stop) {
            try {
                batch.add(queue.take());
            } catch (InterruptedException e) {
                LOG.warn("The journal's writer was interrupted; it ends only when the journal is closed");
                continue;
            }
            queue.drainTo(batch, BATCH_LIMIT - 1);
            stop = batch.remove(Work.STOP);
            if (!batch.isEmpty()) {
                commit(batch);
            }
            batch.clear();
        }
        closeWriter();
    }

    private void commit(List<Work> batch) {
        try {
            if (writer == null) {
                writer = new SqliteWriter(SqliteSchema.openWriter(file));
            }
            writer.begin();
            for (var work : batch) {
                work.run(writer);
            }
            writer.commit();
        } catch (SQLException | RuntimeException e) {
            fail(batch, e);
            return;
        }
        if (notWritable != null) {
            LOG.info("The journal can be written again");
            notWritable = null;
        }
        batchSize.record(batch.size());
        for (var work : batch) {
            work.settle(appendTimer);
        }
    }

    private void fail(List<Work> batch, Exception cause) {
        var reason = "The journal cannot be written: " + cause.getMessage();
        LOG.error("{}. {} appends are not acknowledged; runs stop until it can be written again", reason, batch.size());
        notWritable = reason;
        closeWriter();
        for (var work : batch) {
            work.future.completeExceptionally(new JournalException.Unavailable(reason, cause));
        }
    }

    /** Lets go of the connection, and so of whatever its transaction had not committed. */
    private void closeWriter() {
        if (writer != null) {
            try {
                writer.close();
            } catch (SQLException e) {
                LOG.warn("Closing the journal's connection failed; what was acknowledged is durable all the same", e);
            }
            writer = null;
        }
    }

    @FunctionalInterface
    private interface Reading<T> {
        T read() throws SQLException;
    }

    private static <T> T reading(Reading<T> reading) {
        try {
            return reading.read();
        } catch (SQLException e) {
            throw new JournalException.Unavailable("The journal cannot be read: " + e.getMessage(), e);
        }
    }

    @FunctionalInterface
    private interface Writing {
        Object write(SqliteWriter writer) throws SQLException;
    }

    /** One thing to be written, and who waits for it. Touched by the writer thread alone once it is queued. */
    private static final class Work {
        static final Work STOP = new Work(writer -> Boolean.TRUE, false);

        final CompletableFuture<Object> future = new CompletableFuture<>();
        private final Writing writing;
        private final boolean timed;
        private final Timer.Sample began = Timer.start();
        private @Nullable Object result;
        private @Nullable RuntimeException refused;

        Work(Writing writing, boolean timed) {
            this.writing = writing;
            this.timed = timed;
        }

        void run(SqliteWriter writer) throws SQLException {
            try {
                result = writing.write(writer);
            } catch (JournalException e) {
                refused = e;
            }
        }

        void settle(Timer timer) {
            if (refused != null) {
                future.completeExceptionally(refused);
                return;
            }
            if (timed) {
                began.stop(timer);
            }
            future.complete(result);
        }
    }
}
