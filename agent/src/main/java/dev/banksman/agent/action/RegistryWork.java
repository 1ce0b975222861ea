package dev.banksman.agent.action;

import dev.banksman.agent.action.Work.Context;
import dev.banksman.agent.action.Work.Finding;
import java.util.Map;
import java.util.Optional;

/** One operation on one place of the registry. What was changed is looked at afterwards: that is what counts. */
record RegistryWork(Registry registry, String key, Optional<String> value, Registry.View view) {

    Finding query(Context context, boolean expectAbsent, Optional<Expression> expect) throws InterruptedException {
        try {
            var shown = shown();
            context.print(words(shown) + "\n");
            if (expectAbsent) {
                return Judgement.of(shown.isEmpty(), place() + " is not there", words(shown))
                        .finding();
            }
            if (shown.isEmpty()) {
                return Judgement.failed(expected(expect), words(shown)).finding();
            }
            var pass = expect.map(e -> e.match(shown.get()).found()).orElse(true);
            return Judgement.of(pass, expected(expect), words(shown))
                    .shown(shown.get())
                    .output("data", shown.get())
                    .finding();
        } catch (ToolException e) {
            return Judgement.failed(expected(expect), e.getMessage()).finding();
        }
    }

    Finding set(Context context, RegistryData data) throws InterruptedException {
        var expected = place() + " is " + data.written() + " (" + data.type() + ")";
        try {
            var before = found();
            if (before.filter(data::isShownAs).isEmpty()) {
                registry.set(key, value.orElseThrow(), data.type(), data.written(), view);
            }
            var after = found();
            context.print("before: " + typed(before) + "\nnow: " + typed(after) + "\n");
            return Judgement.of(after.filter(data::isShownAs).isPresent(), expected, typed(after))
                    .output("data", after.map(Registry.Value::data).orElse(""))
                    .output("data-before", before.map(Registry.Value::data).orElse(""))
                    .detail("before", typed(before))
                    .finding();
        } catch (ToolException e) {
            return Judgement.failed(expected, e.getMessage()).finding();
        }
    }

    Finding remove(Context context) throws InterruptedException {
        var expected = place() + " is not there";
        try {
            var before = shown();
            if (before.isPresent()) {
                registry.remove(key, value, view);
            }
            var after = shown();
            context.print("before: " + words(before) + "\nnow: " + words(after) + "\n");
            return Judgement.of(after.isEmpty(), expected, words(after))
                    .output("data-before", before.orElse(""))
                    .detail("before", words(before))
                    .finding();
        } catch (ToolException e) {
            return Judgement.failed(expected, e.getMessage()).finding();
        }
    }

    /** The data of the value, or of a key the names of its values; empty when it is not there. */
    private Optional<String> shown() throws ToolException, InterruptedException {
        return value.isEmpty()
                ? registry.values(key, view).map(all -> String.join(", ", all.keySet()))
                : found().map(Registry.Value::data);
    }

    /** Names of values are told apart without case. */
    private Optional<Registry.Value> found() throws ToolException, InterruptedException {
        return registry.typed(key, view).stream()
                .flatMap(values -> values.entrySet().stream())
                .filter(entry -> entry.getKey().equalsIgnoreCase(value.orElse("")))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private static String typed(Optional<Registry.Value> found) {
        return found.map(v -> "it is " + (v.data().isEmpty() ? "empty" : v.data()) + " (" + v.type() + ")")
                .orElse("it is not there");
    }

    private String place() {
        return value.map(name -> "value " + name + " of " + key).orElse("key " + key);
    }

    private String expected(Optional<Expression> expect) {
        return expect.map(e -> place() + " matches " + e).orElse(place() + " is there");
    }

    private String words(Optional<String> shown) {
        return shown.map(data -> value.isPresent() ? "it is " + (data.isEmpty() ? "empty" : data) : "it is there")
                .orElse("it is not there");
    }
}
