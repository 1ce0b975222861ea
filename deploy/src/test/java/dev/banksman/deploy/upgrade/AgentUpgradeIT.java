package dev.banksman.deploy.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.banksman.common.Digest;
import dev.banksman.proto.agent.v1.AttemptId;
import dev.banksman.proto.agent.v1.Outcome;
import dev.banksman.proto.agent.v1.Upgrade;
import dev.banksman.proto.agent.v1.UpgradePhase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One agent with its starter, real processes, and a command that must not notice anything. */
@DisabledOnOs(
        value = OS.WINDOWS,
        disabledReason = "the starter that changes versions is a POSIX shell script; on Windows upgrades are refused")
class AgentUpgradeIT {

    private static final String NEXT = "99.1.0";

    @TempDir
    private Path root;

    private UpgradeRig rig;

    @BeforeEach
    void enroll() throws Exception {
        rig = new UpgradeRig(root);
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    private Upgrade next() throws Exception {
        return rig.packed(OtherVersion.make(root.resolve("next"), NEXT));
    }

    private Upgrade spoilt(String script) throws Exception {
        return rig.packed(OtherVersion.make(root.resolve("spoilt"), NEXT).spoiltBy(script));
    }

    /** The command ends once, with its own exit code, and was started once. */
    private void endsOnceAndTruly(AttemptId command) throws IOException {
        rig.letGo();
        var ended = rig.awaitEnd(command);
        assertThat(ended.getOutcome()).isEqualTo(Outcome.OUTCOME_FAILED);
        assertThat(ended.getExitCode()).isEqualTo(7);
        assertThat(rig.starts()).hasSize(1);
    }

    private void takesWork(long number) {
        assertThat(rig.awaitEnd(rig.dispatch(number, "exit 0")).getOutcome()).isEqualTo(Outcome.OUTCOME_SUCCEEDED);
    }

    @Test
    void aCommandRunsThroughAnUpgradeAndEndsOnce() throws Exception {
        var starter = rig.startConnected("");
        var command = rig.longCommand(1);
        rig.ask(next());

        rig.await(UpgradePhase.UPGRADE_PHASE_CONFIRMED);

        assertThat(rig.version()).isEqualTo(NEXT);
        assertThat(rig.hellos.getLast().getAttempts(0).getStarted().getAdopted())
                .isTrue();
        assertThat(starter.isAlive()).isTrue();
        endsOnceAndTruly(command);
        takesWork(2);

        // The version that runs is confirmed at once, and is what starts from now on.
        int hellos = rig.hellos.size();
        rig.ask(UpgradeRig.order(NEXT, Digest.of(new byte[0]), 1));
        rig.await(UpgradePhase.UPGRADE_PHASE_CONFIRMED);
        assertThat(rig.hellos).hasSize(hellos);
        starter.destroy();
        assertThat(starter.waitFor(60, TimeUnit.SECONDS)).isTrue();
        rig.startConnected("");
        assertThat(rig.version()).isEqualTo(NEXT);
    }

    @Tag("slow")
    @Test
    void goesBackToTheInstalledVersionWithoutFetchingIt() throws Exception {
        rig.startConnected("");
        rig.ask(next());
        rig.await(UpgradePhase.UPGRADE_PHASE_CONFIRMED);

        rig.ask(UpgradeRig.order(OtherVersion.built(), Digest.of(new byte[0]), 1));
        rig.await(UpgradePhase.UPGRADE_PHASE_CONFIRMED);

        assertThat(rig.version()).isEqualTo(OtherVersion.built());
        takesWork(1);
        // The former version stays, one before it goes.
        assertThat(rig.versions().resolve(NEXT)).exists();
        rig.ask(rig.packed(OtherVersion.make(root.resolve("third"), "99.2.0")));
        rig.await(UpgradePhase.UPGRADE_PHASE_CONFIRMED);
        await().atMost(UpgradeRig.PATIENCE)
                .untilAsserted(() -> assertThat(rig.versions().resolve(NEXT)).doesNotExist());
    }

    @ParameterizedTest
    @ValueSource(strings = {"echo this version is broken >&2; exit 3", "echo this version is broken; exec sleep 600"})
    void aVersionThatDoesNotComeUpIsRolledBack(String fault) throws Exception {
        isRolledBack(fault);
    }

    @Test
    @Tag("slow")
    void aVersionThatDoesNotEndWhenAskedIsRolledBack() throws Exception {
        isRolledBack("trap '' TERM; echo this version is broken; while :; do sleep 1; done");
    }

    private void isRolledBack(String fault) throws Exception {
        rig.set("upgrade.trial = 2s");
        var starter = rig.startConnected("");
        var command = rig.longCommand(1);
        rig.ask(spoilt(fault));

        var report = rig.await(UpgradePhase.UPGRADE_PHASE_ROLLED_BACK);

        assertThat(report.getMessage()).contains("this version is broken");
        assertThat(rig.version()).isEqualTo(OtherVersion.built());
        assertThat(starter.isAlive()).isTrue();
        endsOnceAndTruly(command);
        takesWork(2);
        assertThat(rig.versions().resolve(NEXT)).doesNotExist();
    }

    @Test
    void aRefusalChangesNothingAndSaysWhy() throws Exception {
        rig.startConnected("");
        long agent = rig.agentPid();
        refused(rig.stored(NEXT, "no zip at all".getBytes(StandardCharsets.UTF_8)), "no whole zip");
        refused(rig.stored(NEXT, zip("bin/../../../escaped")), "expected files in bin/ and lib/");
        refused(rig.stored(NEXT, zip("/etc/escaped")), "expected files in bin/ and lib/");
        refused(rig.stored(NEXT, zip("lib/version")), "expected version " + NEXT);
        refused(UpgradeRig.order(NEXT, Digest.of(new byte[] {1}), 10), "does not have it");
        refused(UpgradeRig.order("../../x", Digest.of(new byte[] {1}), 10), "Expected a version");
        var good = next();
        refused(good.toBuilder().setSize(good.getSize() + 1).build(), "bytes, found");
        refused(
                rig.packed(OtherVersion.make(root.resolve("other"), NEXT).spoiltBy("exit 1")).toBuilder()
                        .setVersion("99.3.0")
                        .build(),
                "expected version 99.3.0");
        assertThat(rig.agentPid()).isEqualTo(agent);
        assertThat(root.resolve("escaped")).doesNotExist();
        takesWork(1);
    }

    private void refused(Upgrade order, String why) {
        rig.ask(order);
        assertThat(rig.await(UpgradePhase.UPGRADE_PHASE_REFUSED).getMessage()).contains(why);
    }

    private static byte[] zip(String name) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(1);
        }
        return bytes.toByteArray();
    }

    @Test
    void theHostsPolicyForbidsItUnlessItSaysOtherwise() throws Exception {
        rig.unset("policy.upgrade");
        rig.startConnected("");
        refused(next(), "policy.upgrade = allow");
    }

    @Tag("slow")
    @Test
    void anAgentWithoutAStarterSaysSo() throws Exception {
        rig.startWithoutStarter();
        refused(next(), "starter cannot change versions");
    }

    /** The starter ends as its agent does; whoever watches it starts it again. */
    @Tag("slow")
    @ParameterizedTest
    @ValueSource(strings = {"upgrade-fetched", "upgrade-unpacked", "upgrade-placed", "upgrade-asked"})
    void goesOnWhereverTheFormerVersionDies(String point) throws Exception {
        var starter = rig.startConnected(point);
        var command = rig.longCommand(1);
        rig.ask(next());
        assertThat(starter.waitFor()).isEqualTo(137);

        rig.start("");

        rig.await(UpgradePhase.UPGRADE_PHASE_CONFIRMED);
        assertThat(rig.version()).isEqualTo(NEXT);
        endsOnceAndTruly(command);
    }

    @Tag("slow")
    @Test
    void rollsBackWhenTheNewVersionDiesBeforeItIsConfirmed() throws Exception {
        rig.startConnected("upgrade-welcomed");
        var command = rig.longCommand(1);
        rig.ask(next());

        assertThat(rig.await(UpgradePhase.UPGRADE_PHASE_ROLLED_BACK).getMessage())
                .contains("exit code 137");
        assertThat(rig.version()).isEqualTo(OtherVersion.built());
        endsOnceAndTruly(command);
    }

    @Tag("slow")
    @Test
    void keepsTheNewVersionWhenItDiesOnceItIsConfirmed() throws Exception {
        rig.startConnected("upgrade-confirmed");
        var command = rig.longCommand(1);
        rig.ask(next());

        rig.await(UpgradePhase.UPGRADE_PHASE_CONFIRMED);
        assertThat(rig.version()).isEqualTo(NEXT);
        endsOnceAndTruly(command);
    }

    /** A trial that was cut short counts as failed, and may be asked for again. */
    @Tag("slow")
    @ParameterizedTest
    @ValueSource(strings = {"starter-trial-begun", "starter-trial-started"})
    void aTrialThatWasCutShortIsRolledBackAtTheNextStart(String point) throws Exception {
        var starter = rig.startConnected(point);
        var command = rig.longCommand(1);
        rig.ask(next());
        assertThat(starter.waitFor()).isEqualTo(137);

        rig.start("");

        assertThat(rig.await(UpgradePhase.UPGRADE_PHASE_ROLLED_BACK).getMessage())
                .contains("cut short");
        assertThat(rig.version()).isEqualTo(OtherVersion.built());
        rig.ask(next2());
        rig.await(UpgradePhase.UPGRADE_PHASE_CONFIRMED);
        endsOnceAndTruly(command);
    }

    private Upgrade next2() throws Exception {
        return rig.packed(new OtherVersion(root.resolve("next"), NEXT));
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(strings = {"starter-why-written", "starter-rolled-back"})
    void comesBackWhereverTheStarterDiesInARollback(String point) throws Exception {
        var starter = rig.startConnected(point);
        var command = rig.longCommand(1);
        rig.ask(spoilt("echo this version is broken >&2; exit 3"));
        assertThat(starter.waitFor()).isEqualTo(137);

        rig.start("");

        rig.await(UpgradePhase.UPGRADE_PHASE_ROLLED_BACK);
        assertThat(rig.version()).isEqualTo(OtherVersion.built());
        endsOnceAndTruly(command);
        takesWork(2);
    }

    @Tag("slow")
    @Test
    void anAgentEndsWithItsStarterAndTheNextOneTakesOver() throws Exception {
        var starter = rig.startConnected("");
        var command = rig.longCommand(1);
        var agent = ProcessHandle.of(rig.agentPid()).orElseThrow();
        starter.destroyForcibly().waitFor();

        rig.startConnected("");

        assertThat(agent.isAlive()).isFalse();
        assertThat(rig.hellos.getLast().getAttempts(0).getStarted().getAdopted())
                .isTrue();
        endsOnceAndTruly(command);
    }

    @Tag("slow")
    @Test
    void aSignalReachesTheAgentAndLeavesNothingButCommands() throws Exception {
        var starter = rig.startConnected("");
        var command = rig.longCommand(1);
        rig.ask(next());
        rig.await(UpgradePhase.UPGRADE_PHASE_CONFIRMED);
        var agent = ProcessHandle.of(rig.agentPid()).orElseThrow();
        var helpers = starter.toHandle().children().toList();
        assertThat(helpers).contains(agent);

        starter.destroy();

        assertThat(starter.waitFor(60, TimeUnit.SECONDS)).isTrue();
        await().atMost(UpgradeRig.PATIENCE)
                .untilAsserted(() -> assertThat(helpers).noneMatch(ProcessHandle::isAlive));
        rig.startConnected("");
        endsOnceAndTruly(command);
    }

    @Tag("slow")
    @Test
    void aTrialThatWasStoppedInOrderIsBegunAgain() throws Exception {
        var starter = rig.startConnected("");
        rig.ask(spoilt(
                "[ ! -e " + root.resolve("seen") + " ] || exit 3; : > " + root.resolve("seen") + "; exec sleep 600"));
        await().atMost(UpgradeRig.PATIENCE).until(() -> Files.exists(root.resolve("seen")));

        starter.destroy();
        assertThat(starter.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(rig.versions().resolve("asked")).exists();
        rig.start("");

        assertThat(rig.await(UpgradePhase.UPGRADE_PHASE_ROLLED_BACK).getMessage())
                .contains("exit code 3");
    }
}
