package dev.banksman.controller.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.controller.forecast.Forecast.TierOutage;
import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.plan.Plans;
import dev.banksman.controller.run.FakeActions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class OutagesTest {

    private static final Plan PLAN = Plans.ready("""
        runbook: outages
        roles:
          database: {hosts: 1}
          server: {hosts: 2}
          session: {hosts: 2}
          watcher: {hosts: 1}
        stages:
          - stage: prepare
            on: server
            steps:
              - step: stage-media
                exec: {program: /bin/fetch}
          - stage: stop
            on: server
            needs: [prepare]
            steps:
              - step: stop
                service: {name: server, operation: stop}
          - stage: upgrade-database
            on: database
            needs: [stop]
            steps:
              - step: look
                check: true
                tcp: {address: localhost, port: 1}
              - step: upgrade
                exec: {program: /bin/upgrade}
          - stage: start
            on: server
            needs: [upgrade-database]
            steps:
              - step: start
                service: {name: server, operation: start}
              - step: verify
                check: true
                tcp: {address: localhost, port: 1}
          - stage: sessions
            on: session
            needs: [start]
            rolling: {batch: 1}
            steps:
              - step: restart
                service: {name: session, operation: restart}
          - stage: see
            on: watcher
            needs: [sessions]
            steps:
              - step: look
                check: true
                tcp: {address: localhost, port: 1}
        """, """
        inventory: small
        hosts:
          db: {roles: [database]}
          s1: {roles: [server]}
          s2: {roles: [server]}
          t1: {roles: [session]}
          t2: {roles: [session]}
          w: {roles: [watcher]}
        """, Map.of());

    @Test
    void aTierIsDownFromWhatTakesItAwayToTheEndOfItsVerification() {
        // Guesses: an action takes a minute, a check five seconds.
        var tiers = tiers();
        assertThat(tiers.get("server").down().likely())
                .as("stop, the database's look and upgrade, start, verify; staging media is before it")
                .isEqualTo(Duration.ofMinutes(3).plusSeconds(10));
        assertThat(tiers.get("server").reduced().likely())
                .isEqualTo(Duration.ofMinutes(3).plusSeconds(10));
        assertThat(tiers.get("database").down().likely())
                .as("no step says that it stops something: from the first that changes anything")
                .isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void aTierThatIsTakenOneHostAtATimeIsNeverDown() {
        assertThat(tiers().get("session").down().likely()).isEqualTo(Duration.ZERO);
        assertThat(tiers().get("session").reduced().likely()).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void aTierThatIsOnlyLookedAtIsNotOut() {
        assertThat(tiers()).doesNotContainKey("watcher");
    }

    private static Map<String, TierOutage> tiers() {
        var start = Instant.parse("2026-01-01T00:00:00Z");
        var simulation =
                Simulator.play(PLAN, new FakeActions(), Pace.of(PLAN, List.of()), List.of(), Duration.ZERO, start);
        return simulation.story().outages().stream().collect(Collectors.toMap(TierOutage::role, Function.identity()));
    }
}
