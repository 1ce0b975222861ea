package dev.banksman.deploy.lab;

import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.plan.Plan.PlanSources;
import dev.banksman.controller.plan.Planned;
import dev.banksman.controller.plan.Planner;
import dev.banksman.controller.runbook.InventoryReader;
import dev.banksman.controller.runbook.Read;
import dev.banksman.controller.runbook.RunbookReader;
import dev.banksman.controller.runbook.compose.Bundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Plans of a procedure's runbook for a lab's documents. */
record Plans(LabFolder folder, LabProcedure procedure, LabDocuments documents) {

    static Path runbook(LabProcedure procedure) {
        return Path.of("runbooks", procedure.runbook() + ".yaml");
    }

    Plan plan(Map<String, String> changes) throws IOException {
        return switch (plan(bundle(), changes)) {
            case Planned.Ready ready -> ready.plan();
            case Planned.Refused refused -> throw new AssertionError(refused.problems());
        };
    }

    /** The runbook's text with the fragments that it includes. */
    private String bundle() {
        return new String(Bundle.read(runbook(procedure), Plans::bytes), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Planned plan(String runbookText, Map<String, String> changes) throws IOException {
        var parameters = new LinkedHashMap<>(documents.parameters());
        changes.forEach((name, value) -> parameters.put(name, documents.filled(value)));
        var inventoryText = Files.readString(folder.inventory());
        return Planner.plan(
                valid(RunbookReader.read("runbook", runbookText.getBytes(StandardCharsets.UTF_8))),
                valid(InventoryReader.read("inventory", inventoryText.getBytes(StandardCharsets.UTF_8))),
                parameters,
                new PlanSources("runbook", runbookText, "inventory", inventoryText));
    }

    private static <T> T valid(Read<T> read) {
        return switch (read) {
            case Read.Valid<T> valid -> valid.value();
            case Read.Invalid<T> invalid -> throw new AssertionError(invalid.problems());
        };
    }
}
