package dev.banksman.controller.doctor;

import dev.banksman.proto.agent.v1.Examine;
import java.util.Optional;

/** The way to the agents. Nothing here waits; a message to a host that is away is lost. */
public interface ExaminationLinks {

    /**
     * A live link.
     *
     * @param id unlike that of every other link of this process
     * @param examines whether the agent answers {@link #examine} at all
     */
    record Link(long id, String agentVersion, boolean examines) {}

    /** The host's link; empty if it is away. */
    Optional<Link> link(String host);

    void examine(String host, Examine question);
}
