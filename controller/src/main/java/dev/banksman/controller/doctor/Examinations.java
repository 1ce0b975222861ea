package dev.banksman.controller.doctor;

import dev.banksman.proto.agent.v1.Examine;
import dev.banksman.proto.agent.v1.Examined;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Brings answers to whoever waits for them. An answer that nobody waits for, of another host than the one that was asked,
 * or beyond what fits, is dropped. Safe for use by many threads.
 */
public final class Examinations implements ExaminationEvents {

    /** Messages of one answer that may wait to be taken. */
    private static final int WAITING = 1_000;

    private final LongSupplier ticker;
    private final AtomicLong numbers = new AtomicLong();
    private final Map<Long, Open> open = new ConcurrentHashMap<>();

    /** @param ticker nanoseconds that only grow; stamps each answer as it comes */
    public Examinations(LongSupplier ticker) {
        this.ticker = ticker;
    }

    /** A part of an answer, and when it came. */
    record Arrived(Examined part, long at) {}

    @Override
    public void answered(String host, Examined answer) {
        var waiting = open.get(answer.getNumber());
        if (waiting != null && waiting.host.equals(host)) {
            waiting.offer(new Arrived(answer, ticker.getAsLong()));
        }
    }

    /** Begins to wait for the answers of a host; the question is then to be given {@link Open#number}. */
    Open open(String host) {
        var made = new Open(numbers.incrementAndGet(), host);
        open.put(made.number, made);
        return made;
    }

    /** One question and what was answered to it so far. */
    final class Open implements AutoCloseable {

        private final long number;
        private final String host;
        private final ArrayBlockingQueue<Arrived> arrived = new ArrayBlockingQueue<>(WAITING);
        private volatile boolean overflown;

        private Open(long number, String host) {
            this.number = number;
            this.host = host;
        }

        Examine question(Examine.Builder question) {
            return question.setNumber(number).build();
        }

        private void offer(Arrived answer) {
            if (!arrived.offer(answer)) {
                overflown = true;
            }
        }

        /** The next part, or empty when none came in that time. */
        Optional<Arrived> next(long millis) throws InterruptedException {
            return Optional.ofNullable(arrived.poll(millis, TimeUnit.MILLISECONDS));
        }

        /** Whether parts were lost, because they came faster than they were taken. */
        boolean overflown() {
            return overflown;
        }

        @Override
        public void close() {
            open.remove(number);
        }
    }
}
