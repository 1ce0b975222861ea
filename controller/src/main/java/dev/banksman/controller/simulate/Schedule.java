package dev.banksman.controller.simulate;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Virtual time: what is to happen when. Things due at the same moment happen in the order in which they were asked for,
 * so the same requests give the same course. Single-threaded.
 */
public final class Schedule {
    private record Entry(Instant due, long order, Runnable what) {}

    private final PriorityQueue<Entry> entries =
            new PriorityQueue<>(Comparator.comparing(Entry::due).thenComparing(Entry::order));
    private Instant now;
    private long order;

    public Schedule(Instant start) {
        now = start;
    }

    public Instant now() {
        return now;
    }

    public void after(Duration delay, Runnable what) {
        at(now.plus(delay), what);
    }

    /** At that time, or at once if it is past. */
    public void at(Instant due, Runnable what) {
        entries.add(new Entry(due.isBefore(now) ? now : due, order++, what));
    }

    /** Lets the next thing happen; false if there is none until then. */
    public boolean step(Instant until) {
        Entry next = entries.peek();
        if (next == null || next.due().isAfter(until)) {
            now = next == null ? now : until;
            return false;
        }
        entries.remove();
        now = next.due();
        next.what().run();
        return true;
    }
}
