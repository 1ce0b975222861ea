package dev.banksman.agent.action;

import dev.banksman.proto.agent.v1.ServiceState;
import java.time.Duration;
import java.util.Optional;

/** The operating system's services, as its own tool shows and changes them. */
interface ServiceControl {

    /**
     * A service at one moment.
     *
     * @param words its state for people, with the exit code where it ended badly
     * @param endedBadly it is stopped, and not because somebody asked it to
     */
    record Status(ServiceState state, String words, boolean endedBadly) {}

    /** The key name behind a display name, or empty when no service has it. */
    Optional<String> keyName(String displayName, Duration limit) throws ToolException, InterruptedException;

    /** State {@code ABSENT} when there is no such service. */
    Status status(String name, Duration limit) throws ToolException, InterruptedException;

    /**
     * Asks for a start; already running is no refusal.
     *
     * @param seen its status just before
     * @return the reason when the system refused
     */
    Optional<String> start(String name, Status seen, Duration limit) throws ToolException, InterruptedException;

    /** Asks for a stop; already stopped is no refusal. */
    Optional<String> stop(String name, Duration limit) throws ToolException, InterruptedException;
}
