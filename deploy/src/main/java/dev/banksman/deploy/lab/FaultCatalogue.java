package dev.banksman.deploy.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The faults that can be ordered by name: {@code deploy/lab/SYSTEM/RUNBOOK/faults.yaml}.
 *
 * @param faults by name, in the file's order
 */
public record FaultCatalogue(Map<String, Fault> faults) {

    /**
     * @param about what is wrong, for people
     * @param as what the stand-ins call it, where that is another name
     * @param host where it happens unless said otherwise; empty for a fault of the whole lab
     * @param with values of parameters of the runs in which it shows
     * @param step the step at which it shows, stage.step
     * @param remedy the remedy that must then be offered, if any
     * @param fires facts whose check or remedy it makes fire
     * @param mends what people do about it, one after the other; none where they do what the answers file says
     */
    public record Fault(
            String name,
            String about,
            String as,
            Optional<String> host,
            Map<String, String> with,
            String step,
            Optional<String> remedy,
            List<String> fires,
            List<Mend> mends) {}

    /** @throws LabException when the file is not a list of faults */
    public static FaultCatalogue read(Path file) throws IOException {
        var faults = new LinkedHashMap<String, Fault>();
        try (var reader = Files.newBufferedReader(file)) {
            var settings = LoadSettings.builder().setLabel(file.toString()).build();
            if (new Load(settings).loadFromReader(reader) instanceof Map<?, ?> document
                    && document.get("faults") instanceof List<?> list) {
                for (var entry : list) {
                    var fault = fault(file, entry);
                    faults.put(fault.name(), fault);
                }
            }
        }
        return new FaultCatalogue(Collections.unmodifiableMap(faults));
    }

    private static Fault fault(Path file, Object entry) {
        if (entry instanceof Map<?, ?> fields
                && fields.get("fault") instanceof String name
                && fields.get("about") instanceof String about
                && fields.get("step") instanceof String step
                && fields.get("fires") instanceof List<?> fires) {
            return new Fault(
                    name,
                    about,
                    Optional.ofNullable(fields.get("as")).map(Object::toString).orElse(name),
                    Optional.ofNullable(fields.get("host")).map(Object::toString),
                    with(fields.get("with")),
                    step,
                    Optional.ofNullable(fields.get("remedy")).map(Object::toString),
                    fires.stream().map(String::valueOf).toList(),
                    mends(file, step, fields.get("mends")));
        }
        throw new LabException(file + ": expected fault, about, step and fires, found " + entry + ".");
    }

    private static List<Mend> mends(Path file, String step, @Nullable Object listed) {
        return listed instanceof List<?> list
                ? list.stream()
                        .map(entry -> Mend.of(file, step, Objects.requireNonNull(entry)))
                        .toList()
                : List.of();
    }

    private static Map<String, String> with(@Nullable Object values) {
        var with = new LinkedHashMap<String, String>();
        if (values instanceof Map<?, ?> given) {
            given.forEach((name, value) -> with.put(String.valueOf(name), String.valueOf(value)));
        }
        return Collections.unmodifiableMap(with);
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
