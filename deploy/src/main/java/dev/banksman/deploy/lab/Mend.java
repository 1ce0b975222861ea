package dev.banksman.deploy.lab;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is done about a step that failed, before it is tried again.
 *
 * @param step stage.step
 * @param task what is done at the machine, a task of the script {@code by-hand}
 * @param remedy the remedy that is run; the entry is for failures that offer it
 * @param leave the step is left out in place of being tried again
 */
public record Mend(String step, Optional<String> task, Optional<String> remedy, boolean leave) {

    /**
     * @param usualStep for an entry that names none
     * @param entry keys {@code step}, {@code does}, {@code remedy}, and {@code then: skip}
     * @throws LabException when there is no step
     */
    static Mend of(Path file, @Nullable String usualStep, Object entry) {
        if (entry instanceof Map<?, ?> fields
                && (fields.containsKey("step") ? fields.get("step") : usualStep) instanceof String step) {
            return new Mend(step, text(fields, "does"), text(fields, "remedy"), "skip".equals(fields.get("then")));
        }
        throw new LabException(file + ": expected step in each of mends, found " + entry + ".");
    }

    private static Optional<String> text(Map<?, ?> fields, String key) {
        return Optional.ofNullable(fields.get(key)).map(Object::toString);
    }
}
