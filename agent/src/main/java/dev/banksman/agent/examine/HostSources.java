package dev.banksman.agent.examine;

import dev.banksman.agent.action.ActionPolicy;
import dev.banksman.agent.action.FactsSource;
import dev.banksman.agent.facts.AgentAccount;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.OptionalLong;

/**
 * Where what is looked at comes from; read anew each time.
 *
 * @param root the agent's directory
 * @param windows whether this is Windows, where an agent that is no administrator can install nothing
 */
public record HostSources(
        Path root,
        boolean windows,
        FactsSource facts,
        ActionPolicy policy,
        ZoneId zone,
        InstantSource clock,
        Accounts account,
        Certificates certificate,
        OpenFiles openFiles) {

    /** Who the agent runs as. */
    @FunctionalInterface
    public interface Accounts {
        AgentAccount read() throws InterruptedException;
    }

    /** From when until when a certificate is good. */
    public record Validity(Instant from, Instant until) {}

    /** Of the agent's own certificate. */
    @FunctionalInterface
    public interface Certificates {
        Validity read() throws IOException;
    }

    /** How many files the agent may have open at once; empty where the system has no such limit. */
    @FunctionalInterface
    public interface OpenFiles {
        OptionalLong most();
    }
}
