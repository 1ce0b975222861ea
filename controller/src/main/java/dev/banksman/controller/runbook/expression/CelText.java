package dev.banksman.controller.runbook.expression;

import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationResult;
import dev.cel.parser.CelParser;
import dev.cel.parser.CelParserFactory;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The text of an expression: names in kebab-case become CEL's, character by character, so that offsets stay true. */
public final class CelText {
    static final CelOptions OPTIONS = CelOptions.current()
            .maxExpressionCodePointSize(4 << 10)
            .maxParseRecursionDepth(32)
            .maxParseErrorRecoveryLimit(5)
            .comprehensionMaxIterations(10_000)
            .maxRegexProgramSize(2_000)
            .build();

    private static final Pattern PLACE = Pattern.compile("(?:input|error at:) '(.*?)'(?: expecting .*)?$");
    private static final CelParser PARSER = CelParserFactory.standardCelParserBuilder()
            .setOptions(OPTIONS)
            .setStandardMacros(CelDialect.MACROS)
            .build();

    private CelText() {}

    /** What is wrong with the syntax; names and types are not looked at. */
    public static Optional<String> complaint(String expression) {
        return complaint(PARSER.parse(toCel(expression)));
    }

    /** The first error of a parse or check, in one line. */
    static Optional<String> complaint(CelValidationResult result) {
        return result.getErrors().stream().findFirst().map(issue -> {
            var message = plain(issue.getMessage().lines().findFirst().orElse("an error"));
            var column = issue.getSourceLocation().getColumn();
            return column < 0 ? message : message + " (at character " + (column + 1) + ")";
        });
    }

    /** The parser's and the checker's messages, without what only their authors can read. */
    private static String plain(String message) {
        var place = PLACE.matcher(message);
        if (place.find()) {
            return place.group(1).equals("<EOF>")
                    ? "an expression that ends too early"
                    : "an unexpected " + place.group(1);
        }
        if (message.startsWith("found no matching overload for ")) {
            return "types that do not fit: "
                    + message.substring("found no matching overload for ".length())
                            .replaceFirst("'_?(.+?)_?' applied to '(.*?)'", "$1 applied to $2")
                            .replaceFirst(" \\(candidates: .*$", "");
        }
        return message;
    }

    /** A written name as CEL's. */
    static String toName(String written) {
        return written.replace('-', '_');
    }

    static String toCel(String expression) {
        var cel = new StringBuilder(expression);
        var i = 0;
        while (i < cel.length()) {
            var c = cel.charAt(i);
            if (c == '"' || c == '\'') {
                i = endOfString(expression, i);
            } else if (Character.isDigit(c)) {
                i = endOfNumber(expression, i);
            } else if (part(c)) {
                while (i < cel.length() && (part(cel.charAt(i)) || joins(expression, i))) {
                    if (cel.charAt(i) == '-') {
                        cel.setCharAt(i, '_');
                    }
                    i++;
                }
            } else {
                i++;
            }
        }
        return cel.toString();
    }

    /** The index after the string literal that begins with the quote at {@code start}; the text's end if it is open. */
    public static int endOfString(String text, int start) {
        var quote = text.substring(start, start + 1);
        var raw = start > 0
                && text.substring(start - 1, start).toLowerCase(Locale.ROOT).equals("r")
                && (start == 1 || !part(text.charAt(start - 2)));
        var close = text.startsWith(quote.repeat(3), start) ? quote.repeat(3) : quote;
        var i = start + close.length();
        while (i < text.length()) {
            if (text.startsWith(close, i)) {
                return i + close.length();
            }
            i += text.charAt(i) == '\\' && !raw ? 2 : 1;
        }
        return text.length();
    }

    private static int endOfNumber(String text, int start) {
        var i = start;
        while (i < text.length() && (part(text.charAt(i)) || text.charAt(i) == '.')) {
            i++;
        }
        return i;
    }

    private static boolean joins(String text, int i) {
        return text.charAt(i) == '-' && i + 1 < text.length() && part(text.charAt(i + 1)) && part(text.charAt(i - 1));
    }

    private static boolean part(char c) {
        return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
