package dev.banksman.controller.journal;

import com.google.protobuf.ByteString;
import dev.banksman.common.SystemTime;
import dev.banksman.controller.journal.Journal.Append;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Prints how many durable appends a second the journal takes, of 1 and of 100 runs at once, each run waiting for its
 * append before the next: {@code java ... JournalBench [DIRECTORY]}. Not a test: the figures are the machine's.
 */
final class JournalBench {

    private static final int EVENT_BYTES = 200;
    private static final int ROUNDS = 5;
    private static final LongSupplier TICKER = SystemTime.ticker();

    private JournalBench() {}

    public static void main(String[] args) throws IOException {
        var directory = args.length > 0
                ? Path.of(args[0])
                : Files.createTempDirectory(Path.of("").toAbsolutePath(), "bench");
        for (var shape : List.of(new int[] {1, 3_000, 1}, new int[] {1, 3_000, 5}, new int[] {100, 300, 1})) {
            var rates = new double[ROUNDS];
            for (int round = 0; round < ROUNDS; round++) {
                rates[round] = measure(directory, shape[0], shape[1], shape[2]);
            }
            Arrays.sort(rates);
            System.out.printf(
                    "%3d runs, %d events an append: %,.0f durable appends/s, %,.0f events/s (median of %d)%n",
                    shape[0], shape[2], rates[ROUNDS / 2], rates[ROUNDS / 2] * shape[2], ROUNDS);
        }
    }

    private static double measure(Path directory, int runs, int appends, int events) throws IOException {
        var file = Files.createTempFile(directory, "journal", ".db");
        try (var journal = SqliteJournal.open(file, new SimpleMeterRegistry())) {
            long term = journal.acquireEpoch("bench");
            for (int run = 0; run < runs; run++) {
                journal.append(JournalContract.opening("run-" + run, term, "opening"))
                        .join();
            }
            var left = new CountDownLatch(runs);
            long began = TICKER.getAsLong();
            for (int run = 0; run < runs; run++) {
                next(journal, term, "run-" + run, 1, new AtomicInteger(appends), events, left);
            }
            left.await();
            return runs * (double) appends * 1e9 / (TICKER.getAsLong() - began);
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        } finally {
            for (var suffix : List.of("", "-wal", "-shm")) {
                Files.deleteIfExists(Path.of(file + suffix));
            }
        }
    }

    /** Goes on from the journal's own thread, as run loops do from theirs. */
    private static void next(
            Journal journal,
            long term,
            String run,
            long position,
            AtomicInteger left,
            int events,
            CountDownLatch done) {
        if (left.getAndDecrement() == 0) {
            done.countDown();
            return;
        }
        var bytes = ByteString.copyFrom(new byte[EVENT_BYTES]);
        var unused = journal.append(new Append(
                        run, position, term, Collections.nCopies(events, bytes), Optional.empty(), Optional.empty()))
                .thenAccept(appended -> next(journal, term, run, appended.position(), left, events, done));
    }
}
