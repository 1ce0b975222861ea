package dev.banksman.controller.journal;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The append-only store of what happened in each run.
 *
 * <p>Events of a run have positions 1, 2, 3 ... and form a {@link Chain}. An append is durable when its future completes
 * and not before: from then on it survives a crash of the process and a loss of power. One that failed may still have
 * become durable (the answer was lost on its way from the disk); whoever goes on with that run reads it again first.
 *
 * <p>One owner at a time: {@link #acquireEpoch} hands out numbers that only grow, and whoever appends with a number
 * below the newest is {@linkplain JournalException.Fenced fenced}. Safe for many threads; appends of one run keep the
 * order in which they were submitted, appends of different runs are committed together. Reads see what is durable.
 */
public interface Journal extends AutoCloseable {

    /**
     * Makes the caller the owner, durably, and fences all before it. The number is the term of its runs.
     *
     * @param owner for people: who it is, such as a host's name and a process id
     */
    long acquireEpoch(String owner);

    /**
     * Adds events to the end of a run. Completes, on a thread of the journal, when they are durable, or exceptionally
     * with a {@link JournalException}; what a caller does in answer must not block that thread.
     */
    CompletableFuture<Appended> append(Append append);

    /**
     * The events after a position, oldest first, at most {@code limit}. Checks the chain; on reaching the end also that
     * it is the end that was written. Empty for a run that is not known.
     *
     * @throws JournalFault naming the position at which the chain is broken
     */
    List<StoredEvent> read(String run, long after, int limit);

    /** Hash of the event at a position; empty if there is none. */
    Optional<ByteString> hash(String run, long position);

    /** All runs, in the order in which they were planned. */
    List<RunEntry> runs();

    Optional<RunEntry> run(String run);

    /** Why nothing can be written at present; empty while all is well. Cheap, from memory. */
    Optional<String> notWritable();

    /** Tries a write that changes nothing, and so finds out whether the journal can be written again. */
    CompletableFuture<Void> probe();

    /** Ends what was submitted, then lets go of the store. Later appends fail as unavailable. */
    @Override
    void close();

    /**
     * What to add.
     *
     * @param expectedPosition number of events the run has, as the caller knows it; 0 for a new run
     * @param term the caller's epoch
     * @param opening with the first event of a run: what is known of it from the beginning
     * @param status where the run stands after these events, if that has changed
     */
    record Append(
            String run,
            long expectedPosition,
            long term,
            List<ByteString> events,
            Optional<RunCard> opening,
            Optional<RunStatus> status) {

        public Append {
            if (opening.isPresent() != (expectedPosition == 0)) {
                throw new IllegalArgumentException("expected what the run is with its first event and with no other");
            }
        }
    }

    /** Position and hash of the last event that was added. */
    record Appended(long position, ByteString chainHead) {}

    record StoredEvent(long position, ByteString bytes, ByteString hash) {}
}
