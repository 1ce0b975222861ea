package dev.banksman.controller.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.controller.plan.PlanDifferences.Change;
import dev.banksman.controller.plan.PlanDifferences.Difference;
import dev.banksman.controller.runbook.Inventory;
import dev.banksman.controller.runbook.InventoryReader;
import dev.banksman.controller.runbook.Read;
import dev.banksman.controller.runbook.Runbook;
import dev.banksman.controller.runbook.RunbookReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PlanDifferencesTest {

    private static final String RUNBOOK = """
        runbook: two-steps
        version: "1"
        title: Two steps
        about: For comparing.
        roles:
          web: {hosts: 1..}
        stages:
          - stage: upgrade
            on: web
            steps:
              - step: install
                title: Install
                exec: {program: /bin/install, args: [--quiet]}
                undo: {none: cannot}
              - step: start
                title: Start
                exec: {program: /bin/start}
                undo: {none: cannot}
        """;

    private static final String INVENTORY = """
        inventory: small
        hosts:
          web-1: {roles: [web]}
          web-2: {roles: [web]}
        """;

    private static final Plan BEFORE = plan(RUNBOOK, INVENTORY);

    @Test
    void thereAreNoneBetweenPlansOfOneHash() {
        assertThat(PlanDifferences.between(BEFORE, plan("# a remark\n" + RUNBOOK, INVENTORY)))
                .isEmpty();
    }

    @Test
    void aStepThatWasPutInChangesNoneOfThoseThatFollow() {
        var after = plan(
                RUNBOOK.replace(
                        "      - step: start\n",
                        "      - step: look\n        title: Look\n        check: true\n"
                                + "        tcp: {address: '${host.name}', port: 80}\n      - step: start\n"),
                INVENTORY);

        assertThat(PlanDifferences.between(BEFORE, after)).singleElement().satisfies(difference -> {
            assertThat(difference.change()).isEqualTo(Change.ADDED);
            assertThat(difference.path()).isEqualTo("stages.upgrade.steps.look");
            assertThat(difference.before()).isEmpty();
            assertThat(difference.after()).contains("\"title\":\"Look\"");
        });
    }

    @Test
    void saysWhatWasAndWhatIs() {
        var after = plan(
                RUNBOOK.replace("title: Start", "title: Start it").replace("version: \"1\"", "version: \"2\""),
                INVENTORY.replace("  web-2: {roles: [web]}\n", ""));

        assertThat(PlanDifferences.between(BEFORE, after))
                .contains(
                        new Difference(Change.CHANGED, "version", "1", "2"),
                        new Difference(Change.CHANGED, "stages.upgrade.steps.start.title", "Start", "Start it"),
                        new Difference(Change.REMOVED, "stages.upgrade.hosts.web-2", "web-2", ""));
    }

    @Test
    void anotherOrderIsADifferenceOfItsOwn() {
        var after = plan(RUNBOOK, """
            inventory: small
            hosts:
              web-2: {roles: [web]}
              web-1: {roles: [web]}
            """);

        assertThat(PlanDifferences.between(BEFORE, after))
                .contains(new Difference(Change.REORDERED, "stages.upgrade.hosts", "web-1, web-2", "web-2, web-1"));
    }

    private static Plan plan(String runbook, String inventory) {
        if (RunbookReader.read("r.yaml", runbook.getBytes(StandardCharsets.UTF_8))
                        instanceof Read.Valid<Runbook>(var read, var warnings)
                && InventoryReader.read("i.yaml", inventory.getBytes(StandardCharsets.UTF_8))
                        instanceof Read.Valid<Inventory>(var hosts, var more)
                && Planner.plan(read, hosts, Map.of(), new Plan.PlanSources("r.yaml", runbook, "i.yaml", inventory))
                        instanceof Planned.Ready(var plan, var last)) {
            return plan;
        }
        throw new AssertionError("expected a plan");
    }
}
