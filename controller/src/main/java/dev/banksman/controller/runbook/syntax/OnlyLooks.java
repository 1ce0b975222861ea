package dev.banksman.controller.runbook.syntax;

import com.google.protobuf.Descriptors.Descriptor;
import dev.banksman.controller.runbook.Runbook.ActionTemplate;
import dev.banksman.proto.agent.v1.Options;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whether an action block only looks, by the conditions its message states. */
public final class OnlyLooks {
    private OnlyLooks() {}

    /** Why it may change something; empty when it only looks. */
    public static Optional<String> objection(ActionTemplate action) {
        var kind = ActionSyntax.kind(action.action());
        if (kind.isEmpty()) {
            return Optional.empty();
        }
        var conditions = kind.get().getMessageType().getOptions().getExtension(Options.onlyLooks);
        if (conditions.isEmpty()) {
            return Optional.of(action.action() + ", which changes something");
        }
        return conditions.stream()
                .map(condition -> objection(action, condition))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** The conditions of an action in words, with a space before; nothing where there is none. */
    static String phrase(Descriptor message) {
        return message.getOptions().getExtension(Options.onlyLooks).stream()
                .map(OnlyLooks::phrase)
                .collect(Collectors.joining());
    }

    private static String phrase(String condition) {
        if (condition.equals("always")) {
            return "";
        }
        if (condition.equals("promised")) {
            return " (where the author vouches for it)";
        }
        var words = condition.replace('_', '-');
        if (words.startsWith("!")) {
            return " without `" + words.substring(1) + "`";
        }
        var equals = words.indexOf('=');
        if (equals < 0) {
            return " with `" + words + "`";
        }
        var values = List.of(words.substring(equals + 1).split("\\|"));
        return " with " + words.substring(0, equals) + " `" + String.join("` or `", values) + "`";
    }

    private static Optional<String> objection(ActionTemplate action, String condition) {
        if (condition.equals("always") || condition.equals("promised")) {
            return Optional.empty();
        }
        if (condition.startsWith("!")) {
            var field = condition.substring(1).replace('_', '-');
            return action.fields().containsKey(field)
                    ? Optional.of(action.action() + " with " + field)
                    : Optional.empty();
        }
        var equals = condition.indexOf('=');
        if (equals < 0) {
            var field = condition.replace('_', '-');
            return action.fields().containsKey(field)
                    ? Optional.empty()
                    : Optional.of(action.action() + " without " + field);
        }
        return valueObjection(
                action,
                condition.substring(0, equals).replace('_', '-'),
                Arrays.asList(condition.substring(equals + 1).split("\\|", -1)));
    }

    private static Optional<String> valueObjection(ActionTemplate action, String field, List<String> allowed) {
        var value = action.fields().get(field);
        var text = value == null ? "" : value.toString();
        if (allowed.stream().anyMatch(a -> a.toLowerCase(Locale.ROOT).equals(text.toLowerCase(Locale.ROOT)))) {
            return Optional.empty();
        }
        return Optional.of(action.action() + (text.isEmpty() ? " without " + field : " with " + field + " " + text));
    }
}
