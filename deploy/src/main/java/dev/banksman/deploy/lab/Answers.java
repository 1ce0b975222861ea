package dev.banksman.deploy.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * What the lab's people do and write down at each gate, and how they mend what fails: {@code
 * deploy/lab/SYSTEM/RUNBOOK/answers.yaml}. Immutable.
 *
 * @param mends none where the file has no key {@code mends}
 */
record Answers(List<Answer> entries, List<Mend> mends) {

    /**
     * @param gate stage.step
     * @param host only on this host; empty for all
     * @param task what is done at the machine, a task of the script {@code by-hand}
     */
    record Answer(String gate, Optional<String> host, String task, Map<String, String> evidence) {}

    static Answers read(Path file) throws IOException {
        try (var reader = Files.newBufferedReader(file)) {
            var settings = LoadSettings.builder().setLabel(file.toString()).build();
            if (new Load(settings).loadFromReader(reader) instanceof Map<?, ?> document
                    && document.get("answers") instanceof List<?> list) {
                var entries = new ArrayList<Answer>();
                for (var entry : list) {
                    entries.add(entry(file, entries.size() + 1, entry));
                }
                return new Answers(List.copyOf(entries), mends(file, document.get("mends")));
            }
            throw new LabException(file + ": expected a list under the key answers, found none.");
        } catch (YamlEngineException e) {
            throw new LabException(file + ": expected YAML. " + e.getMessage());
        }
    }

    private static Answer entry(Path file, int number, Object entry) {
        if (entry instanceof Map<?, ?> fields
                && fields.get("gate") instanceof String gate
                && fields.get("does") instanceof String task
                && fields.get("evidence") instanceof Map<?, ?> given) {
            var evidence = new LinkedHashMap<String, String>();
            given.forEach((name, value) -> evidence.put(String.valueOf(name), String.valueOf(value)));
            return new Answer(
                    gate, Optional.ofNullable(fields.get("host")).map(Object::toString), task, Map.copyOf(evidence));
        }
        throw new LabException(
                file + ": expected gate, does and evidence in entry " + number + ", found " + entry + ".");
    }

    private static List<Mend> mends(Path file, @Nullable Object listed) {
        var mends = new ArrayList<Mend>();
        if (listed instanceof List<?> list) {
            for (var entry : list) {
                mends.add(Mend.of(file, null, entry));
            }
        }
        return List.copyOf(mends);
    }

    /** What is done about this step's failure, given the remedies that are offered. */
    Optional<Mend> mend(String step, List<String> offered) {
        return mends.stream()
                .filter(mend -> mend.step().equals(step))
                .filter(mend -> mend.remedy().map(offered::contains).orElse(true))
                .findFirst();
    }

    /** The same with the lab's directory in the place of {@code @lab@} in evidence. */
    Answers in(LabFolder folder) {
        var filled = entries.stream()
                .map(answer -> {
                    var evidence = new LinkedHashMap<String, String>();
                    answer.evidence()
                            .forEach((name, value) -> evidence.put(
                                    name, value.replace("@lab@", folder.root().toString())));
                    return new Answer(answer.gate(), answer.host(), answer.task(), evidence);
                })
                .toList();
        return new Answers(filled, mends);
    }

    /** The first answer for this gate on this host, with the host's name filled in. */
    Optional<Answer> to(String gate, String host) {
        return entries.stream()
                .filter(answer -> answer.gate().equals(gate))
                .filter(answer -> answer.host().map(host::equals).orElse(true))
                .findFirst()
                .map(answer -> filled(answer, host));
    }

    private static Answer filled(Answer answer, String host) {
        var evidence = new LinkedHashMap<String, String>();
        answer.evidence().forEach((name, value) -> evidence.put(name, value.replace("${host}", host)));
        return new Answer(answer.gate(), Optional.of(host), answer.task(), evidence);
    }
}
