package dev.banksman.controller.journal;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A journal in memory, for simulations and tests: the same rules, nothing durable. An append is complete when the call
 * returns. Faults can be ordered: {@link #failWith} makes it unwritable until {@link #mend}, {@link #damage} alters a
 * stored event. Safe for many threads.
 */
public final class MemoryJournal implements Journal {

    private final Map<String, Run> runs = new LinkedHashMap<>();
    private long epoch;
    private String owner = "nobody";
    private @Nullable String fault;

    @Override
    public synchronized long acquireEpoch(String owner) {
        throwFault();
        this.owner = owner;
        return ++epoch;
    }

    @Override
    public synchronized CompletableFuture<Appended> append(Append append) {
        try {
            throwFault();
            return CompletableFuture.completedFuture(appended(append));
        } catch (JournalException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private Appended appended(Append append) {
        if (append.term() < epoch) {
            throw new JournalException.Fenced(append.run(), append.term(), epoch, owner);
        }
        var run = runs.get(append.run());
        long found = run == null ? 0 : run.events.size();
        if (found != append.expectedPosition()) {
            throw new JournalException.Conflict(append.run(), append.expectedPosition(), found);
        }
        if (run == null) {
            run = new Run(append.opening().orElseThrow());
            runs.put(append.run(), run);
        }
        for (var event : append.events()) {
            run.head = Chain.next(run.head, event);
            run.events.add(new StoredEvent(run.events.size() + 1L, event, run.head));
        }
        run.term = append.term();
        run.status = append.status().orElse(run.status);
        return new Appended(run.events.size(), run.head);
    }

    @Override
    public synchronized List<StoredEvent> read(String id, long after, int limit) {
        var run = runs.get(id);
        if (run == null || after >= run.events.size()) {
            return List.of();
        }
        int from = Math.toIntExact(after);
        int to = (int) Math.min(after + limit, run.events.size());
        var check = new ChainCheck(
                id, after, from == 0 ? Chain.START : run.events.get(from - 1).hash());
        var found = run.events.subList(from, to).stream().map(check::next).toList();
        if (found.size() < limit) {
            check.end(run.events.size(), run.head);
        }
        return found;
    }

    @Override
    public synchronized Optional<ByteString> hash(String id, long position) {
        var run = runs.get(id);
        return run == null || position < 1 || position > run.events.size()
                ? Optional.empty()
                : Optional.of(run.events.get(Math.toIntExact(position - 1)).hash());
    }

    @Override
    public synchronized List<RunEntry> runs() {
        return runs.keySet().stream().map(id -> run(id).orElseThrow()).toList();
    }

    @Override
    public synchronized Optional<RunEntry> run(String id) {
        var run = runs.get(id);
        return run == null
                ? Optional.empty()
                : Optional.of(new RunEntry(id, run.card, run.status, run.events.size(), run.head, run.term));
    }

    @Override
    public synchronized Optional<String> notWritable() {
        return Optional.ofNullable(fault);
    }

    @Override
    public synchronized CompletableFuture<Void> probe() {
        return fault == null
                ? CompletableFuture.completedFuture(null)
                : CompletableFuture.failedFuture(new JournalException.Unavailable(fault));
    }

    @Override
    public synchronized void close() {
        fault = "The journal is closed";
    }

    /** From now on nothing can be written, for this reason. */
    public synchronized void failWith(String reason) {
        fault = reason;
    }

    public synchronized void mend() {
        fault = null;
    }

    /** Puts other bytes in the place of a stored event's, as damage or a forger would. */
    public synchronized void damage(String id, long position, Function<ByteString, ByteString> change) {
        var run = runs.get(id);
        if (run == null) {
            throw new IllegalArgumentException("expected a run that is stored, found " + id);
        }
        var events = run.events;
        int index = Math.toIntExact(position - 1);
        var event = events.get(index);
        events.set(index, new StoredEvent(position, change.apply(event.bytes()), event.hash()));
    }

    private void throwFault() {
        if (fault != null) {
            throw new JournalException.Unavailable(fault);
        }
    }

    private static final class Run {
        final RunCard card;
        final List<StoredEvent> events = new ArrayList<>();
        RunStatus status = RunStatus.PLANNED;
        ByteString head = Chain.START;
        long term;

        Run(RunCard card) {
            this.card = card;
        }
    }
}
