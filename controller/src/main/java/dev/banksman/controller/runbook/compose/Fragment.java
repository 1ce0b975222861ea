package dev.banksman.controller.runbook.compose;

import dev.banksman.controller.runbook.NearestName;
import dev.banksman.controller.runbook.Position;
import dev.banksman.controller.runbook.Problems;
import dev.banksman.controller.runbook.yaml.YamlNode;
import dev.banksman.controller.runbook.yaml.YamlNode.Entry;
import dev.banksman.controller.runbook.yaml.YamlNode.Mapping;
import dev.banksman.controller.runbook.yaml.YamlNode.Scalar;
import dev.banksman.controller.runbook.yaml.YamlNode.Sequence;
import java.util.List;
import java.util.Optional;

/** What several runbooks share: a document that begins with {@code fragment: NAME}. */
record Fragment(String name, Mapping root, Position at) {
    private static final List<String> FIELDS =
            List.of("fragment", "about", "parameters", "roles", "steps", "stages", "interlocks", "remedies");

    /** Nothing where the problems say why. */
    static Optional<Fragment> of(YamlNode root, Problems problems) {
        if (!(root instanceof Mapping mapping)
                || mapping.entry("fragment").isEmpty()
                || !(mapping.entry("fragment").get().value() instanceof Scalar name)) {
            problems.add(root.at(), "(document)", root.describe(), "a fragment, beginning with fragment: NAME", "");
            return Optional.empty();
        }
        for (var entry : mapping.entries()) {
            var key = entry.key().text();
            if (!FIELDS.contains(key)) {
                problems.add(
                        entry.key().at(),
                        "(fragment)",
                        "the unknown field " + key,
                        "one of " + String.join(", ", FIELDS),
                        NearestName.hint(key, FIELDS));
            }
        }
        for (var key : List.of("parameters", "roles", "steps")) {
            mapping.entry(key)
                    .map(Entry::value)
                    .filter(value -> !(value instanceof Mapping))
                    .ifPresent(value -> problems.add(value.at(), key, value.describe(), "a mapping of names", ""));
        }
        return Optional.of(new Fragment(name.text(), mapping, name.at()));
    }

    Optional<Entry> section(String key) {
        return root.entry(key);
    }

    /** A list to be placed: for steps a part by its name, else the fragment's whole list. */
    Optional<Sequence> part(String list, String part) {
        var section = root.entry(list).map(Entry::value);
        if (list.equals("steps")) {
            section = section.filter(Mapping.class::isInstance)
                    .flatMap(parts -> ((Mapping) parts).entry(part))
                    .map(Entry::value);
        } else if (!part.isEmpty()) {
            return Optional.empty();
        }
        return section.filter(Sequence.class::isInstance).map(Sequence.class::cast);
    }
}
