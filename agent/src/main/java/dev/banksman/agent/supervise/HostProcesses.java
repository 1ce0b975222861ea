package dev.banksman.agent.supervise;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * The processes of this host, as far as launching and ending commands needs them. A port, so that a simulation can run
 * the launcher on a host of its own. Used by one thread at a time.
 */
public interface HostProcesses {

    /** Where the kernel tells about processes: {@code /proc}. */
    Path table();

    /** The pid of this agent. */
    long self();

    /**
     * Starts a process away from the agent's session, so that what ends the agent's group does not reach it.
     *
     * @param environment added to the agent's own, from which every {@code BANKSMAN_} variable is taken
     * @param log its standard output and error, appended to; its standard input is empty
     * @param ended called once, from any thread, when it has ended
     * @throws IOException if no process was started
     */
    Started start(List<String> command, Map<String, String> environment, Path log, Runnable ended) throws IOException;

    /**
     * Asks a process to end, or ends it by force.
     *
     * @param still asked right before: whether the pid still names the process that is meant
     */
    void signal(long pid, BooleanSupplier still, boolean byForce);

    /** A process that this agent process started. */
    interface Started {
        boolean alive();
    }
}
