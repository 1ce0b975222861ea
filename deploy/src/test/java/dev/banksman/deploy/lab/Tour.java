package dev.banksman.deploy.lab;

import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.plan.Plan.PlannedStage;
import dev.banksman.controller.plan.Plan.PlannedStep;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;

/** Bench, web site and plan of one walk through a runbook. */
record Tour(Bench bench, WebSite web, Plan plan, Walk walk) implements AutoCloseable {

    static Tour in(Path directory, LabProcedure procedure, Map<String, String> changes)
            throws IOException, InterruptedException, SQLException {
        var bench = Bench.in(directory, procedure);
        var web = WebSite.start(bench.folder);
        var documents = new LabDocuments(bench.folder, procedure, bench.sql.url(), web.url());
        documents.write();
        var plan = new Plans(bench.folder, procedure, documents).plan(changes);
        return new Tour(
                bench,
                web,
                plan,
                new Walk(bench, plan, Answers.read(procedure.answers()).in(bench.folder)));
    }

    static PlannedStep step(PlannedStage stage, String name) {
        return stage.steps().stream()
                .filter(step -> step.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        web.close();
        bench.close();
    }
}
