package dev.banksman.controller.upgrade;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * All there is to upgrades of agents.
 *
 * @param home of the distribution that this controller was started from; empty if it was started otherwise
 */
public record Upgrades(AgentPackages packages, HostUpgrades hosts, Optional<Path> home) {

    /** The agent that was installed with this controller. */
    public AgentPackage bundled() throws IOException, UnusableDistributionException {
        if (home.isEmpty()) {
            throw new UnusableDistributionException(
                    "This controller was not started from a distribution, so it has no agent to give. Name a file.");
        }
        return packages.ofInstalled(home.get());
    }
}
