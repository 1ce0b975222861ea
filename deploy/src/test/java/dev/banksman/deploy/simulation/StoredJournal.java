package dev.banksman.deploy.simulation;

import com.google.protobuf.ByteString;
import dev.banksman.controller.journal.Journal;
import dev.banksman.controller.journal.JournalException;
import dev.banksman.controller.journal.MemoryJournal;
import dev.banksman.controller.journal.RunEntry;
import dev.banksman.controller.simulate.Chance;
import dev.banksman.controller.simulate.Schedule;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/**
 * The journal as one controller process has it open. What is durable lies in a store that outlives all processes; an
 * append takes time to get there. A process that dies meanwhile may have made it, or not; one that is stopped does it
 * when it goes on, if it still may.
 */
final class StoredJournal implements Journal {

    private static final Duration SYNC = Duration.ofMillis(20);
    /** An append in flight becomes durable although its process died, or although the disk reported a fault. */
    private static final double MADE_IT = 0.5;

    /** What all processes share. */
    static final class Store {
        private final MemoryJournal durable = new MemoryJournal();
        private final BiConsumer<String, List<ByteString>> appended;
        private final boolean ignoresTerms;
        private boolean writable = true;
        private long epoch;

        /**
         * @param appended told of events as they become durable
         * @param ignoresTerms a planted bug: whoever appends counts as the owner
         */
        Store(BiConsumer<String, List<ByteString>> appended, boolean ignoresTerms) {
            this.appended = appended;
            this.ignoresTerms = ignoresTerms;
        }

        void writable(boolean now) {
            writable = now;
        }

        MemoryJournal durable() {
            return durable;
        }

        private CompletableFuture<Appended> append(Append append) {
            var taken = ignoresTerms
                    ? new Append(
                            append.run(),
                            append.expectedPosition(),
                            epoch,
                            append.events(),
                            append.opening(),
                            append.status())
                    : append;
            var done = durable.append(taken);
            if (!done.isCompletedExceptionally()) {
                appended.accept(append.run(), append.events());
            }
            return done;
        }
    }

    private final Store store;
    private final Life life;
    private final Schedule schedule;
    private final Chance chance;
    private final boolean answersEarly;

    StoredJournal(Store store, Life life, Schedule schedule, Chance chance, boolean answersEarly) {
        this.store = store;
        this.life = life;
        this.schedule = schedule;
        this.chance = chance;
        this.answersEarly = answersEarly;
    }

    @Override
    public long acquireEpoch(String owner) {
        if (!store.writable) {
            throw new JournalException.Unavailable("the simulated disk is full");
        }
        store.epoch = store.durable.acquireEpoch(owner);
        return store.epoch;
    }

    @Override
    public CompletableFuture<Appended> append(Append append) {
        var answer = new CompletableFuture<Appended>();
        if (answersEarly && store.writable) {
            // The planted bug: nothing is durable yet, and the answer says so.
            answer.complete(promised(append));
        }
        schedule.after(chance.upTo(SYNC), () -> reachDisk(append, answer));
        return answer;
    }

    private void reachDisk(Append append, CompletableFuture<Appended> answer) {
        if (!life.alive()) {
            if (store.writable && !answersEarly && chance.happens(MADE_IT)) {
                store.append(append);
            }
            return;
        }
        life.run(() -> {
            if (!store.writable) {
                if (chance.happens(MADE_IT)) {
                    store.append(append);
                }
                answer.completeExceptionally(new JournalException.Unavailable("the simulated disk is full"));
                return;
            }
            store.append(append).whenComplete((appended, failure) -> {
                if (failure != null) {
                    answer.completeExceptionally(failure);
                } else {
                    answer.complete(appended);
                }
            });
        });
    }

    /** Where an append would end, if it were made. */
    private Appended promised(Append append) {
        var head = store.durable.run(append.run()).map(RunEntry::chainHead).orElse(ByteString.EMPTY);
        return new Appended(append.expectedPosition() + append.events().size(), head);
    }

    @Override
    public List<StoredEvent> read(String run, long after, int limit) {
        return store.durable.read(run, after, limit);
    }

    @Override
    public Optional<ByteString> hash(String run, long position) {
        return store.durable.hash(run, position);
    }

    @Override
    public List<RunEntry> runs() {
        return store.durable.runs();
    }

    @Override
    public Optional<RunEntry> run(String run) {
        return store.durable.run(run);
    }

    @Override
    public Optional<String> notWritable() {
        return store.writable ? Optional.empty() : Optional.of("the simulated disk is full");
    }

    @Override
    public CompletableFuture<Void> probe() {
        var answer = new CompletableFuture<Void>();
        life.after(chance.upTo(SYNC), () -> {
            if (store.writable) {
                answer.complete(null);
            } else {
                answer.completeExceptionally(new JournalException.Unavailable("the simulated disk is full"));
            }
        });
        return answer;
    }

    @Override
    public void close() {
        // The store outlives the process.
    }
}
