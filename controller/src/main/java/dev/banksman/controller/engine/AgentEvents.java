package dev.banksman.controller.engine;

import dev.banksman.proto.agent.v1.Hello;
import dev.banksman.proto.agent.v1.Report;

/**
 * What the fleet tells the engine about agents. The host always comes from the agent's certificate; attempts of other
 * hosts have been turned away before.
 *
 * <p>For one host the calls come one at a time and in order: {@code connected}, any number of {@code reported}, then
 * {@code lost}; calls for different hosts may overlap. When a newer link replaces an older one, the older one is
 * reported lost before the newer one connects. The callee must not block: it puts the fact into its mailbox and
 * returns. An exception is a fault; it ends the link it came from.
 */
public interface AgentEvents {

    /**
     * A host said hello, with everything it knows of its attempts. It takes work from now on.
     *
     * @param link above zero, and another for each link of this process
     */
    void connected(String host, long link, Hello hello);

    /** The latest word on one attempt of this host. Reports may come twice; each supersedes the earlier ones. */
    void reported(String host, Report report);

    /** The link is gone. What ran on the host may go on running. {@code reason} is a sentence for people. */
    void lost(String host, String reason);
}
