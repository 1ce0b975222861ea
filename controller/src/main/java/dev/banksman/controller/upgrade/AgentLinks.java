package dev.banksman.controller.upgrade;

import dev.banksman.proto.agent.v1.Upgrade;
import java.util.Optional;

/** The way to the agents. Nothing here waits; a message to a host that is away is lost. */
public interface AgentLinks {

    /** The version of a host's agent; empty if it is away. */
    Optional<String> version(String host);

    /** @return false if the host is away */
    boolean upgrade(String host, Upgrade order);
}
