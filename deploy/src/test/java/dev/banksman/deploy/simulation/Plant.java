package dev.banksman.deploy.simulation;

/** Bugs that a simulation can plant around the real code, to prove that its checks find them. */
enum Plant {
    /** The journal says that an append is durable before it is. */
    JOURNAL_AFTER_EFFECT,
    /** The agents' disks say that content is durable and keep it in memory. */
    FORGOTTEN_SYNC,
    /** The journal and the agents heed a controller that has been replaced. */
    IGNORED_TERM,
    /** A shim that finds the claim taken starts the body nevertheless. */
    DOUBLE_START,
    /** The controller acknowledges a report when it comes, and not when it is durable. */
    LOST_ACKNOWLEDGEMENT,
    /** A process is known by its pid alone. */
    PID_ONLY_ADOPTION,
    /** A controller that starts sets no timers for what it finds. */
    TIMER_LOST_AT_RESTART,
    /** Nobody tells the engine that a host was lost. */
    UNREACHABLE_NOT_COUNTED,
    /** Cancelled means asked to end, whether the tree is gone or not: nothing but the body is ended. */
    CHILDREN_SURVIVE,
    /** An agent that asks for a restart does not write down that it did. */
    RESTART_NOT_WRITTEN
}
