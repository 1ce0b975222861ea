package dev.banksman.agent.action;

import dev.banksman.agent.action.XmlQuery.XmlException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a file was found to hold, in words, and whether that is as it should be. Used by one thread. */
final class FileEvidence {

    private static final int QUOTED_CHARS = 300;
    private static final String COSTLY = "on which the expression '%s' takes too long; make it simpler";

    private final List<String> words = new ArrayList<>();
    private final Map<String, String> details = new LinkedHashMap<>();
    private final Map<String, String> outputs = new LinkedHashMap<>();
    private boolean holds = true;

    void fails(String observed) {
        holds = false;
        words.add(observed);
    }

    /**
     * Content that must be there.
     *
     * @param head what its beginning came to
     * @param lines what the lines came to, where the file is longer than that
     */
    void content(Expression.Search head, Optional<LineSearch> lines) {
        if (head.found()) {
            words.add("with '" + BoundedText.oneLine(head.value(), QUOTED_CHARS) + "'");
        } else if (lines.isPresent() && lines.get().count() > 0) {
            words.add("with " + quoted(lines.get()));
        } else if (head.state() == Expression.Search.State.TOO_COSTLY) {
            fails("on which the expression takes too long; make it simpler");
        } else if (lines.isPresent() && lines.get().tooCostly()) {
            fails(COSTLY.formatted(lines.get().expression()));
        } else {
            fails("without such content");
        }
    }

    /** Lines of which there must be none. */
    void rejected(LineSearch lines) {
        count("rejected", lines, new CountRule("=", 0));
    }

    /** Lines of which there must be so many. */
    void counted(LineSearch lines, CountRule rule) {
        count("counted", lines, rule);
        outputs.put("matches", Long.toString(lines.count()));
    }

    private void count(String detail, LineSearch lines, CountRule rule) {
        if (lines.tooCostly()) {
            fails(COSTLY.formatted(lines.expression()));
            return;
        }
        words.add("with " + quoted(lines));
        holds &= rule.holds(lines.count());
        if (!lines.first().isEmpty()) {
            details.put(detail, String.join("\n", lines.first()));
        }
    }

    private static String quoted(LineSearch lines) {
        var found = CountRule.words(lines.count(), "line") + " that match" + (lines.count() == 1 ? "es" : "") + " '"
                + BoundedText.oneLine(lines.expression().toString(), QUOTED_CHARS) + "'";
        return lines.first().isEmpty() ? found : found + " (" + String.join("; ", lines.first()) + ")";
    }

    /** What an XPath comes to, and what it must match; without that, it must find something that is not false. */
    void value(XmlQuery query, Optional<Expression> expected, Path file) throws IOException {
        Optional<String> value;
        try {
            value = query.ask(file);
        } catch (XmlException e) {
            fails("which cannot be asked for " + query.written() + ": " + e.getMessage());
            return;
        }
        words.add(value.map(text -> "with " + query.written() + " = '" + BoundedText.oneLine(text, QUOTED_CHARS) + "'")
                .orElse("without " + query.written()));
        holds &= value.isPresent()
                && expected.map(expression -> expression.match(value.get()).found())
                        .orElse(!value.get().equals("false"));
        value.ifPresent(text -> outputs.put("value", text));
    }

    /** @param subject the file in words */
    Judgement judgement(String expected, String subject) {
        var observed = words.isEmpty() ? subject : subject + " " + String.join(", ", words);
        var judgement = Judgement.of(holds, expected, observed);
        details.forEach(judgement::detail);
        outputs.forEach(judgement::output);
        return judgement;
    }
}
