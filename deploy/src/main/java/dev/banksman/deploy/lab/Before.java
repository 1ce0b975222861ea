package dev.banksman.deploy.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * What must have run in a lab before a procedure can: {@code deploy/lab/SYSTEM/RUNBOOK/before.yaml}. Immutable.
 *
 * @param legs in their order
 * @param with values of the procedure's own parameters
 */
record Before(List<Leg> legs, Map<String, String> with) {

    static final Before NOTHING = new Before(List.of(), Map.of());

    /**
     * One run. In values of parameters {@code ${NAME}} stands for what a leg before it gave by that name.
     *
     * @param with values of parameters in the place of the procedure's own
     * @param gives outputs of its steps (stage.step.output) by the names that later legs know them by
     */
    record Leg(LabProcedure procedure, Map<String, String> with, Map<String, String> gives) {}

    /** @throws LabException when the file is not of that form */
    static Before read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return NOTHING;
        }
        try (var reader = Files.newBufferedReader(file)) {
            var settings = LoadSettings.builder().setLabel(file.toString()).build();
            if (new Load(settings).loadFromReader(reader) instanceof Map<?, ?> document
                    && document.get("before") instanceof List<?> list) {
                var legs = new ArrayList<Leg>();
                for (var entry : list) {
                    legs.add(leg(file, entry));
                }
                return new Before(List.copyOf(legs), texts(document.get("with")));
            }
        }
        throw new LabException(file + ": expected a list under the key before, found none.");
    }

    private static Leg leg(Path file, Object entry) {
        if (entry instanceof Map<?, ?> fields && fields.get("procedure") instanceof String procedure) {
            var folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file lies in a folder");
            return new Leg(
                    new LabProcedure(folder.resolveSibling(procedure)),
                    texts(fields.get("with")),
                    texts(fields.get("gives")));
        }
        throw new LabException(file + ": expected procedure, with and gives, found " + entry + ".");
    }

    private static Map<String, String> texts(@Nullable Object values) {
        var texts = new LinkedHashMap<String, String>();
        if (values instanceof Map<?, ?> given) {
            given.forEach((name, value) -> texts.put(String.valueOf(name), String.valueOf(value)));
        }
        return texts;
    }

    /** These values with what was given in its places. */
    static Map<String, String> filled(Map<String, String> values, Map<String, String> given) {
        var filled = new LinkedHashMap<String, String>();
        values.forEach((name, value) -> {
            var text = value;
            for (var gift : given.entrySet()) {
                text = text.replace("${" + gift.getKey() + "}", gift.getValue());
            }
            filled.put(name, text);
        });
        return filled;
    }
}
