package dev.banksman.controller.runbook.compose;

import dev.banksman.controller.runbook.NearestName;
import dev.banksman.controller.runbook.Problems;
import dev.banksman.controller.runbook.compose.Substitution.Value;
import dev.banksman.controller.runbook.expression.Template;
import dev.banksman.controller.runbook.yaml.YamlNode;
import dev.banksman.controller.runbook.yaml.YamlNode.Entry;
import dev.banksman.controller.runbook.yaml.YamlNode.Mapping;
import dev.banksman.controller.runbook.yaml.YamlNode.Scalar;
import dev.banksman.controller.runbook.yaml.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code for-each}: a copy of its items for each value. Over values that the runbook writes, there is one copy for each.
 * Over values that only a run knows, there are {@code max} copies, each of which applies while the list reaches that far:
 * the plan stays what was approved, and interlocks are proven over all of them. A list that turns out longer is put
 * before a person, ahead of the first copy.
 */
final class Loops {
    private static final List<String> FIELDS = List.of("for-each", "in", "max");
    private static final int MOST = 200;

    private final Composer composer;
    private final Problems problems;

    Loops(Composer composer, Problems problems) {
        this.composer = composer;
        this.problems = problems;
    }

    List<YamlNode> unroll(Mapping loop, String key, Substitution values, int depth) {
        var name = loop.entry("for-each").orElseThrow().value();
        if (!(name instanceof Scalar variable) || !variable.text().matches("[a-z][a-z0-9]*(-[a-z0-9]+)*")) {
            problems.add(name.at(), key + ".for-each", name.describe(), "a name in kebab-case", "");
            return List.of();
        }
        if (variable.text().equals("number")) {
            problems.add(name.at(), key + ".for-each", "number", "another name", "each.number counts the copies");
        }
        for (var entry : loop.entries()) {
            var field = entry.key().text();
            if (!FIELDS.contains(field) && !field.equals(key)) {
                var known = List.of("for-each", "in", "max", key);
                var expected = "one of " + String.join(", ", known);
                problems.add(
                        entry.key().at(),
                        key + ".for-each",
                        "the unknown field " + field,
                        expected,
                        NearestName.hint(field, known));
            }
        }
        var body = loop.entry(key).map(Entry::value);
        if (body.isEmpty()) {
            problems.add(loop.at(), key + ".for-each", "no field " + key, "the items to be copied", "");
            return List.of();
        }
        return switch (loop.entry("in").map(Entry::value).orElse(new Scalar("", YamlNode.Style.PLAIN, loop.at()))) {
            case Sequence list -> written(loop, list, variable.text(), body.get(), key, values, depth);
            case Scalar text -> late(loop, text, variable.text(), body.get(), key, values, depth);
            case Mapping mapping -> {
                problems.add(mapping.at(), key + ".for-each.in", mapping.describe(), "a list, or ${...}", "");
                yield List.of();
            }
        };
    }

    private List<YamlNode> written(
            Mapping loop, Sequence list, String variable, YamlNode body, String key, Substitution values, int depth) {
        loop.entry("max")
                .ifPresent(max ->
                        problems.add(max.key().at(), key + ".for-each.max", "max beside a written list", "no max", ""));
        if (list.items().size() > MOST) {
            problems.add(list.at(), key + ".for-each.in", list.items().size() + " values", "at most " + MOST, "");
            return List.of();
        }
        var copies = new ArrayList<YamlNode>();
        var number = 0;
        for (var item : list.items()) {
            if (!composer.spend(item)) {
                break;
            }
            if (!(item instanceof Scalar value)) {
                problems.add(item.at(), key + ".for-each.in", item.describe(), "a text", "");
                continue;
            }
            number++;
            var inner = values.and("each." + variable, new Value.Text(composer.text(value, values)))
                    .and("each.number", new Value.Number(number));
            copies.addAll(composer.list(body, key, inner, depth).items());
        }
        return copies;
    }

    private List<YamlNode> late(
            Mapping loop, Scalar text, String variable, YamlNode body, String key, Substitution values, int depth) {
        var list = expression(values.inText(text.text()));
        if (list.isEmpty() || !key.equals("steps")) {
            var expected = key.equals("steps")
                    ? "a list, or one ${...} that gives a list"
                    : "a list; only steps may follow a list that a run gives";
            problems.add(text.at(), key + ".for-each.in", text.describe(), expected, "");
            return List.of();
        }
        var max = loop.entry("max")
                .flatMap(entry -> entry.value() instanceof Scalar number ? number(number) : Optional.empty());
        if (max.isEmpty()) {
            var found = loop.entry("max").map(e -> e.value().describe()).orElse("no field max");
            var expected = "max, how many copies the plan holds, from 1 to " + MOST;
            problems.add(loop.at(), key + ".for-each.max", found, expected, "");
            return List.of();
        }
        var elements = "lines(" + list.get() + ")";
        var copies = new ArrayList<YamlNode>();
        copies.add(beyond(loop, variable, elements, max.get()));
        for (var i = 0; i < max.get() && composer.spend(loop); i++) {
            var inner = values.and("each." + variable, new Value.Late(elements + "[" + i + "]"))
                    .and("each.number", new Value.Number(i + 1));
            var there = "size(" + elements + ") > " + i;
            for (var copy : composer.list(body, key, inner, depth).items()) {
                copies.add(copy instanceof Mapping step ? onlyWhere(step, there) : copy);
            }
        }
        return copies;
    }

    private static Optional<String> expression(String text) {
        return Template.parse(text)
                .filter(t -> t.parts().size() == 1)
                .flatMap(t -> t.parts().getFirst() instanceof Template.Expression(var expression, var offset)
                        ? Optional.of(expression.strip())
                        : Optional.empty());
    }

    private static Optional<Integer> number(Scalar text) {
        return text.text().matches("[1-9][0-9]{0,2}") && Integer.parseInt(text.text()) <= MOST
                ? Optional.of(Integer.parseInt(text.text()))
                : Optional.empty();
    }

    private static Mapping onlyWhere(Mapping step, String condition) {
        var entries = new ArrayList<Entry>();
        var own = step.entry("when");
        step.entries().stream().filter(e -> !e.key().text().equals("when")).forEach(entries::add);
        var text = own.map(Entry::value)
                .filter(Scalar.class::isInstance)
                .map(when -> condition + " && (" + ((Scalar) when).text() + "\n)")
                .orElse(condition);
        var at = own.map(e -> e.value().at()).orElse(step.at());
        entries.add(entry("when", text, at));
        return new Mapping(List.copyOf(entries), step.at());
    }

    private Mapping beyond(Mapping loop, String variable, String elements, int max) {
        var at = loop.at();
        var gate = new Mapping(
                List.of(entry(
                        "instructions",
                        "There are ${string(size(" + elements + "))} values for " + variable
                                + ", and this plan holds steps for "
                                + max + ". All of them: ${" + elements
                                + ".join(\", \")}. The steps that follow take care of"
                                + " the first " + max
                                + ". Do the same for the others by hand and write down what you did, or"
                                + " reject and start a run of a runbook whose max is higher.",
                        at)),
                at);
        var undo = new Mapping(List.of(entry("none", "What is done by hand here is taken back by hand.", at)), at);
        return new Mapping(
                List.of(
                        entry("step", composer.unused(variable + "-beyond-" + max), at),
                        entry("title", "More values for " + variable + " than the plan holds", at),
                        entry("when", "size(" + elements + ") > " + max, at),
                        new Entry(new Scalar("gate", YamlNode.Style.PLAIN, at), gate),
                        new Entry(new Scalar("undo", YamlNode.Style.PLAIN, at), undo)),
                at);
    }

    private static Entry entry(String key, String value, dev.banksman.controller.runbook.Position at) {
        return new Entry(new Scalar(key, YamlNode.Style.PLAIN, at), new Scalar(value, YamlNode.Style.QUOTED, at));
    }
}
