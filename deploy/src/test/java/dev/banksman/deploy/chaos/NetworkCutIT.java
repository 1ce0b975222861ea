package dev.banksman.deploy.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.banksman.deploy.chaos.Namespaces.Namespace;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Cables are pulled between real machines, as far as Linux has them in one kernel: network namespaces. What they carry
 * is dropped, not ended, so that both ends have to find out.
 */
@DisabledOnOs(
        value = OS.WINDOWS,
        disabledReason = "finds and kills processes by /proc and signals; the same on Windows has not been written")
@Timeout(600)
class NetworkCutIT {

    private static final int SLOW_KBIT = 256;
    private static final int MANY_LINES = 4_000;

    private @TempDir Path root;
    private NetRig<Namespace> rig;
    private NetworkCuts<Namespace> cuts;

    @BeforeEach
    void connect() throws Exception {
        var missing = Namespaces.whyNot();
        if (missing.isPresent()) {
            abort(missing.get());
        }
        rig = new NetRig<>(Namespaces.make(root), root, 2);
        cuts = new NetworkCuts<>(rig, root);
    }

    @AfterEach
    void disconnect(TestInfo test) throws Exception {
        if (rig != null) {
            cuts.proof().write("network cut, " + test.getDisplayName().replace("()", ""));
            rig.close();
        }
    }

    @Test
    void whatRunsEndsAndNothingStartsWhileTheNetworkIsGone() throws Exception {
        cuts.away(List.of(host(1)));
        cuts.away(rig.hosts.values());
        assertThat(cuts.starts()).isEqualTo(8);
    }

    @Test
    @Tag("slow")
    void theSameWhenOnlyWhatHostsSayIsLost() throws Exception {
        cuts.away(rig.hosts.values(), () -> {
            for (var host : rig.hosts.values()) {
                host.machine.mute(rig.controller);
            }
        });
    }

    @Test
    @Tag("slow")
    void theSameWhenOnlyOneDirectionIsLost() throws Exception {
        var host = host(1);
        cuts.away(List.of(host), () -> host.machine.mute(rig.controller));
        cuts.away(List.of(host), () -> rig.controller.mute(host.machine));
    }

    @Test
    @Tag("slow")
    void aSlowNetworkLosesNothing() throws Exception {
        cuts.slow(
                () -> {
                    for (var host : rig.hosts.values()) {
                        System.out.println(host.name + ": " + host.machine.slow(SLOW_KBIT));
                    }
                },
                MANY_LINES);
    }

    @Test
    @Tag("slow")
    void aMachineThatLostItsPowerComesBackAndSaysWhatItDoesNotKnow() throws Exception {
        cuts.reboot(host(2));
    }

    private NetRig<Namespace>.NetHost host(int number) {
        return rig.hosts.get("host-" + number);
    }
}
