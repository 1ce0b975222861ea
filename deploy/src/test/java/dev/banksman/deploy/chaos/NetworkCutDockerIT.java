package dev.banksman.deploy.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What {@link NetworkCutIT} shows between network namespaces, between containers. */
@DisabledOnOs(
        value = OS.WINDOWS,
        disabledReason = "finds and kills processes by /proc and signals; the same on Windows has not been written")
@Timeout(900)
class NetworkCutDockerIT {

    private @TempDir Path root;
    private NetRig<DockerNet.Container> rig;
    private NetworkCuts<DockerNet.Container> cuts;

    @BeforeEach
    void connect() throws Exception {
        var missing = DockerNet.whyNot();
        if (missing.isPresent()) {
            abort(missing.get());
        }
        rig = new NetRig<>(new DockerNet(root), root, 2);
        cuts = new NetworkCuts<>(rig, root);
    }

    @AfterEach
    void disconnect(TestInfo test) throws Exception {
        if (rig != null) {
            cuts.proof().write("network cut, " + test.getDisplayName().replace("()", "") + " (Docker)");
            rig.close();
        }
    }

    @Test
    void whatRunsEndsAndNothingStartsWhileTheNetworkIsGone() throws Exception {
        cuts.away(List.of(rig.hosts.get("host-1")));
        cuts.away(rig.hosts.values());
        assertThat(cuts.starts()).isEqualTo(8);
    }

    @Test
    void aContainerStartedAnewSaysWhatItDoesNotKnow() throws Exception {
        cuts.reboot(rig.hosts.get("host-2"));
    }
}
