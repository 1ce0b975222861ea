package dev.banksman.deploy.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.plan.Planned;
import dev.banksman.controller.runbook.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the GP runbook comes to with the choices an operator has. */
class GpRunbookPlanTest {

    private LabFolder folder;
    private Plans plans;

    @BeforeEach
    void writeDocuments(@TempDir Path directory) throws IOException {
        folder = new LabFolder(directory, Bench.GP.scripts());
        var documents = new LabDocuments(folder, Bench.GP, "jdbc:h2:tcp://127.0.0.1:1/", "http://127.0.0.1:2");
        documents.write();
        plans = new Plans(folder, Bench.GP, documents);
    }

    @Test
    void databasesGoFirstAndTenantServicesBeforeAnyWebComponent() throws IOException {
        var plan = planned(Map.of());

        assertOrder(
                plan, "upgrade-databases", "desktop-clients", "web-site", "session-hosts", "let-users-in", "clients");
        assertOrder(plan, "upgrade-databases", "tenant-services", "web-site");
        assertOrder(plan, "drain", "web-site");
    }

    @Test
    void withTenantServicesTheOperatorMayLetTheDatabasesFollow() throws IOException {
        var plan = planned(Map.of("order", "web-client-first"));

        assertOrder(plan, "tenant-services", "web-site", "session-hosts", "verification", "upgrade-databases");
        assertOrder(plan, "upgrade-databases", "desktop-clients", "let-users-in");
    }

    @Test
    void withoutTenantServicesTheDatabasesGoFirstWhateverWasChosen() throws IOException {
        var plan = planned(Map.of("tenant-services", "false", "order", "web-client-first"));

        assertOrder(plan, "upgrade-databases", "desktop-clients", "web-site", "session-hosts");
        assertThat(plan.stages()).extracting(Plan.PlannedStage::name).doesNotContain("tenant-services");
    }

    @Test
    void newVersionsHaveNoSilverlightSteps() throws IOException {
        var plan = planned(Map.of("version", "18", "build", "18.00.0628"));

        var everywhere = List.of("client-1", "client-2");
        assertThat(stage(plan, "clients").steps())
                .filteredOn(step -> !step.leftOut().containsAll(everywhere))
                .extracting(Plan.PlannedStep::name)
                .containsExactly("sign-in-page");
    }

    @Test
    void sessionHostsGoOneAfterAnotherBehindTheFirst() throws IOException {
        var limit = stage(planned(Map.of()), "session-hosts").limit();

        assertThat(limit.canary()).isEqualTo(1);
        assertThat(limit.batch()).isEqualTo(1);
        assertThat(limit.maxFailures()).isZero();
    }

    @Test
    void siteWithoutTenantServicesAndClientsIsPlanned() throws IOException {
        var inventory = Files.readString(folder.inventory())
                .replaceAll("(?s)  tenant-1:.*?(?=  web-1:)", "")
                .replaceAll("(?s)  client-1:.*", "");
        Files.writeString(folder.inventory(), inventory);

        var plan = planned(Map.of("tenant-services", "false"));

        assertThat(plan.hosts()).hasSize(5);
        assertThat(plan.stages()).extracting(Plan.PlannedStage::name).contains("let-users-in", "closing");
    }

    @Test
    void runbookThatLetsSessionHostsGoFirstIsRefusedNamingThePath() throws IOException {
        var text = Files.readString(Plans.runbook(Bench.GP))
                .replace(
                        "    on: session-host\n    needs: [web-site]\n",
                        "    on: session-host\n    needs: [back-up]\n");

        var problems = refused(text);

        assertThat(problems)
                .anySatisfy(problem -> assertThat(problem.toString())
                        .contains("interlocks[3]")
                        .contains("session-hosts begins after [back-up] only")
                        .contains("web-site.verify-session-central"));
    }

    private static void assertOrder(Plan plan, String... stages) {
        for (int i = 1; i < stages.length; i++) {
            assertThat(needs(plan, stages[i]))
                    .as("what %s waits for", stages[i])
                    .contains(stages[i - 1]);
        }
    }

    /** Everything a stage waits for, directly or not. */
    private static Set<String> needs(Plan plan, String name) {
        var all = new HashSet<String>();
        for (var need : stage(plan, name).needs()) {
            var before = plan.stages().get(need).name();
            all.add(before);
            all.addAll(needs(plan, before));
        }
        return all;
    }

    private static Plan.PlannedStage stage(Plan plan, String name) {
        return plan.stages().stream()
                .filter(stage -> stage.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Plan planned(Map<String, String> changes) throws IOException {
        return plans.plan(changes);
    }

    private List<Problem> refused(String runbook) throws IOException {
        return switch (plans.plan(runbook, Map.of())) {
            case Planned.Ready ready ->
                throw new AssertionError("planned: " + ready.plan().hash());
            case Planned.Refused refused -> refused.problems();
        };
    }
}
