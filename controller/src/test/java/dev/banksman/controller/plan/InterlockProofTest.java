package dev.banksman.controller.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.controller.plan.Plan.PlannedInterlock;
import dev.banksman.controller.runbook.Problem;
import dev.banksman.controller.runbook.TestDocuments;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A plan that could break an interlock is refused, and the refusal names the way it could happen. */
final class InterlockProofTest {
    private static final String INVENTORY = """
        inventory: lab
        hosts:
          db1: {roles: [database]}
          web1: {roles: [web-site]}
          sh1: {roles: [session-host]}
          sh2: {roles: [session-host]}
        """;
    private static final String RUNBOOK = """
        runbook: order
        parameters: {tenants: {type: boolean, default: false}}
        roles: {database: {hosts: 1}, web-site: {hosts: 1}, session-host: {hosts: 1..}}
        stages:
          - stage: prepare
            on: database
            steps: [{step: back-up, exec: {program: x}}]
          - stage: web-site
            on: web-site
            needs: [prepare]
            steps:
              - {step: upgrade, exec: {program: x}}
              - {step: verify-session-central, check: true, tcp: {address: x, port: 1}}
          - stage: between
            on: database
            needs: [web-site]
            steps: [{step: look, exec: {program: x}}]
          - stage: session-hosts
            on: session-host
            needs: [between]
            steps:
              - {step: drain, exec: {program: x}}
              - {step: upgrade, exec: {program: x}}
        interlocks:
          - interlock: central-before-hosts
            before: session-hosts.upgrade
            require: web-site.verify-session-central
            because: An older Session Central turns session hosts away
        """;

    @Test
    void provesAnOrderThatGoesThroughOtherStages() {
        var plan = Plans.ready(RUNBOOK, INVENTORY, Map.of());
        assertThat(plan.interlocks()).hasSize(1);
        var interlock = plan.interlocks().getFirst();
        assertThat(plan.stages().get(interlock.beforeStage()).name()).isEqualTo("session-hosts");
        assertThat(interlock.beforeStep()).contains(1);
        assertThat(plan.stages().get(interlock.requireStage()).name()).isEqualTo("web-site");
        assertThat(interlock.requireStep()).contains(1);
    }

    @Test
    void refusesASessionHostThatCouldGoFirst() {
        var problems = refused(RUNBOOK.replace("needs: [between]", "needs: [prepare]"));
        assertThat(TestDocuments.lines(problems)).isEqualTo("""
            runbook.yaml:25:16: interlocks[0]: found session-hosts begins after [prepare] only; nothing makes it wait for \
            web-site.verify-session-central, expected web-site.verify-session-central before session-hosts.upgrade \
            (central-before-hosts: An older Session Central turns session hosts away)
            """);
        assertThat(refused(RUNBOOK.replace("    needs: [between]\n", "")))
                .extracting(Problem::found)
                .containsExactly(
                        "session-hosts begins at once; nothing makes it wait for web-site.verify-session-central");
    }

    @Test
    void refusesAnOrderThatHoldsOnlyTheOtherWayRound() {
        var turned = RUNBOOK.replace("before: session-hosts.upgrade", "before: web-site")
                .replace("require: web-site.verify-session-central", "require: session-hosts");
        assertThat(refused(turned)).hasSize(1);
    }

    @Test
    void refusesWhenWhatIsRequiredIsLeftOut() {
        var left =
                RUNBOOK.replace("- {step: verify-session-central,", "- {step: verify-session-central, when: tenants,");
        assertThat(refused(left))
                .extracting(Problem::found)
                .containsExactly("web-site.verify-session-central is left out on every host by its condition");
        var stage = RUNBOOK.replace("on: web-site\n    needs", "on: web-site\n    when: tenants\n    needs");
        assertThat(refused(stage))
                .extracting(Problem::found)
                .containsExactly("web-site.verify-session-central is not in the plan: its condition tenants is false");
    }

    @Test
    void hasNothingToDoWhereNothingIsHeldBack() {
        var stage = RUNBOOK.replace("on: session-host\n", "on: session-host\n    when: tenants\n");
        var planned = Plans.plan(stage, INVENTORY, Map.of());
        assertThat(planned).isInstanceOfSatisfying(Planned.Ready.class, ready -> {
            assertThat(ready.plan().interlocks()).isEmpty();
            assertThat(ready.warnings())
                    .extracting(Problem::found)
                    .containsExactly("session-hosts.upgrade, which is not in the plan: its condition tenants is false");
        });
        var conditional = RUNBOOK.replace("needs: [between]", "needs: [prepare]") + "    when: tenants\n";
        assertThat(Plans.ready(conditional, INVENTORY, Map.of()).interlocks()).isEmpty();
        assertThat(Plans.refused(conditional, INVENTORY, Map.of("tenants", "true")))
                .hasSize(1);
    }

    @Test
    void countsAnEarlierStepOfTheSameStageOnOneHostAlone() {
        var one = RUNBOOK.replace("before: session-hosts.upgrade", "before: web-site.verify-session-central")
                .replace("require: web-site.verify-session-central", "require: web-site.upgrade");
        assertThat(Plans.ready(one, INVENTORY, Map.of()).interlocks())
                .extracting(PlannedInterlock::name)
                .containsExactly("central-before-hosts");
        var many = RUNBOOK.replace("require: web-site.verify-session-central", "require: session-hosts.drain");
        assertThat(refused(many))
                .extracting(Problem::found)
                .containsExactly(
                        "the stage session-hosts has 2 hosts: one may reach session-hosts.upgrade before another is"
                                + " through session-hosts.drain");
        var late = RUNBOOK.replace("before: session-hosts.upgrade", "before: web-site.upgrade");
        assertThat(refused(late))
                .extracting(Problem::found)
                .containsExactly(
                        "web-site.verify-session-central does not come before web-site.upgrade in their stage");
    }

    @Test
    void warnsWhereARequiredStepMayBePassedOver() {
        var weak = RUNBOOK.replace(
                "- {step: verify-session-central,", "- {step: verify-session-central, on-failure: continue,");
        assertThat(Plans.plan(weak, INVENTORY, Map.of()))
                .isInstanceOfSatisfying(
                        Planned.Ready.class,
                        ready -> assertThat(ready.warnings())
                                .extracting(Problem::found)
                                .containsExactly(
                                        "web-site.verify-session-central, which is passed over when it fails"));
    }

    private static List<Problem> refused(String runbook) {
        return Plans.refused(runbook, INVENTORY, Map.of());
    }
}
