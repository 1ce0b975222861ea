package dev.banksman.agent.upgrade;

import java.time.Duration;

/**
 * What this host's administrator says about upgrades of its agent; no controller can widen it.
 *
 * @param allowed whether a controller may ask for another version at all
 * @param trial how long a new version may take to be welcomed before it is rolled back
 */
public record UpgradePolicy(boolean allowed, Duration trial) {

    public static final UpgradePolicy DEFAULT = new UpgradePolicy(false, Duration.ofMinutes(2));
}
