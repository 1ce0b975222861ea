package dev.banksman.controller.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.controller.runbook.Golden;
import dev.banksman.controller.runbook.TestDocuments;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What people and programs see of a plan. */
final class PlanTextTest {
    private final Planned planned = Plans.plan(
            TestDocuments.text("scale-out.yaml"),
            TestDocuments.text("scale-out-inventory.yaml"),
            Map.of("media", "/media"));

    @Test
    void showsWhatHappensWhereInWhichOrder() {
        assertThat(planned)
                .isInstanceOfSatisfying(
                        Planned.Ready.class,
                        ready -> Golden.check("scale-out.plan.txt", PlanText.of(ready.plan(), ready.warnings())));
    }

    @Test
    void drawsStagesNeedsAndInterlocks() {
        assertThat(planned)
                .isInstanceOfSatisfying(
                        Planned.Ready.class,
                        ready -> Golden.check("scale-out.plan.mermaid", PlanPicture.of(ready.plan())));
    }

    @Test
    void writesJsonForPrograms() {
        assertThat(planned).isInstanceOfSatisfying(Planned.Ready.class, ready -> {
            var json = PlanJson.of(ready.plan());
            Golden.check("scale-out.plan.json", json);
            assertThat(JsonMapper.shared().readTree(json).get("stages").size()).isEqualTo(3);
        });
    }

    @Test
    void countsRoundsRetriesAndSoakInTheCriticalPath() {
        var plan = Plans.scaleOut(Map.of("media", "/media"));
        var hosts = plan.stages().get(2);
        // Three steps of 30m each, a canary and two rounds of one host, and 5m of soak.
        assertThat(CriticalPath.atMost(hosts)).hasHours(4).hasMinutes(4 * 60 + 35);
        assertThat(CriticalPath.of(plan).stages()).containsExactly("prepare", "web-site", "session-hosts");
    }
}
