package dev.banksman.agent.action;

import java.util.List;

/**
 * Something that can be told about an action before it is done, by looking alone.
 *
 * @param subject what was looked at, a word or two
 * @param advice what a person can do about it; empty where all is well
 */
public record Foresight(String subject, Verdict verdict, String expected, String observed, String advice) {

    /** What it means for the day on which the action is to be done. */
    public enum Verdict {
        PASS,
        WARN,
        FAIL,
        /** It cannot be told beforehand. */
        SKIPPED
    }

    static Foresight pass(String subject, String expected, String observed) {
        return new Foresight(subject, Verdict.PASS, expected, observed, "");
    }

    static Foresight fail(String subject, String expected, String observed, String advice) {
        return new Foresight(subject, Verdict.FAIL, expected, observed, advice);
    }

    static Foresight warn(String subject, String expected, String observed, String advice) {
        return new Foresight(subject, Verdict.WARN, expected, observed, advice);
    }

    static Foresight skipped(String subject, String expected, String observed, String advice) {
        return new Foresight(subject, Verdict.SKIPPED, expected, observed, advice);
    }

    /** What is missing before anything was done is a mistake; later, a step before it may have brought it. */
    static Foresight missing(Outlook outlook, String subject, String expected, String observed, String advice) {
        return outlook.first()
                ? fail(subject, expected, observed, advice)
                : warn(
                        subject,
                        expected,
                        observed,
                        "All is well if a step before it brings it there. Otherwise: " + advice);
    }

    /** Of an action that has nothing to be told. */
    static final List<Foresight> NOTHING = List.of();
}
