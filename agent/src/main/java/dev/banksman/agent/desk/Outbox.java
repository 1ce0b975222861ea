package dev.banksman.agent.desk;

import dev.banksman.proto.agent.v1.OutputChunk;
import dev.banksman.proto.agent.v1.Report;

/**
 * The way to the controller. What is handed over while there is no link is dropped: after the next hello, the desk
 * says again what matters. Called from the desk's thread; never blocks.
 */
public interface Outbox {

    void report(Report report);

    /** Whether a chunk would leave soon; the only back-pressure there is. */
    boolean readyForOutput();

    void output(OutputChunk chunk);
}
