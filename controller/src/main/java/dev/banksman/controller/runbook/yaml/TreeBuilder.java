package dev.banksman.controller.runbook.yaml;

import dev.banksman.controller.runbook.Position;
import dev.banksman.controller.runbook.Problems;
import dev.banksman.controller.runbook.yaml.YamlNode.Entry;
import dev.banksman.controller.runbook.yaml.YamlNode.Mapping;
import dev.banksman.controller.runbook.yaml.YamlNode.Scalar;
import dev.banksman.controller.runbook.yaml.YamlNode.Sequence;
import dev.banksman.controller.runbook.yaml.YamlNode.Style;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;

/** Builds the tree of one document from the parser's events, counting what it costs. One use, one thread. */
final class TreeBuilder {
    private final YamlLimits limits;
    private final String file;
    private final Problems problems;
    private final Deque<Frame> open = new ArrayDeque<>();
    private final Map<String, Anchored> anchors = new HashMap<>();
    private Optional<YamlNode> root = Optional.empty();
    private int documents;
    private int aliases;
    private long nodes;

    TreeBuilder(YamlLimits limits, String file, Problems problems) {
        this.limits = limits;
        this.file = file;
        this.problems = problems;
    }

    /** False when the rest of the document is not worth reading; a problem says why. */
    boolean accept(Event event) {
        return switch (event) {
            case DocumentStartEvent start -> begin(start);
            case AliasEvent alias -> alias(alias);
            case ScalarEvent scalar -> {
                var at = position(scalar);
                tag(scalar.getTag(), at);
                nodes++;
                yield put(new Scalar(scalar.getValue(), style(scalar), at), anchor(scalar), 1);
            }
            case CollectionStartEvent start -> open(start);
            case CollectionEndEvent end -> {
                var frame = open.pop();
                nodes++;
                yield put(frame.node(), frame.anchor, nodes - frame.nodesBefore);
            }
            default -> true;
        };
    }

    Optional<YamlNode> root() {
        if (root.isEmpty()) {
            problems.add(new Position(1, 1), "(document)", "an empty document", "a mapping", "");
        }
        return root;
    }

    private boolean begin(DocumentStartEvent start) {
        documents++;
        if (documents > 1) {
            problems.add(position(start), "(document)", "a second document", "one document", "remove the line ---");
            return false;
        }
        return true;
    }

    private boolean open(CollectionStartEvent start) {
        var at = position(start);
        tag(start.getTag(), at);
        if (open.size() >= limits.depth()) {
            problems.add(at, "(document)", "nesting deeper than " + limits.depth(), "fewer levels", "");
            return false;
        }
        open.push(new Frame(start instanceof MappingStartEvent, at, anchor(start), nodes));
        return true;
    }

    private boolean alias(AliasEvent event) {
        var at = position(event);
        var name = event.getAlias().getValue();
        var anchored = anchors.get(name);
        if (anchored == null) {
            problems.add(at, "(document)", "*" + Excerpt.of(name), "an anchor that stands before and is complete", "");
            nodes++;
            return put(new Scalar("", Style.PLAIN, at), Optional.empty(), 1);
        }
        aliases++;
        if (aliases > limits.aliases()) {
            problems.add(at, "(document)", "more than " + limits.aliases() + " aliases", "fewer", "write it out");
            return false;
        }
        nodes += anchored.nodes;
        return put(anchored.node, Optional.empty(), anchored.nodes);
    }

    /** Adds a finished node, already counted, to what is open; {@code cost} is what it stands for, aliases included. */
    private boolean put(YamlNode node, Optional<String> anchor, long cost) {
        if (nodes > limits.nodes()) {
            problems.add(
                    node.at(),
                    "(document)",
                    "more than " + limits.nodes() + " values, aliases expanded",
                    "a smaller document",
                    "");
            return false;
        }
        anchor.ifPresent(name -> anchors.put(name, new Anchored(node, cost)));
        var parent = open.peek();
        if (parent == null) {
            root = Optional.of(node);
        } else {
            parent.add(node);
        }
        return true;
    }

    private static Style style(ScalarEvent event) {
        return switch (event.getScalarStyle()) {
            case PLAIN -> Style.PLAIN;
            case SINGLE_QUOTED, DOUBLE_QUOTED, JSON_SCALAR_STYLE -> Style.QUOTED;
            case LITERAL, FOLDED -> Style.BLOCK;
        };
    }

    private Optional<String> anchor(NodeEvent event) {
        return event.getAnchor().map(a -> a.getValue());
    }

    private void tag(Optional<String> tag, Position at) {
        tag.filter(t -> !t.equals("!"))
                .ifPresent(t -> problems.add(at, "(document)", "the tag " + Excerpt.of(t), "no tags", "remove it"));
    }

    private Position position(Event event) {
        return event.getStartMark()
                .map(mark -> new Position(file, mark.getLine() + 1, mark.getColumn() + 1))
                .orElse(Position.NONE);
    }

    private record Anchored(YamlNode node, long nodes) {}

    /** A mapping or list that is not finished. */
    private final class Frame {
        private final boolean mapping;
        private final Position at;
        private final Optional<String> anchor;
        private final long nodesBefore;
        private final List<YamlNode> items = new ArrayList<>();
        private final List<Entry> entries = new ArrayList<>();
        private final Set<String> keys = new HashSet<>();
        private Optional<YamlNode> key = Optional.empty();

        Frame(boolean mapping, Position at, Optional<String> anchor, long nodesBefore) {
            this.mapping = mapping;
            this.at = at;
            this.anchor = anchor;
            this.nodesBefore = nodesBefore;
        }

        void add(YamlNode node) {
            if (!mapping) {
                items.add(node);
            } else if (key.isEmpty()) {
                key = Optional.of(node);
            } else {
                entry(key.get(), node);
                key = Optional.empty();
            }
        }

        private void entry(YamlNode keyNode, YamlNode value) {
            if (!(keyNode instanceof Scalar name)) {
                problems.add(keyNode.at(), "(document)", keyNode.describe() + " as a key", "a name", "");
            } else if (!keys.add(name.text())) {
                problems.add(
                        name.at(),
                        "(document)",
                        "the key " + name.describe() + " a second time",
                        "each key once",
                        "remove or rename one");
            } else {
                entries.add(new Entry(name, value));
            }
        }

        YamlNode node() {
            return mapping ? new Mapping(List.copyOf(entries), at) : new Sequence(List.copyOf(items), at);
        }
    }
}
