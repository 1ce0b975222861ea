package dev.banksman.controller.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.plan.PlanExpander;
import dev.banksman.controller.plan.Plans;
import dev.banksman.controller.report.Checklist.Item;
import dev.banksman.controller.run.TaskState;
import dev.banksman.controller.runbook.Golden;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Plans and runs for paper. */
class ChecklistTest {

    private static final Instant AT = Instant.parse("2026-01-01T03:00:00Z");

    private final Plan plan = Plans.scaleOut(Map.of("media", "/media"));
    private final Checklist whole = ChecklistMaker.of(plan, PlanExpander.of(plan));

    @Test
    void aPlanIsAllOnPaperWithValuesFilledIn() {
        Golden.check("scale-out.checklist.txt", ChecklistText.of(whole));
    }

    @Test
    void everyTaskThatAppliesHasABoxInTheOrderOfThePlan() {
        assertThat(items(whole))
                .extracting(Item::task)
                .containsExactly(
                        "prepare.nobody-signed-in@db1",
                        "prepare.back-up@db1",
                        "web-site.choose-database@web1",
                        "web-site.upgrade-web-components@web1",
                        "web-site.verify-session-central@web1",
                        "session-hosts.upgrade-web-components@sh1",
                        "session-hosts.restart@sh1",
                        "session-hosts.answers@sh1",
                        "session-hosts.upgrade-web-components@sh2",
                        "session-hosts.restart@sh2",
                        "session-hosts.answers@sh2",
                        "session-hosts.restart@sh3",
                        "session-hosts.answers@sh3");
        assertThat(whole.boxes()).isEqualTo(13);
    }

    @Test
    void interlocksStandWhereTheyBind() {
        assertThat(items(whole).stream().filter(item -> !item.warnings().isEmpty()))
                .extracting(Item::task)
                .containsExactly(
                        "session-hosts.upgrade-web-components@sh1", "session-hosts.upgrade-web-components@sh2");
        assertThat(whole.passed()).singleElement().asString().startsWith("Stage tenants is not part of the plan: ");
    }

    @Test
    void anOutputThatIsNotKnownYetSaysWhereItWillBe() {
        assertThat(items(whole).get(5).action().orElseThrow().does())
                .isEqualTo("Run `/media\\Setup.exe \"DB=[database-name of web-site.choose-database]\" main`");
    }

    @Test
    void ofARunOnlyWhatIsLeftIsThereWithWhatIsKnown() {
        var run = new FakeRun(plan)
                .task("prepare.nobody-signed-in@db1", TaskState.SUCCEEDED, "", Map.of())
                .task("prepare.back-up@db1", TaskState.SKIPPED, "skipped by bob: done last night", Map.of())
                .task("web-site.choose-database@web1", TaskState.SUCCEEDED, "", Map.of("database-name", "NEW"))
                .task("web-site.upgrade-web-components@web1", TaskState.UNKNOWN, "the host lost its power", Map.of())
                .task("web-site.verify-session-central@web1", TaskState.WAITING, "", Map.of());

        var rest = ChecklistMaker.remaining(run, PlanExpander.of(plan), AT);

        assertThat(rest.heading())
                .startsWith(
                        "What remains of the run run-1 of web-scale-out, version 2",
                        "RUNNING, held, as known at 2026-01-01T03:00:00Z (42 events)");
        assertThat(rest.stages()).extracting(Checklist.StagePage::number).containsExactly(2, 3);
        assertThat(rest.passed())
                .startsWith(
                        "prepare.back-up@db1 was skipped: skipped by bob: done last night",
                        "Stage prepare is through: nothing is left to do in it.");
        var first = items(rest).getFirst();
        assertThat(first.task()).isEqualTo("web-site.upgrade-web-components@web1");
        assertThat(first.title()).isEqualTo("Upgrade the web components with NEW");
        assertThat(first.state())
                .contains("How it ended is not known: the host lost its power. Look what is there before you do it.");
    }

    @Test
    void everyUnfinishedStateSaysWhatToLookFor() {
        for (var state : TaskState.values()) {
            var run = new FakeRun(plan).task("prepare.back-up@db1", state, "why", Map.of());
            var found = items(ChecklistMaker.remaining(run, PlanExpander.of(plan), AT)).stream()
                    .filter(item -> item.task().equals("prepare.back-up@db1"))
                    .findFirst();
            switch (state) {
                case SUCCEEDED, SKIPPED, EXCLUDED ->
                    assertThat(found).as("%s", state).isEmpty();
                case WAITING, READY ->
                    assertThat(found.orElseThrow().state()).as("%s", state).isEmpty();
                default ->
                    assertThat(found.orElseThrow().state()).as("%s", state).isPresent();
            }
        }
    }

    @Test
    void htmlHasABoxForEachAndNoMarkupOfOthers() {
        var html = ChecklistHtml.of(whole);

        assertThat(html.split("<article ", -1)).hasSize(14);
        assertThat(html).contains("Point of no return", "@page", "class=\"warning\"");
        assertThat(html).contains("DB=[database-name of web-site.choose-database]");
        assertThat(html)
                .contains("backup --to &quot;$TARGET&quot; --keep ${HOME}")
                .doesNotContain("<script", "http://www");
    }

    private static List<Item> items(Checklist list) {
        return list.stages().stream()
                .flatMap(stage -> stage.work().stream())
                .flatMap(host -> host.items().stream())
                .toList();
    }
}
