package dev.banksman.agent.action;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression of a runbook, asked of text that a host's programs printed. Neither is trusted to be small:
 * a search ends after a fixed number of characters read, whatever the expression would still like to try.
 *
 * <p>{@code ^} and {@code $} stand for the ends of lines. Immutable; safe for use by many threads.
 */
final class Expression {

    /** About a second of work. A sound expression over 1 MiB of text needs a fraction of it. */
    private static final long STEPS = 100_000_000;

    private static final int PATTERN_CHARS = 4 * 1024;

    private final Pattern pattern;

    private Expression(Pattern pattern) {
        this.pattern = pattern;
    }

    /**
     * What a search came to.
     *
     * @param value the first group where there is one that took part in the match, else the whole match
     * @param captured whether there is no group, or the first one took part: only then is the value what was asked for
     */
    record Search(State state, String value, boolean captured) {

        enum State {
            FOUND,
            ABSENT,
            TOO_COSTLY
        }

        boolean found() {
            return state == State.FOUND;
        }
    }

    /**
     * @param field the runbook's word for where the expression stands
     * @throws InvalidActionException when it is not a regular expression, or longer than 4096 characters
     */
    static Expression compile(String field, String pattern) throws InvalidActionException {
        if (pattern.length() > PATTERN_CHARS) {
            throw new InvalidActionException(field + ": expected a regular expression of at most " + PATTERN_CHARS
                    + " characters, found " + pattern.length() + ".");
        }
        try {
            return new Expression(Pattern.compile(pattern, Pattern.MULTILINE));
        } catch (PatternSyntaxException e) {
            throw new InvalidActionException(field + ": expected a regular expression, found '" + pattern + "': "
                    + e.getDescription() + " at character " + (e.getIndex() + 1) + ".");
        } catch (StackOverflowError e) {
            throw new InvalidActionException(field + ": the regular expression is nested too deeply.");
        }
    }

    /** Looks for the expression anywhere in the text. */
    Search find(String text) {
        return search(text, false);
    }

    /** Asks whether the whole text matches. */
    Search match(String text) {
        return search(text, true);
    }

    @Override
    public String toString() {
        return pattern.pattern();
    }

    private Search search(String text, boolean whole) {
        var matcher = pattern.matcher(new CountedText(text));
        try {
            if (!(whole ? matcher.matches() : matcher.find())) {
                return new Search(Search.State.ABSENT, "", false);
            }
            // A group within what must not follow takes no part, and the expression has matched all the same.
            var group = matcher.groupCount() > 0 ? matcher.group(1) : matcher.group();
            return new Search(Search.State.FOUND, group == null ? matcher.group() : group, group != null);
        } catch (StepsUsedUp | StackOverflowError e) {
            // The library's matcher recurses for alternatives in a loop; too deep is too costly.
            return new Search(Search.State.TOO_COSTLY, "", false);
        }
    }

    private static final class StepsUsedUp extends RuntimeException {
        private static final long serialVersionUID = 1L;

        StepsUsedUp() {
            super(null, null, false, false);
        }
    }

    /** The matcher reads its text through this and can be stopped here only. Used by one search. */
    private static final class CountedText implements CharSequence {

        private static final long INTERRUPT_MASK = (1 << 16) - 1;

        private final String text;
        private long steps;

        CountedText(String text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            steps++;
            if (steps > STEPS
                    || ((steps & INTERRUPT_MASK) == 0 && Thread.currentThread().isInterrupted())) {
                throw new StepsUsedUp();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
