package dev.banksman.controller.engine;

import java.time.Instant;

/** The engine's alarm clock. Nothing of it is durable: the state says what is to be set again. */
public interface Timers {

    /** Runs the task once, at this time or soon after it, on a thread that must not be blocked. Past times: at once. */
    Alarm at(Instant due, Runnable task);

    /** An alarm that was set. */
    interface Alarm {
        /** It will not ring, unless it is ringing already. */
        void cancel();
    }
}
