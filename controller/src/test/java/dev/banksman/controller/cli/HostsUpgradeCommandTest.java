package dev.banksman.controller.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.proto.operator.v1.HostUpgrade;
import dev.banksman.proto.operator.v1.HostUpgradeState;
import dev.banksman.proto.operator.v1.UpgradeDone;
import dev.banksman.proto.operator.v1.UpgradePlan;
import dev.banksman.proto.operator.v1.UpgradeWave;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HostsUpgradeCommandTest {

    private static HostUpgrade.Builder host(HostUpgradeState state) {
        return HostUpgrade.newBuilder().setHost("web-1").setFromVersion("0.1.0").setState(state);
    }

    @Test
    void saysWhoGoesFirst() {
        var plan = UpgradePlan.newBuilder()
                .setVersion("0.2.0")
                .addWaves(UpgradeWave.newBuilder().addHosts("web-1"))
                .addWaves(UpgradeWave.newBuilder().addHosts("web-2").addHosts("web-3"));
        assertThat(HostsUpgradeCommand.plan(plan.build()))
                .containsExactly("To version 0.2.0: first web-1", "  then web-2, web-3");
        assertThat(HostsUpgradeCommand.plan(plan.clearWaves().build())).containsExactly("No host needs version 0.2.0.");
    }

    @Test
    void saysWhatBecameOfAHost() {
        assertThat(HostsUpgradeCommand.line(host(HostUpgradeState.HOST_UPGRADE_STATE_CONFIRMED)
                        .setAdopted(2)
                        .build()))
                .isEqualTo("web-1: confirmed, 2 commands ran through it");
        assertThat(HostsUpgradeCommand.line(host(HostUpgradeState.HOST_UPGRADE_STATE_ROLLED_BACK)
                        .setMessage("It ended.\nlast line")
                        .build()))
                .isEqualTo("web-1: rolled back to 0.1.0. It ended.\n    last line");
    }

    @ParameterizedTest
    @EnumSource(value = HostUpgradeState.class, names = "UNRECOGNIZED", mode = EnumSource.Mode.EXCLUDE)
    void hasWordsForEveryState(HostUpgradeState state) {
        var unknown = HostsUpgradeCommand.line(
                host(HostUpgradeState.HOST_UPGRADE_STATE_UNSPECIFIED).build());
        var words = HostsUpgradeCommand.line(host(state).build());
        assertThat(words.equals(unknown)).isEqualTo(state == HostUpgradeState.HOST_UPGRADE_STATE_UNSPECIFIED);
    }

    @Test
    void itsExitCodeSaysWhetherAllHaveTheVersion() {
        var done = UpgradeDone.newBuilder().setConfirmed(3);
        assertThat(HostsUpgradeCommand.exitCode(done.build())).isEqualTo(ExitCode.SUCCEEDED);
        assertThat(HostsUpgradeCommand.exitCode(done.setAway(1).build())).isEqualTo(ExitCode.CONFLICT);
        assertThat(HostsUpgradeCommand.exitCode(done.setFailed(1).build())).isEqualTo(ExitCode.UPGRADE_FAILED);
        assertThat(HostsUpgradeCommand.sentence(done.addLeft("web-9").build()))
                .isEqualTo("Confirmed 3, had it already 0, away 1, failed 1. It stopped because of the first failure."
                        + " Not begun: web-9.");
    }
}
