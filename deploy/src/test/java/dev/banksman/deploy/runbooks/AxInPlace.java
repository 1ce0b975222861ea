package dev.banksman.deploy.runbooks;

import com.google.protobuf.ByteString;
import dev.banksman.controller.engine.Planning;
import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.plan.Plan.PlanSources;
import dev.banksman.controller.plan.Planned;
import dev.banksman.controller.plan.Planner;
import dev.banksman.controller.runbook.Inventory;
import dev.banksman.controller.runbook.InventoryReader;
import dev.banksman.controller.runbook.Read;
import dev.banksman.controller.runbook.Runbook;
import dev.banksman.controller.runbook.RunbookReader;
import dev.banksman.controller.runbook.compose.Bundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** One of the three runbooks of AX in-place upgrades with the sample inventory and parameters that are shipped for it. */
record AxInPlace(String system) {

    static final List<AxInPlace> ALL =
            List.of(new AxInPlace("test"), new AxInPlace("development"), new AxInPlace("production"));

    private static final String DIGEST = "sha256:" + "a".repeat(64);
    private static final Path SAMPLES = Path.of("lab/ax");
    private static final Map<String, Runbook> READ = new ConcurrentHashMap<>();

    String name() {
        return "ax-in-place-" + system;
    }

    Runbook runbook() {
        return READ.computeIfAbsent(name(), name -> {
            var file = Path.of("runbooks", name + ".yaml");
            return valid(RunbookReader.read(file.toString(), Bundle.read(file, AxInPlace::bytes)));
        });
    }

    Plan plan(Map<String, String> changes) {
        return switch (plan(runbook(), changes)) {
            case Planned.Ready ready -> ready.plan();
            case Planned.Refused refused ->
                throw new AssertionError(name() + " " + changes + ": " + refused.problems());
        };
    }

    Planned plan(Runbook runbook, Map<String, String> changes) {
        return plan(runbook, changes, text("inventory-in-place-" + system + ".yaml"));
    }

    Planned plan(Runbook runbook, Map<String, String> changes, String inventory) {
        return Planner.plan(runbook, inventory(inventory), parameters(changes), new PlanSources("", "", "", ""));
    }

    /** The documents as they are sent to a controller. */
    Planning.Documents documents(Map<String, String> changes) {
        var file = Path.of("runbooks", name() + ".yaml");
        return new Planning.Documents(
                file.toString(),
                ByteString.copyFrom(Bundle.read(file, AxInPlace::bytes)),
                "inventory",
                ByteString.copyFromUtf8(text("inventory-in-place-" + system + ".yaml")),
                parameters(changes));
    }

    private Map<String, String> parameters(Map<String, String> changes) {
        var parameters = new LinkedHashMap<String, String>();
        text("parameters-in-place-" + system + ".properties")
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .forEach(line ->
                        parameters.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1)));
        parameters.putAll(changes);
        return parameters;
    }

    /** The choices that make a plan different, as operators have them. */
    List<Map<String, String>> branches() {
        var all = new ArrayList<Map<String, String>>();
        switch (system) {
            case "test" -> {
                for (var source : List.of("ax-2012", "feature-pack")) {
                    for (var target : List.of("r2", "r3")) {
                        all.add(Map.of("source", source, "target", target));
                        all.add(Map.of("source", source, "target", target, "outside-aot", "false"));
                    }
                }
                all.add(Map.of("source", "r2"));
                all.add(Map.of("source", "r2", "r2-aos", "kept-for-databases"));
                all.add(Map.of("source", "r2", "cumulative-update-10", "true", "model-store-upgrader", "C:/upgrader"));
                all.add(Map.of("target", "r2", "cumulative-update-6", "true", "element-ids-script", "C:/fix.sql"));
                all.add(Map.of("target", "r2", "r2-compiler", "axbuild", "axbuild-aos", "running"));
                all.add(Map.of("import-export-framework", "information-source", "change-tracking", "false"));
                all.add(Map.of("import-export-framework", "cu7", "synchronize-production", "verify"));
                all.add(Map.of("export-single-models", "true", "country-region-features", "true"));
                for (var after : List.of("on-again", "management-reporter", "off")) {
                    all.add(Map.of(
                            "part", "data-upgrade", "upgraded-store-digest", DIGEST, "change-tracking-after", after));
                }
            }
            case "development" -> {
                for (var layer : List.of("isv", "var", "cus", "usr")) {
                    all.add(Map.of("layers", layer));
                    all.add(Map.of("layers", layer, "target", "r2", "isv-models", ""));
                }
                for (var layers : List.of("isv,var", "var,cus", "cus,usr", "isv,usr")) {
                    all.add(Map.of("layers", layers, "isv-models", ""));
                }
                all.add(Map.of("layers", "isv,var,cus,usr"));
                all.add(Map.of("layers", "usr", "isv-models", "", "cycle", "delta", "changed-models", "14, 15"));
                all.add(Map.of("target", "r2", "r2-compiler", "axbuild", "baseline-database", ""));
                all.add(Map.of("source", "r2", "compare-old-code", "false", "editable-configuration", "true"));
            }
            default -> {
                for (var source : List.of("ax-2012", "feature-pack", "r2")) {
                    all.add(Map.of("source", source));
                    all.add(Map.of("source", source, "purpose", "production", "way-back", "new-hardware"));
                }
                all.add(Map.of("target", "r2", "change-tracking-after", "management-reporter"));
                all.add(Map.of("change-tracking", "false", "outside-aot", "false", "customized-reports", ""));
                all.add(Map.of("review-setup", "false", "review-clients", "true", "help-url", ""));
            }
        }
        return List.copyOf(all);
    }

    private static Inventory inventory(String text) {
        return valid(InventoryReader.read("inventory", text.getBytes(StandardCharsets.UTF_8)));
    }

    private static <T> T valid(Read<T> read) {
        return switch (read) {
            case Read.Valid<T> valid -> valid.value();
            case Read.Invalid<T> invalid -> throw new AssertionError(invalid.problems());
        };
    }

    private static String text(String sample) {
        return new String(bytes(SAMPLES.resolve(sample)), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return name();
    }
}
