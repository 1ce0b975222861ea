package dev.banksman.agent.action;

import dev.banksman.agent.action.Work.Finding;
import dev.banksman.proto.agent.v1.Observation;
import dev.banksman.proto.agent.v1.OutputRule;
import dev.banksman.proto.agent.v1.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The output rules of a dispatch: regular expressions over what an action showed, whose first groups become values for
 * later steps. A step that succeeded but does not show a value it promised has failed: a later step would go on with
 * nothing in its place.
 *
 * <p>Limits: 32 rules, 4 KiB per value, 16 KiB for all values of a step. Immutable; safe for use by many threads.
 */
public final class OutputRules {

    private static final int RULES = 32;
    private static final int VALUE_BYTES = 4 * 1024;
    private static final int VALUES_BYTES = 16 * 1024;

    private final Map<String, Expression> expressions;

    private OutputRules(Map<String, Expression> expressions) {
        this.expressions = expressions;
    }

    /** @throws InvalidActionException naming the first rule that cannot be used; nothing should start then */
    public static OutputRules compile(List<OutputRule> rules) throws InvalidActionException {
        if (rules.size() > RULES) {
            throw new InvalidActionException(
                    "outputs: expected at most " + RULES + " rules, found " + rules.size() + ".");
        }
        var expressions = new LinkedHashMap<String, Expression>();
        for (var rule : rules) {
            if (rule.getName().isEmpty()) {
                throw new InvalidActionException(
                        "outputs: expected a name with the pattern '" + rule.getPattern() + "', found none.");
            }
            var expression = Expression.compile("outputs." + rule.getName(), rule.getPattern());
            if (expressions.put(rule.getName(), expression) != null) {
                throw new InvalidActionException(
                        "outputs: expected each name once, found '" + rule.getName() + "' twice.");
            }
        }
        return new OutputRules(expressions);
    }

    /**
     * The finding with the values of all rules added to its outputs. A finding that had succeeded fails when a rule
     * finds nothing; one that had failed keeps its own reason.
     */
    public Finding applyTo(Finding finding) {
        var outputs = new LinkedHashMap<>(finding.outputs());
        var problems = new ArrayList<String>();
        var room = VALUES_BYTES;
        for (var rule : expressions.entrySet()) {
            var search = rule.getValue().find(finding.text());
            var bytes = search.value().getBytes(StandardCharsets.UTF_8).length;
            if (!search.captured()) {
                problems.add(missing(rule.getKey(), rule.getValue(), search));
            } else if (bytes > VALUE_BYTES || bytes > room) {
                problems.add("Output '" + rule.getKey() + "': expected a value of at most "
                        + Math.min(VALUE_BYTES, room) + " bytes, found " + bytes + ".");
            } else {
                outputs.put(rule.getKey(), search.value());
                room -= bytes;
            }
        }
        var copied = Map.copyOf(outputs);
        if (problems.isEmpty() || !finding.succeeded()) {
            return new Finding(
                    finding.succeeded(),
                    finding.message(),
                    finding.observation(),
                    finding.text(),
                    copied,
                    finding.rebootRequired(),
                    finding.saved());
        }
        var message = String.join(" ", problems);
        return new Finding(
                false,
                BoundedText.head(message + " Before that: " + finding.message(), BoundedText.SENTENCE_BYTES),
                failed(finding.observation(), message),
                finding.text(),
                copied,
                finding.rebootRequired(),
                finding.saved());
    }

    private static String missing(String name, Expression expression, Expression.Search search) {
        var found = search.state() == Expression.Search.State.TOO_COSTLY
                ? "the expression takes too long on what the step showed; make it simpler"
                : "nothing in what the step showed";
        return "Output '" + name + "': expected text that matches '" + expression + "', found " + found + ".";
    }

    private static Observation failed(Observation observation, String message) {
        return observation.toBuilder()
                .setVerdict(Verdict.VERDICT_FAIL)
                .setObserved(BoundedText.head(observation.getObserved() + "; " + message, BoundedText.SENTENCE_BYTES))
                .build();
    }
}
