package dev.banksman.controller.fleet;

import dev.banksman.proto.agent.v1.HostFacts;
import java.time.Duration;
import java.time.Instant;

/**
 * What is known of a connected agent, for operators. A snapshot.
 *
 * @param address from where it is connected
 * @param since when its present link began
 * @param silent how long nothing has been heard from it
 * @param running commands that run, by its latest heartbeat
 * @param freeDiskMib of the disk that holds its directory
 */
public record AgentView(
        String host,
        String version,
        String bootId,
        HostFacts facts,
        String address,
        Instant since,
        Duration silent,
        int running,
        long freeDiskMib) {}
