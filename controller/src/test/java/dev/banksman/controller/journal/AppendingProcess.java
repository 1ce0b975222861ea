package dev.banksman.controller.journal;

import dev.banksman.controller.journal.Journal.Append;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A process that appends to a journal from several threads until it is killed, and prints each position once it is
 * acknowledged: {@code java ... AppendingProcess JOURNAL THREADS}. Ends by itself only if an append fails.
 */
final class AppendingProcess {

    private AppendingProcess() {}

    public static void main(String[] args) throws InterruptedException {
        var journal = SqliteJournal.open(Path.of(args[0]), new SimpleMeterRegistry());
        long term = journal.acquireEpoch("appending process");
        var out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(args[1]); i++) {
            var run = "run-" + i;
            threads.add(Thread.ofPlatform().start(() -> append(journal, term, run, out)));
        }
        for (var thread : threads) {
            thread.join();
        }
        out.println("failed");
        journal.close();
    }

    private static void append(Journal journal, long term, String run, PrintStream out) {
        try {
            long position = journal.append(JournalContract.opening(run, term, "event 1"))
                    .join()
                    .position();
            while (true) {
                out.println(run + " " + position);
                var event = JournalContract.events("event " + (position + 1) + " " + "x".repeat(300));
                var append = new Append(run, position, term, event, Optional.empty(), Optional.empty());
                position = journal.append(append).join().position();
            }
        } catch (RuntimeException e) {
            System.err.println(run + ": " + e.getMessage());
        }
    }
}
