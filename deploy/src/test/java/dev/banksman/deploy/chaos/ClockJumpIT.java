package dev.banksman.deploy.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.banksman.common.SystemTime;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody sets the wall clocks, by hours, while a step runs and while programs start anew. No step is given up early, or
 * repeated; each has the true time that it was allowed.
 */
@DisabledOnOs(
        value = OS.WINDOWS,
        disabledReason = "finds and kills processes by /proc and signals; the same on Windows has not been written")
@Timeout(900)
class ClockJumpIT {

    private static final Duration HOURS = ClockJumps.ALLOWED.multipliedBy(6);

    private @TempDir Path root;
    private NetRig<Clocked.Machine> rig;
    private NetRig<Clocked.Machine>.NetHost host;

    @BeforeEach
    void start() throws Exception {
        var missing = Clocked.whyNot();
        if (missing.isPresent()) {
            abort(missing.get());
        }
        rig = new NetRig<>(new Clocked(root), root, 1);
        host = rig.hosts.get("host-1");
    }

    @AfterEach
    void stop() throws Exception {
        if (rig != null) {
            rig.close();
        }
    }

    private void awaitConnected() {
        await("they have found each other")
                .atMost(ChaosRig.PATIENCE)
                .until(() -> rig.connected().size() == 1);
    }

    @Test
    void aStepHasTheTrueTimeThatItWasAllowed() throws Exception {
        host.machine.set(HOURS);
        rig.controller.set(HOURS);
        var ahead = new ClockJumps(rig, root);
        assertThat(host.machine.wall())
                .as("the host's clock is ahead indeed")
                .isAfter(ahead.begun().minus(HOURS.dividedBy(2)));
        assertThat(ahead.begun())
                .as("the controller's clock is ahead indeed")
                .isAfter(SystemTime.clock().instant().plus(HOURS.dividedBy(2)));

        // Back by twice as much while it runs: at the deadlines, hours are missing on both clocks.
        host.machine.set(HOURS.negated());
        rig.controller.set(HOURS.negated());
        ahead.stillRuns("under-way");
        ahead.go();
        ahead.awaitOverrun();
        host.machine.set(HOURS);
        rig.controller.set(Duration.ZERO);
        host.machine.set(HOURS.negated());
        ahead.endsRight();
    }

    @Test
    @Tag("slow")
    void aClockThatWasSetForwardTimesNothingOut() throws Exception {
        var jumps = new ClockJumps(rig, root);
        host.machine.set(HOURS);
        rig.controller.set(HOURS);
        host.machine.kill();
        host.resume();
        awaitConnected();
        jumps.stillRuns("under-way");
        // Whatever a controller ahead of everybody signs is not valid yet for anybody else: it starts when it is right.
        rig.controller.set(Duration.ZERO);
        rig.controller.kill();
        rig.startController();
        awaitConnected();
        jumps.stillRuns("under-way");
        jumps.go();
        jumps.awaitOverrun();
        host.machine.kill();
        host.machine.set(HOURS.negated());
        host.machine.set(HOURS.multipliedBy(2));
        host.resume();
        jumps.endsRight();
    }

    @Test
    @Tag("slow")
    void anAgentWhoseClockIsBehindTheCertificatesWaitsAndLosesNothing() throws Exception {
        var jumps = new ClockJumps(rig, root);
        jumps.go();
        jumps.awaitOverrun();
        host.machine.kill();
        host.machine.set(HOURS.negated());
        host.resume();
        await("it says what it thinks of the certificate")
                .atMost(ChaosRig.PATIENCE)
                .until(() -> host.machine.lastWords().contains("NotBefore"));
        await("its command has been ended at its deadline all the same")
                .atMost(ChaosRig.PATIENCE)
                .until(() -> host.machine.lastWords().contains("TIMED_OUT"));
        assertThat(rig.connected()).isEmpty();
        host.machine.set(Duration.ZERO);
        jumps.endsRight();
    }

    @Test
    @Tag("slow")
    void aControllerWhoseClockIsBehindItsCertificatesWaitsForItToBeRight() throws Exception {
        var jumps = new ClockJumps(rig, root);
        rig.controller.kill();
        rig.controller.set(HOURS.negated());
        rig.startController();
        jumps.go();
        await("its command ends meanwhile")
                .atMost(ChaosRig.PATIENCE)
                .until(() -> jumps.ledger.ends().size() == 1);
        assertThat(rig.connected())
                .as("nobody has a certificate that is good yet")
                .isEmpty();
        rig.controller.kill();
        rig.controller.set(Duration.ZERO);
        rig.startController();
        jumps.endsRight();
    }
}
