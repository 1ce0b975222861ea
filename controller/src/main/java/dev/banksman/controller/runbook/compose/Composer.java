package dev.banksman.controller.runbook.compose;

import dev.banksman.controller.runbook.NearestName;
import dev.banksman.controller.runbook.Problems;
import dev.banksman.controller.runbook.compose.Bundle.Part;
import dev.banksman.controller.runbook.compose.Substitution.Value;
import dev.banksman.controller.runbook.syntax.ActionSyntax;
import dev.banksman.controller.runbook.yaml.YamlLimits;
import dev.banksman.controller.runbook.yaml.YamlNode;
import dev.banksman.controller.runbook.yaml.YamlNode.Entry;
import dev.banksman.controller.runbook.yaml.YamlNode.Mapping;
import dev.banksman.controller.runbook.yaml.YamlNode.Scalar;
import dev.banksman.controller.runbook.yaml.YamlNode.Sequence;
import dev.banksman.controller.runbook.yaml.YamlReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes one tree of a runbook and its fragments: {@code include} is replaced by what it names, {@code for-each} by a copy
 * for each value. What is left is a runbook as if it had been written in one piece. One use, one thread.
 *
 * <p>Bounded: fragments nest at most {@value #DEEPEST} deep, and the result has at most as many nodes as a document may.
 */
public final class Composer {
    private static final int DEEPEST = 4;
    /** The lists in which items may be included or written for each of several values. */
    static final List<String> LISTS = List.of("stages", "steps", "interlocks", "remedies");

    private final Problems problems;
    private final Map<String, Fragment> fragments = new LinkedHashMap<>();
    private final Loops loops;
    private final Map<String, Integer> made = new HashMap<>();
    private final String folder;
    private int nodes;

    private Composer(String folder, Problems problems) {
        this.folder = folder;
        this.problems = problems;
        this.loops = new Loops(this, problems);
    }

    /**
     * The tree of a bundle, or nothing where the problems say why. With problems a tree may still come.
     *
     * @param fileName the runbook's, beside which messages put the fragments
     */
    public static Optional<YamlNode> compose(String fileName, byte[] bundle, Problems problems) {
        var slash = Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\'));
        return new Composer(fileName.substring(0, slash + 1), problems).read(Bundle.split(bundle));
    }

    private Optional<YamlNode> read(List<Part> parts) {
        var root = new YamlReader(YamlLimits.RUNBOOK).read(parts.getFirst().text(), problems);
        if (root.isEmpty() || !(root.get() instanceof Mapping runbook)) {
            return root;
        }
        parts.stream().skip(1).forEach(this::fragment);
        if (!plain(runbook)) {
            return Optional.of(runbook(runbook));
        }
        return root;
    }

    /** Nothing to compose: the tree stays as it was read. */
    private static boolean plain(YamlNode node) {
        return switch (node) {
            case Scalar scalar -> true;
            case Sequence list -> list.items().stream().allMatch(Composer::plain);
            case Mapping mapping ->
                mapping.entry("include").isEmpty()
                        && mapping.entry("for-each").isEmpty()
                        && mapping.entries().stream().allMatch(entry -> plain(entry.value()));
        };
    }

    private void fragment(Part part) {
        var file = folder + part.file();
        var own = new Problems(file);
        var root = new YamlReader(YamlLimits.RUNBOOK, file).read(part.text(), own);
        problems.take(own);
        root.flatMap(tree -> Fragment.of(tree, problems)).ifPresent(fragment -> {
            if (fragments.putIfAbsent(fragment.name(), fragment) != null) {
                problems.add(fragment.at(), "fragment", fragment.name() + " a second time", "each fragment once", "");
            }
        });
    }

    private Mapping runbook(Mapping runbook) {
        var included = included(runbook);
        var entries = new ArrayList<Entry>();
        for (var entry : runbook.entries()) {
            var key = entry.key().text();
            if (key.equals("include")) {
                continue;
            }
            var value = LISTS.contains(key)
                    ? list(entry.value(), key, Substitution.NONE, 0)
                    : node(entry.value(), key, Substitution.NONE, 0);
            entries.add(new Entry(entry.key(), value));
        }
        for (var fragment : included) {
            join(entries, fragment);
        }
        return new Mapping(List.copyOf(entries), runbook.at());
    }

    private List<Fragment> included(Mapping runbook) {
        var named = new ArrayList<Fragment>();
        var include = runbook.entry("include");
        if (include.isPresent() && include.get().value() instanceof Sequence list) {
            for (var item : list.items()) {
                fragment(item, item instanceof Scalar name ? name.text() : "").ifPresent(named::add);
            }
        } else if (include.isPresent()) {
            var found = include.get().value();
            problems.add(found.at(), "include", found.describe(), "a list of fragments' names", "");
        }
        return named;
    }

    private Optional<Fragment> fragment(YamlNode at, String name) {
        var fragment = Optional.ofNullable(fragments.get(name));
        if (fragment.isEmpty()) {
            problems.add(
                    at.at(),
                    "include",
                    at.describe(),
                    "the name of a fragment that `include` at the top names, in a file of that name beside the runbook",
                    NearestName.hint(name, List.copyOf(fragments.keySet())));
        }
        return fragment;
    }

    /** What a fragment brings without being placed: parameters and roles, interlocks and remedies. */
    private void join(List<Entry> entries, Fragment fragment) {
        for (var key : List.of("parameters", "roles")) {
            fragment.section(key).ifPresent(section -> {
                if (section.value() instanceof Mapping more) {
                    var own = take(entries, key);
                    var all = new ArrayList<Entry>();
                    own.map(Entry::value)
                            .filter(Mapping.class::isInstance)
                            .ifPresent(value -> all.addAll(((Mapping) value).entries()));
                    more.entries().forEach(entry -> add(all, entry, key));
                    entries.add(new Entry(
                            own.map(Entry::key).orElse(section.key()),
                            new Mapping(
                                    List.copyOf(all),
                                    own.map(o -> o.value().at()).orElse(more.at()))));
                }
            });
        }
        for (var key : List.of("interlocks", "remedies")) {
            fragment.section(key).ifPresent(section -> {
                var more = list(section.value(), key, Substitution.NONE, 0);
                var own = take(entries, key);
                var all = new ArrayList<YamlNode>();
                own.map(Entry::value)
                        .filter(Sequence.class::isInstance)
                        .ifPresent(value -> all.addAll(((Sequence) value).items()));
                all.addAll(more.items());
                entries.add(new Entry(
                        own.map(Entry::key).orElse(section.key()),
                        new Sequence(
                                List.copyOf(all), own.map(o -> o.value().at()).orElse(more.at()))));
            });
        }
    }

    private void add(List<Entry> all, Entry entry, String key) {
        var name = entry.key().text();
        if (all.stream().anyMatch(other -> other.key().text().equals(name))) {
            var where = key + "." + name;
            problems.add(entry.key().at(), where, name + " a second time", "each name once", "rename one of them");
        } else {
            all.add(entry);
        }
    }

    private static Optional<Entry> take(List<Entry> entries, String key) {
        for (var i = 0; i < entries.size(); i++) {
            if (entries.get(i).key().text().equals(key)) {
                return Optional.of(entries.remove(i));
            }
        }
        return Optional.empty();
    }

    /** A list whose items may be included or looped over. */
    Sequence list(YamlNode node, String key, Substitution values, int depth) {
        if (!(node instanceof Sequence sequence)) {
            return new Sequence(List.of(node(node, key, values, depth)), node.at());
        }
        var items = new ArrayList<YamlNode>();
        for (var item : sequence.items()) {
            if (!spend(item)) {
                break;
            }
            if (item instanceof Mapping mapping && mapping.entry("for-each").isPresent()) {
                items.addAll(loops.unroll(mapping, key, values, depth));
            } else if (item instanceof Mapping mapping
                    && mapping.entry("include").isPresent()) {
                items.addAll(include(mapping, key, values, depth));
            } else {
                items.add(node(item, key, values, depth));
            }
        }
        return new Sequence(List.copyOf(items), sequence.at());
    }

    private List<YamlNode> include(Mapping item, String key, Substitution values, int depth) {
        var include = item.entry("include").orElseThrow();
        for (var entry : item.entries()) {
            if (!List.of("include", "with").contains(entry.key().text())) {
                var found = "the field " + entry.key().text() + " beside include";
                problems.add(entry.key().at(), key + ".include", found, "include, and perhaps with", "");
            }
        }
        var written = include.value() instanceof Scalar name ? values.inText(name.text()) : "";
        var dot = written.indexOf('.');
        var fragment = fragment(include.value(), dot < 0 ? written : written.substring(0, dot));
        if (fragment.isEmpty()) {
            return List.of();
        }
        if (depth >= DEEPEST) {
            problems.add(include.value().at(), key + ".include", "fragments that include each other", "no circle", "");
            return List.of();
        }
        var part = fragment.get().part(key, dot < 0 ? "" : written.substring(dot + 1));
        if (part.isEmpty()) {
            var expected = key.equals("steps")
                    ? "fragment.part, a part of the fragment's steps"
                    : "a fragment that has " + key;
            problems.add(include.value().at(), key + ".include", include.value().describe(), expected, "");
            return List.of();
        }
        return list(part.get(), key, with(item, values), depth + 1).items();
    }

    private Substitution with(Mapping item, Substitution outer) {
        var values = Substitution.NONE;
        if (item.entry("with").isPresent() && item.entry("with").get().value() instanceof Mapping given) {
            for (var entry : given.entries()) {
                if (entry.value() instanceof Scalar scalar) {
                    values = values.and("with." + entry.key().text(), new Value.Text(text(scalar, outer)));
                } else {
                    problems.add(entry.value().at(), "with", entry.value().describe(), "a text", "");
                }
            }
        }
        return values;
    }

    /** Counts what is written out; false when it is so much that the rest would only cost time, and a problem says so. */
    boolean spend(YamlNode at) {
        return spend(at, 1);
    }

    private boolean spend(YamlNode at, int cost) {
        var before = nodes <= YamlLimits.RUNBOOK.nodes();
        nodes += before ? cost : 0;
        var within = nodes <= YamlLimits.RUNBOOK.nodes();
        if (before && !within) {
            var most = "at most " + YamlLimits.RUNBOOK.nodes() + " values in all";
            problems.add(at.at(), "(document)", "more once everything is written out", most, "fewer copies");
        }
        return within;
    }

    /** A name for a step that is made, once in the runbook. */
    String unused(String name) {
        var number = made.merge(name, 1, Integer::sum);
        return number == 1 ? name : name + "-" + number;
    }

    /** A text with values in their places, within what a text may have. */
    String text(Scalar scalar, Substitution values) {
        var text = values.inText(scalar.text());
        if (text.length() > Substitution.LONGEST) {
            var found = "more than " + Substitution.LONGEST + " characters once values are in their places";
            problems.add(scalar.at(), "(document)", found, "a shorter text", "");
            return "";
        }
        spend(scalar, text.length() / 256);
        return text;
    }

    YamlNode node(YamlNode node, String key, Substitution values, int depth) {
        if (!spend(node)) {
            return new Scalar("", YamlNode.Style.PLAIN, node.at());
        }
        return switch (node) {
            case Scalar scalar -> scalar(scalar, key, values);
            case Sequence list ->
                new Sequence(
                        list.items().stream()
                                .map(item -> node(item, key, values, depth))
                                .toList(),
                        list.at());
            case Mapping mapping -> {
                var entries = new ArrayList<Entry>();
                for (var entry : mapping.entries()) {
                    var name = entry.key().text();
                    // A stage's steps; "steps" of a gate's or an action's block is none of ours.
                    var value = name.equals("steps") && mapping.entry("stage").isPresent()
                            ? list(entry.value(), name, values, depth)
                            : node(entry.value(), name, values, depth);
                    entries.add(new Entry(entry.key(), value));
                }
                yield new Mapping(List.copyOf(entries), mapping.at());
            }
        };
    }

    private Scalar scalar(Scalar scalar, String key, Substitution values) {
        if (values.isNothing() || ActionSyntax.VERBATIM_KEYS.contains(key)) {
            return scalar;
        }
        var text = key.equals("when") ? values.inExpression(scalar.text()) : text(scalar, values);
        return text.equals(scalar.text()) ? scalar : new Scalar(text, scalar.style(), scalar.at());
    }
}
