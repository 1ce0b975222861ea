package dev.banksman.agent.action;

import dev.banksman.agent.action.Work.Finding;
import dev.banksman.proto.agent.v1.Observation;
import dev.banksman.proto.agent.v1.Verdict;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A finding in the making: what should have been and what was, in words for people, within the limits of the wire.
 * Used by one thread.
 */
final class Judgement {

    private static final int DETAILS = 32;

    private final Verdict verdict;
    private final String expected;
    private final String observed;
    private final Map<String, String> details = new LinkedHashMap<>();
    private final Map<String, String> outputs = new LinkedHashMap<>();
    private final Map<String, String> saved = new LinkedHashMap<>();
    private String message;
    private String shown = "";
    private boolean rebootRequired;

    private Judgement(Verdict verdict, String expected, String observed) {
        this.verdict = verdict;
        this.expected = expected;
        this.observed = observed;
        this.message = verdict == Verdict.VERDICT_FAIL
                ? "Expected " + expected + "; observed " + observed + "."
                : "As expected: " + observed + ".";
    }

    static Judgement passed(String expected, String observed) {
        return new Judgement(Verdict.VERDICT_PASS, expected, observed);
    }

    /** The step succeeds, and a person should look at it. */
    static Judgement warned(String expected, String observed) {
        return new Judgement(Verdict.VERDICT_WARN, expected, observed);
    }

    static Judgement failed(String expected, String observed) {
        return new Judgement(Verdict.VERDICT_FAIL, expected, observed);
    }

    static Judgement of(boolean pass, String expected, String observed) {
        return pass ? passed(expected, observed) : failed(expected, observed);
    }

    boolean failed() {
        return verdict == Verdict.VERDICT_FAIL;
    }

    /** Replaces the sentence made of expected and observed. */
    Judgement message(String sentence) {
        this.message = sentence;
        return this;
    }

    /** Adds what a person should know or do beyond expected and observed. */
    Judgement hint(String sentence) {
        this.message += " " + sentence;
        return this;
    }

    /** What output rules look at. */
    Judgement shown(String text) {
        this.shown = text;
        return this;
    }

    Judgement detail(String name, String value) {
        if (details.size() < DETAILS) {
            details.put(name, BoundedText.head(value, BoundedText.SENTENCE_BYTES));
        }
        return this;
    }

    Judgement output(String name, String value) {
        outputs.put(name, BoundedText.head(value, BoundedText.SENTENCE_BYTES));
        return this;
    }

    /** An output that is never cut. */
    Judgement saved(String name, String value) {
        saved.put(name, value);
        return this;
    }

    Judgement rebootRequired(boolean required) {
        this.rebootRequired = required;
        return this;
    }

    Finding finding() {
        var observation = Observation.newBuilder()
                .setVerdict(verdict)
                .setExpected(BoundedText.head(expected, BoundedText.SENTENCE_BYTES))
                .setObserved(BoundedText.head(observed, BoundedText.SENTENCE_BYTES))
                .putAllDetails(details)
                .build();
        return new Finding(
                verdict != Verdict.VERDICT_FAIL,
                BoundedText.head(message, BoundedText.SENTENCE_BYTES),
                observation,
                BoundedText.head(shown, BoundedText.SHOWN_BYTES),
                Map.copyOf(outputs),
                rebootRequired,
                Map.copyOf(saved));
    }
}
