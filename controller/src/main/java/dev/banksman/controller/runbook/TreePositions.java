package dev.banksman.controller.runbook;

import dev.banksman.controller.runbook.yaml.YamlNode;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds where a path such as {@code stages[2].steps[0].on} stands in the tree it came from. */
record TreePositions(YamlNode root) {
    private static final Pattern PART = Pattern.compile("\\[(\\d+)]|([^.\\[]+)");

    /** Nothing when there is no such place, as for a field that is missing. */
    Optional<Position> at(String path) {
        var node = root;
        var part = PART.matcher(path);
        while (part.find()) {
            var next = step(node, part.group(1), part.group(2));
            if (next.isEmpty()) {
                return Optional.empty();
            }
            node = next.get();
        }
        return Optional.of(node.at());
    }

    private static Optional<YamlNode> step(YamlNode node, @Nullable String index, String key) {
        return switch (node) {
            case YamlNode.Scalar scalar -> Optional.empty();
            case YamlNode.Sequence sequence ->
                index != null && Integer.parseInt(index) < sequence.items().size()
                        ? Optional.of(sequence.items().get(Integer.parseInt(index)))
                        : Optional.empty();
            case YamlNode.Mapping mapping ->
                index == null ? mapping.entry(key).map(YamlNode.Entry::value) : Optional.empty();
        };
    }
}
