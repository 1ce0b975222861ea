package dev.banksman.controller.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.common.Digest;
import dev.banksman.proto.agent.v1.Upgrade;
import dev.banksman.proto.agent.v1.UpgradePhase;
import dev.banksman.proto.agent.v1.UpgradeReport;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What hosts say while whoever asked reads slowly: all on one thread, with the test's clock. */
class HostUpgradesTest {

    private static final AgentPackage TARGET = new AgentPackage("2.0.0", Digest.of(new byte[0]), 1);

    private final AtomicLong clock = new AtomicLong();
    private final List<HostChange> told = new ArrayList<>();
    private final HostUpgrades upgrades = new HostUpgrades(
            new AgentLinks() {
                @Override
                public Optional<String> version(String host) {
                    return Optional.of("1.0.0");
                }

                @Override
                public boolean upgrade(String host, Upgrade order) {
                    return true;
                }
            },
            clock::get,
            new SimpleMeterRegistry());

    private void says(String host, UpgradePhase phase) {
        upgrades.reported(
                host,
                UpgradeReport.newBuilder()
                        .setVersion(TARGET.version())
                        .setPhase(phase)
                        .build());
    }

    /** @param reading what happens while this host's being asked is told */
    private HostUpgrades.Result run(String host, Runnable reading) throws Exception {
        var order = new HostUpgrades.Order(TARGET, List.of("a", "b", "c"), 2, "eve");
        return upgrades.run(order, new HostUpgrades.Listener() {
                    @Override
                    public boolean planned(List<List<String>> waves) {
                        return true;
                    }

                    @Override
                    public boolean changed(HostChange change) {
                        told.add(change);
                        if (change.stage() == HostStage.ASKED) {
                            if (change.host().equals(host)) {
                                reading.run();
                            } else if (change.host().equals("a")) {
                                says("a", UpgradePhase.UPGRADE_PHASE_CONFIRMED);
                            }
                        }
                        return true;
                    }

                    @Override
                    public boolean waiting() {
                        clock.addAndGet(TimeUnit.MINUTES.toNanos(1));
                        return true;
                    }
                })
                .orElseThrow();
    }

    @Test
    void whoSpokeInTimeIsNotLostThoughNobodyReadIt() throws Exception {
        var result = run("c", () -> {
            says("b", UpgradePhase.UPGRADE_PHASE_FETCHING);
            says("b", UpgradePhase.UPGRADE_PHASE_CONFIRMED);
            says("c", UpgradePhase.UPGRADE_PHASE_CONFIRMED);
            clock.addAndGet(TimeUnit.HOURS.toNanos(1));
        });
        assertThat(result.reason()).isEmpty();
        assertThat(result.confirmed()).isEqualTo(3);
    }

    @Test
    void timeRunsFromWhenAHostSpokeAndNotFromWhenItWasRead() throws Exception {
        var result = run("c", () -> {
            says("b", UpgradePhase.UPGRADE_PHASE_FETCHING);
            says("c", UpgradePhase.UPGRADE_PHASE_CONFIRMED);
            clock.addAndGet(TimeUnit.HOURS.toNanos(1));
        });
        assertThat(result.failed()).isEqualTo(1);
        assertThat(result.reason()).startsWith("Host b: Nothing was heard of it");
        assertThat(clock.get()).isLessThan(TimeUnit.MINUTES.toNanos(65));
    }
}
