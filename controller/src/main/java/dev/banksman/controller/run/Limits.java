package dev.banksman.controller.run;

import java.time.Duration;

/** Numbers the core decides by. Part of its semantics: a change of one is a new {@link RunCore#SEMANTICS}. */
final class Limits {
    private Limits() {}

    /** Between asking a command's processes to end and ending them by force. */
    static final Duration GRACE = Duration.ofSeconds(30);

    /**
     * Beyond time allowed and grace, how long an attempt's end is waited for; and how long a host must have been
     * unreachable before its silence is taken for UNKNOWN. Longer than an agent needs to come back after a restart of
     * the controller.
     */
    static final Duration MARGIN = Duration.ofMinutes(2);

    /** A probe only looks; it gets the step's time, but no more than this. */
    static final Duration PROBE_TIME = Duration.ofMinutes(5);

    /** How often a task whose attempts never begin, or end unknown, is tried again before a person is asked. */
    static final int AUTOMATIC_TRIES = 3;

    /** Wait before the first new try of an attempt that never began; doubles. */
    static final Duration NOT_BEGUN_WAIT = Duration.ofSeconds(5);

    /** A restart that a step's end asked for, from the order until its host is back. */
    static final Duration REBOOT_TIME = Duration.ofMinutes(30);

    /** Hosts that vanish within this time of one another have vanished at once. */
    static final Duration AT_ONCE = Duration.ofMinutes(1);

    /** So many hosts vanishing at once, and at least one in {@link #BRAKE_SHARE}, put the brake on. */
    static final int BRAKE_LEAST = 3;

    static final int BRAKE_SHARE = 4;

    /** A forecast that was late must be so much before the window's end to count as in time again. */
    static final Duration WINDOW_ROOM = Duration.ofMinutes(5);

    /** Characters in a reason or in one piece of evidence. */
    static final int TEXT = 4096;

    /** Characters of a result that are searched for a remedy's pattern. */
    static final int SEARCHED = 16_384;

    /** Events shown with a fault: at least so many, at most twice. */
    static final int HISTORY = 32;
}
