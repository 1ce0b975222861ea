package dev.banksman.controller.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A clock that stands still until it is moved, and alarms that ring when it is. One thread. */
final class FakeTimers implements Timers, InstantSource {

    private record Set(Instant due, Runnable task) {}

    private final List<Set> alarms = new ArrayList<>();
    private Instant now = Instant.parse("2026-03-01T03:00:00Z");

    @Override
    public synchronized Alarm at(Instant due, Runnable task) {
        var set = new Set(due, task);
        alarms.add(set);
        return () -> {
            synchronized (this) {
                alarms.remove(set);
            }
        };
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }

    void advance(Duration length) {
        List<Set> due;
        synchronized (this) {
            now = now.plus(length);
            due = alarms.stream()
                    .filter(alarm -> !alarm.due().isAfter(now))
                    .sorted(Comparator.comparing(Set::due))
                    .toList();
            alarms.removeAll(due);
        }
        due.forEach(alarm -> alarm.task().run());
    }

    synchronized int count() {
        return alarms.size();
    }
}
