package dev.banksman.agent.supervise;

/** Tells the time on this host. Safe for use by many threads. */
@FunctionalInterface
public interface HostClock {
    Moment now();
}
