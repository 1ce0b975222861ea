package dev.banksman.controller.upgrade;

import dev.banksman.common.Digest;
import dev.banksman.proto.agent.v1.Upgrade;

/** A version of the agent, as an artifact of this controller. */
public record AgentPackage(String version, Digest digest, long size) {

    Upgrade order() {
        return Upgrade.newBuilder()
                .setVersion(version)
                .setDigest(digest.name())
                .setSize(size)
                .build();
    }
}
