package dev.banksman.deploy.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The faults that can be ordered by name: {@code deploy/lab/faults.yaml}.
 *
 * @param faults by name, in the file's order
 */
public record FaultCatalogue(Map<String, Fault> faults) {

    /**
     * @param about what is wrong, for people
     * @param host where it happens unless said otherwise; empty for a fault of the whole lab
     * @param step the step at which it shows, stage.step
     * @param remedy the remedy that must then be offered, if any
     * @param fires facts whose check or remedy it makes fire
     */
    public record Fault(
            String name,
            String about,
            Optional<String> host,
            String step,
            Optional<String> remedy,
            List<String> fires) {}

    public static FaultCatalogue read(Path file) throws IOException {
        var faults = new LinkedHashMap<String, Fault>();
        try (var reader = Files.newBufferedReader(file)) {
            var document = (Map<?, ?>)
                    new Load(LoadSettings.builder().setLabel(file.toString()).build()).loadFromReader(reader);
            for (var entry : (List<?>) document.get("faults")) {
                var fault = fault((Map<?, ?>) entry);
                faults.put(fault.name(), fault);
            }
        }
        return new FaultCatalogue(faults);
    }

    private static Fault fault(Map<?, ?> entry) {
        return new Fault(
                String.valueOf(entry.get("fault")),
                String.valueOf(entry.get("about")),
                Optional.ofNullable(entry.get("host")).map(Object::toString),
                String.valueOf(entry.get("step")),
                Optional.ofNullable(entry.get("remedy")).map(Object::toString),
                ((List<?>) entry.get("fires")).stream().map(Object::toString).toList());
    }

    /** The fault of that name, or a sentence that lists them. */
    public Fault named(String name) {
        var fault = faults.get(name);
        if (fault == null) {
            throw new LabException(
                    "--fault: expected one of " + String.join(", ", faults.keySet()) + "; found " + name + ".");
        }
        return fault;
    }

    /** One line for each, for a help text. */
    public String lines() {
        return faults.values().stream()
                .map(fault -> String.format("  %-28s %s", fault.name(), fault.about()))
                .collect(Collectors.joining(System.lineSeparator()));
    }
}
