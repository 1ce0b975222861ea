package dev.banksman.controller.authoring;

import dev.banksman.controller.runbook.Runbook.ActionTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * An action in words: what a person would do to do the same by hand, and how they would see that it went well.
 *
 * @param does one sentence in the imperative without its full stop, with a colon where {@code verbatim} follows
 * @param verbatim text that belongs to it as it stands: a script, a query, a file's content; empty for none
 * @param details further circumstances, each a phrase
 * @param passes what must be seen for it to count as well done, each a phrase; never empty
 */
public record ActionWords(String does, String verbatim, List<String> details, List<String> passes) {

    /** {@code fill} fills in the {@code ${...}} of its texts as far as it can. */
    public static ActionWords of(ActionTemplate action, UnaryOperator<String> fill) {
        var fields = ActionFields.of(action, fill);
        var words = new Draft();
        switch (action.action()) {
            case "exec" -> ProgramWords.exec(fields, words);
            case "service" -> ProgramWords.service(fields, words);
            case "package" -> ProgramWords.installed(fields, words);
            case "reboot" -> ProgramWords.reboot(fields, words, nested(fields, action, fill));
            case "file" -> FileWords.file(fields, words);
            case "registry" -> FileWords.registry(fields, words);
            case "sql" -> LookWords.sql(fields, words);
            case "http" -> LookWords.http(fields, words);
            case "tcp" -> LookWords.tcp(fields, words);
            case "facts" -> LookWords.facts(fields, words);
            case "wait" -> LookWords.waiting(fields, words, nested(fields, action, fill));
            default -> words.does("Do " + action.action());
        }
        words.details.addAll(fields.rest());
        return words.done();
    }

    private static Optional<ActionWords> nested(
            ActionFields fields, ActionTemplate action, UnaryOperator<String> fill) {
        return fields.action("until", action).map(inner -> of(inner, fill));
    }

    /** All of it as sentences; verbatim text is put into one line. */
    public List<String> sentences() {
        var all = new ArrayList<String>();
        all.add(verbatim.isEmpty() ? sentence(does) : does + " " + verbatim.replaceAll("\\s+", " ") + ".");
        details.forEach(detail -> all.add(sentence(detail)));
        all.add("Good if " + String.join(", and ", passes) + ".");
        return all;
    }

    /** A phrase with a capital letter and a full stop. */
    public static String sentence(String phrase) {
        if (phrase.isEmpty()) {
            return phrase;
        }
        var end = phrase.endsWith(".") || phrase.endsWith(":") || phrase.endsWith("?") ? "" : ".";
        return Character.toUpperCase(phrase.charAt(0)) + phrase.substring(1) + end;
    }

    /** Words being put together. */
    static final class Draft {
        private final List<String> details = new ArrayList<>();
        private final List<String> passes = new ArrayList<>();
        private String does = "";
        private String verbatim = "";

        void does(String sentence) {
            does = sentence;
        }

        void verbatim(String text) {
            verbatim = text.stripTrailing();
        }

        void detail(String phrase) {
            details.add(phrase);
        }

        void passes(String phrase) {
            passes.add(phrase);
        }

        private ActionWords done() {
            return new ActionWords(
                    does,
                    verbatim,
                    List.copyOf(details),
                    passes.isEmpty() ? List.of("nothing went wrong") : List.copyOf(passes));
        }
    }
}
