package dev.banksman.controller;

import dev.banksman.controller.engine.RunWatch;
import dev.banksman.controller.operator.Backend;
import dev.banksman.controller.run.RunEvent;
import dev.banksman.controller.run.RunView;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Tells readers which runs have changed. A reader holds the names of runs, each once, so that a slow one costs nothing
 * and finds the newest state when it comes to it. Safe for many threads.
 */
final class ChangedRuns implements RunWatch {

    private final RunWatch next;
    private final Set<Reader> readers = ConcurrentHashMap.newKeySet();

    /** @param next told the same */
    ChangedRuns(RunWatch next) {
        this.next = next;
    }

    @Override
    public void appended(RunView view, List<RunEvent> events) {
        next.appended(view, events);
        readers.forEach(reader -> reader.changed(view.run()));
    }

    @Override
    public void fenced(String why) {
        next.fenced(why);
    }

    /** What changes from now on. */
    Backend.RunNews news() {
        var reader = new Reader();
        readers.add(reader);
        return reader;
    }

    private final class Reader implements Backend.RunNews {

        private final ReentrantLock lock = new ReentrantLock();
        private final Condition some = lock.newCondition();
        private Set<String> changed = new LinkedHashSet<>();

        void changed(String run) {
            lock.lock();
            try {
                changed.add(run);
                some.signalAll();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public Set<String> next(Duration patience) throws InterruptedException {
            lock.lock();
            try {
                var left = patience.toNanos();
                while (changed.isEmpty() && left > 0) {
                    left = some.awaitNanos(left);
                }
                var taken = changed;
                changed = new LinkedHashSet<>();
                return taken;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            readers.remove(this);
        }
    }
}
