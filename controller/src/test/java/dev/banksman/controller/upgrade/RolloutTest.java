package dev.banksman.controller.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import dev.banksman.common.Digest;
import dev.banksman.controller.upgrade.Rollout.Effect;
import dev.banksman.proto.agent.v1.Hello;
import dev.banksman.proto.agent.v1.Report;
import dev.banksman.proto.agent.v1.Started;
import dev.banksman.proto.agent.v1.UpgradePhase;
import dev.banksman.proto.agent.v1.UpgradeReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RolloutTest {

    private static final String OLD = "1.0.0";
    private static final String NEW = "2.0.0";
    private static final AgentPackage TARGET = new AgentPackage(NEW, Digest.of(new byte[0]), 1);
    private static final long SECOND = 1_000_000_000L;

    private final List<HostChange> told = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    private final Map<String, Optional<String>> versions = new LinkedHashMap<>();
    private Rollout rollout;
    private long now = 5 * SECOND;

    private void begin(int wave, String... hosts) {
        for (var host : hosts) {
            versions.putIfAbsent(host, Optional.of(OLD));
        }
        rollout = new Rollout(TARGET, versions, wave, Rollout.Limits.DEFAULT);
        carryOut();
    }

    /** Does what is to be done, as long as there is something. */
    private void carryOut() {
        for (var effect = rollout.next(); effect.isPresent(); effect = rollout.next()) {
            switch (effect.get()) {
                case Effect.Ask(var host) -> {
                    asked.add(host);
                    rollout.sent(host, versions.get(host).isPresent(), now);
                }
                case Effect.Tell(var change) -> told.add(change);
            }
        }
    }

    private void says(String host, UpgradePhase phase, String message) {
        rollout.reported(
                host,
                UpgradeReport.newBuilder()
                        .setVersion(NEW)
                        .setPhase(phase)
                        .setMessage(message)
                        .setBackWithin(Duration.newBuilder().setSeconds(180))
                        .build(),
                now);
        carryOut();
    }

    private void comesBack(String host, String version, UpgradePhase phase, int running) {
        var hello = Hello.newBuilder().setAgentVersion(version);
        if (phase != UpgradePhase.UPGRADE_PHASE_UNSPECIFIED) {
            hello.setUpgrade(UpgradeReport.newBuilder().setVersion(NEW).setPhase(phase));
        }
        for (int i = 0; i < running; i++) {
            hello.addAttempts(
                    Report.newBuilder().setStarted(Started.newBuilder().setAdopted(true)));
        }
        rollout.greeted(host, hello.build(), now);
        carryOut();
    }

    private void upgraded(String host) {
        says(host, UpgradePhase.UPGRADE_PHASE_RESTARTING, "");
        comesBack(host, NEW, UpgradePhase.UPGRADE_PHASE_RESTARTING, 0);
        says(host, UpgradePhase.UPGRADE_PHASE_CONFIRMED, "");
    }

    private HostChange last() {
        return told.getLast();
    }

    @Test
    void asksOneHostThenWavesAndEachWaitsForTheOneBefore() {
        begin(2, "a", "b", "c", "d");
        assertThat(rollout.plan()).containsExactly(List.of("a"), List.of("b", "c"), List.of("d"));
        assertThat(asked).containsExactly("a");
        upgraded("a");
        assertThat(asked).containsExactly("a", "b", "c");
        upgraded("c");
        assertThat(asked).doesNotContain("d");
        upgraded("b");
        assertThat(asked).endsWith("d");
        assertThat(rollout.over()).isFalse();
        upgraded("d");
        assertThat(rollout.over()).isTrue();
        assertThat(rollout.count(HostStage.CONFIRMED)).isEqualTo(4);
        assertThat(rollout.reason()).isEmpty();
    }

    @Test
    void theFirstFailureLetsItsWaveEndAndBeginsNoOther() {
        begin(2, "a", "b", "c", "d");
        upgraded("a");
        says("b", UpgradePhase.UPGRADE_PHASE_REFUSED, "its policy forbids it");
        assertThat(rollout.over()).isFalse();
        upgraded("c");
        assertThat(rollout.over()).isTrue();
        assertThat(asked).doesNotContain("d");
        assertThat(rollout.left()).containsExactly("d");
        assertThat(rollout.reason()).isEqualTo("Host b: its policy forbids it");
        assertThat(rollout.failures()).isEqualTo(1);
    }

    @Test
    void passesOverWhoHasItAndLeavesWhoIsAway() {
        versions.put("has", Optional.of(NEW));
        versions.put("away", Optional.empty());
        begin(5, "a");
        assertThat(asked).containsExactly("a");
        assertThat(rollout.count(HostStage.ALREADY)).isEqualTo(1);
        assertThat(rollout.count(HostStage.AWAY)).isEqualTo(1);
        upgraded("a");
        assertThat(rollout.over()).isTrue();
        assertThat(rollout.failures()).isZero();
    }

    @Test
    void aHostThatWentAwayBeforeItsTurnIsLeft() {
        begin(5, "a", "b", "c");
        versions.put("b", Optional.empty());
        upgraded("a");
        assertThat(told).anyMatch(change -> change.host().equals("b") && change.stage() == HostStage.AWAY);
        upgraded("c");
        assertThat(rollout.over()).isTrue();
    }

    @Test
    void goesOnOneByOneUntilOneHostIsConfirmed() {
        rollout = new Rollout(TARGET, orderOf("a", "b", "c", "d", "e"), 5, Rollout.Limits.DEFAULT);
        versions.put("a", Optional.empty());
        carryOut();
        assertThat(asked).containsExactly("a", "b");
        upgraded("b");
        assertThat(asked).containsExactly("a", "b", "c", "d", "e");
    }

    private Map<String, Optional<String>> orderOf(String... hosts) {
        for (var host : hosts) {
            versions.put(host, Optional.of(OLD));
        }
        return new LinkedHashMap<>(versions);
    }

    @Test
    void aRollbackOfAnEarlierOrderIsNotTakenForAFailureOfThisOne() {
        begin(5, "a", "b");
        comesBack("a", OLD, UpgradePhase.UPGRADE_PHASE_ROLLED_BACK, 0);
        assertThat(rollout.over()).isFalse();
        assertThat(asked).containsExactly("a", "a");
        says("a", UpgradePhase.UPGRADE_PHASE_FETCHING, "");
        upgraded("a");
        upgraded("b");
        assertThat(rollout.failures()).isZero();
        assertThat(rollout.count(HostStage.CONFIRMED)).isEqualTo(2);
    }

    @Test
    void nothingToDoIsOverAtOnce() {
        versions.put("has", Optional.of(NEW));
        begin(5);
        assertThat(rollout.over()).isTrue();
    }

    @Test
    void asksAgainWhenTheOrderWasLostWithItsLinkAndNotForEver() {
        begin(5, "a");
        comesBack("a", OLD, UpgradePhase.UPGRADE_PHASE_UNSPECIFIED, 0);
        comesBack("a", OLD, UpgradePhase.UPGRADE_PHASE_UNSPECIFIED, 0);
        assertThat(asked).containsExactly("a", "a", "a");
        comesBack("a", OLD, UpgradePhase.UPGRADE_PHASE_UNSPECIFIED, 0);
        assertThat(last().stage()).isEqualTo(HostStage.LOST);
        assertThat(rollout.over()).isTrue();
    }

    @Test
    void countsTheCommandsThatRanThrough() {
        begin(5, "a");
        says("a", UpgradePhase.UPGRADE_PHASE_RESTARTING, "");
        comesBack("a", NEW, UpgradePhase.UPGRADE_PHASE_RESTARTING, 2);
        assertThat(rollout.over()).isFalse();
        comesBack("a", NEW, UpgradePhase.UPGRADE_PHASE_CONFIRMED, 2);
        assertThat(last().stage()).isEqualTo(HostStage.CONFIRMED);
        assertThat(last().adopted()).isEqualTo(2);
    }

    @Test
    void aRollbackIsAFailureWithItsReason() {
        begin(5, "a", "b");
        says("a", UpgradePhase.UPGRADE_PHASE_RESTARTING, "");
        comesBack("a", OLD, UpgradePhase.UPGRADE_PHASE_ROLLED_BACK, 0);
        assertThat(last().stage()).isEqualTo(HostStage.ROLLED_BACK);
        assertThat(rollout.left()).containsExactly("b");
    }

    @Test
    void silenceIsAFailureAfterTheTimeOfItsStage() {
        begin(5, "a");
        now += 44 * SECOND;
        rollout.tick(now);
        carryOut();
        assertThat(rollout.over()).isFalse();
        says("a", UpgradePhase.UPGRADE_PHASE_RESTARTING, "");
        now += 239 * SECOND;
        rollout.tick(now);
        carryOut();
        assertThat(rollout.over()).isFalse();
        now += 2 * SECOND;
        rollout.tick(now);
        carryOut();
        assertThat(last().stage()).isEqualTo(HostStage.LOST);
        assertThat(last().message()).contains("has not come back");
    }

    @Test
    void whatConcernsAnotherVersionOrAnotherHostIsNotHeard() {
        begin(5, "a");
        rollout.reported(
                "a",
                UpgradeReport.newBuilder()
                        .setVersion("9.9.9")
                        .setPhase(UpgradePhase.UPGRADE_PHASE_CONFIRMED)
                        .build(),
                now);
        rollout.reported("z", UpgradeReport.newBuilder().setVersion(NEW).build(), now);
        carryOut();
        assertThat(rollout.over()).isFalse();
    }
}
