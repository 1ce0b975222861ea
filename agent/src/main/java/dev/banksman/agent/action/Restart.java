package dev.banksman.agent.action;

/** How a restart of this host is asked for, and taken back. */
public interface Restart {

    /**
     * Asks the system to restart the host; the host may go down while this is being called. Asking again while a
     * restart is under way is success.
     *
     * @throws ToolException when the system refused
     */
    void ask() throws ToolException, InterruptedException;

    /** @return whether the system took it back; after the restart has begun it cannot */
    boolean takeBack() throws InterruptedException;
}
