package dev.banksman.controller.runbook.syntax;

import dev.banksman.controller.runbook.expression.CelText;
import dev.banksman.controller.runbook.expression.Template;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Kinds of text in a document: what may stand there, and how to say so. */
public enum Word {
    NAME("a name in kebab-case (a-z, 0-9, hyphens; a letter first)", "^[a-z][a-z0-9]*(-[a-z0-9]+)*$", 64),
    HOST_NAME("a host name (letters, digits, dots, hyphens)", "^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$", 253),
    TEXT("text", "", 64 << 10),
    /** Text in which {@code ${...}} is expanded. */
    TEMPLATE("text", "", 64 << 10),
    /** Text that is sent as it stands. */
    VERBATIM("text (sent as it stands)", "", 256 << 10),
    EXPRESSION("a CEL expression", "", 4 << 10),
    REGEX("a regular expression", "", 4 << 10),
    /** A regular expression whose first group is the value. */
    CAPTURE("a regular expression with a group in parentheses", "", 4 << 10),
    REFERENCE("a stage or stage.step", "^[a-z][a-z0-9-]*(\\.[a-z][a-z0-9-]*)?$", 130),
    OUTPUT("stage.step.output", "^[a-z][a-z0-9-]*\\.[a-z][a-z0-9-]*\\.[a-z][a-z0-9-]*$", 200),
    GLOB("stage.step, with * for any part of a name", "^[a-z0-9*-]+\\.[a-z0-9*-]+$", 130),
    FACT("a fact's ID such as GP-016", "^[A-Z][A-Z0-9]*-[0-9]+$", 40),
    HOST_COUNT("a number of hosts: N, N.. or N..M", "^[0-9]{1,6}(\\.\\.([0-9]{1,6})?)?$", 20),
    BATCH("a number of hosts or a share such as 25%", "^([1-9][0-9]{0,5}|([1-9][0-9]?|100)%)$", 10);

    private final String expected;
    private final Optional<Pattern> pattern;
    private final int longest;

    Word(String expected, String pattern, int longest) {
        this.expected = expected;
        this.pattern = pattern.isEmpty() ? Optional.empty() : Optional.of(Pattern.compile(pattern));
        this.longest = longest;
    }

    public String expected() {
        return expected;
    }

    public Optional<String> pattern() {
        return pattern.map(Pattern::pattern);
    }

    public int longest() {
        return longest;
    }

    /** What is wrong with a text of this kind by itself; names in expressions are looked at later. */
    public Optional<String> complaint(String text) {
        if (text.isEmpty() && this != TEXT && this != TEMPLATE) {
            return Optional.of("an empty text");
        }
        if (text.length() > longest) {
            return Optional.of(text.length() + " characters, more than " + longest);
        }
        if (pattern.isPresent() && !pattern.get().matcher(text).matches()) {
            return Optional.of("");
        }
        return switch (this) {
            case TEMPLATE -> Template.complaint(text);
            case EXPRESSION -> CelText.complaint(text);
            case REGEX -> regexComplaint(text, false);
            case CAPTURE -> regexComplaint(text, true);
            case NAME, HOST_NAME, TEXT, VERBATIM, REFERENCE, OUTPUT, GLOB, FACT, HOST_COUNT, BATCH -> Optional.empty();
        };
    }

    private static Optional<String> regexComplaint(String text, boolean group) {
        try {
            var compiled = Pattern.compile(text);
            return group && compiled.matcher("").groupCount() == 0
                    ? Optional.of("an expression without a group")
                    : Optional.empty();
        } catch (PatternSyntaxException e) {
            return Optional.of("a broken expression: " + e.getDescription() + " at " + (e.getIndex() + 1));
        } catch (StackOverflowError e) {
            return Optional.of("an expression that is nested too deeply");
        }
    }
}
