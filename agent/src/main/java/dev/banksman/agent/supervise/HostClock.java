package dev.banksman.agent.supervise;

/** Tells the time on this host. Safe for use by many threads. */
@FunctionalInterface
public interface HostClock {
    Moment now();

    /** Identity of the host's current start, as the controller knows it; moments may tell more starts apart. */
    default String bootId() {
        return now().bootId();
    }
}
