package dev.banksman.controller.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Inputs that wait for one run, and the promise that its turns never overlap: a turn begins on the executor when there
 * is something to take and none is under way, and it is under way until {@link #turnDone}, whichever thread says so.
 * Safe for many threads.
 */
final class Mailbox {

    private static final String CLOSED = "Not recorded: the run takes nothing in any more";

    private final int limit;
    private final int batchLimit;
    private final Executor executor;
    private final Consumer<List<Letter>> turn;
    private final ArrayDeque<Letter> letters = new ArrayDeque<>();
    private boolean underWay;
    private boolean held;
    private boolean closed;

    Mailbox(int limit, int batchLimit, Executor executor, Consumer<List<Letter>> turn) {
        this.limit = limit;
        this.batchLimit = batchLimit;
        this.executor = executor;
        this.turn = turn;
    }

    /**
     * Puts a letter at the end; one that comes after the mailbox was closed fails.
     *
     * @throws MailboxFullException if as many wait as may
     */
    void put(Letter letter) {
        synchronized (this) {
            if (letters.size() >= limit) {
                throw new MailboxFullException(limit);
            }
            if (!closed) {
                letters.addLast(letter);
                wake();
                return;
            }
        }
        letter.fail(new RunUnavailableException(CLOSED));
    }

    /** Puts a letter that must not be turned away. */
    synchronized void putBeyondLimit(Letter letter) {
        if (!closed) {
            letters.addLast(letter);
            wake();
        }
    }

    /** Puts a letter that was taken back to the front. */
    synchronized void putBack(Letter letter) {
        letters.addFirst(letter);
    }

    /** No turn begins until {@link #release}; letters are taken in all the same. */
    synchronized void hold() {
        held = true;
    }

    synchronized void release() {
        held = false;
        wake();
    }

    /** The turn under way is over; the next one may begin. */
    synchronized void turnDone() {
        underWay = false;
        wake();
    }

    /** What still waits fails; nothing more is taken in. */
    void close() {
        List<Letter> left;
        synchronized (this) {
            closed = true;
            left = new ArrayList<>(letters);
            letters.clear();
        }
        left.forEach(letter -> letter.fail(new RunUnavailableException(CLOSED)));
    }

    /** With the lock held. The executor must not run the turn within this call. */
    private void wake() {
        if (!underWay && !held && !letters.isEmpty()) {
            underWay = true;
            executor.execute(() -> turn.accept(take()));
        }
    }

    private synchronized List<Letter> take() {
        List<Letter> taken = new ArrayList<>(Math.min(letters.size(), batchLimit));
        while (taken.size() < batchLimit && !letters.isEmpty()) {
            taken.add(letters.removeFirst());
        }
        return taken;
    }
}
