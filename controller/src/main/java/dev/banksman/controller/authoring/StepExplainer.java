package dev.banksman.controller.authoring;

import dev.banksman.controller.authoring.Explanation.RemedyWords;
import dev.banksman.controller.authoring.StepWords.EvidenceWords;
import dev.banksman.controller.runbook.RemedyMatch;
import dev.banksman.controller.runbook.Runbook;
import dev.banksman.controller.runbook.Runbook.ActionTemplate;
import dev.banksman.controller.runbook.Runbook.EvidenceField;
import dev.banksman.controller.runbook.Runbook.Gate;
import dev.banksman.controller.runbook.Runbook.Measured;
import dev.banksman.controller.runbook.Runbook.Remedy;
import dev.banksman.controller.runbook.Runbook.RestorePoint;
import dev.banksman.controller.runbook.Runbook.Severity;
import dev.banksman.controller.runbook.Runbook.Source;
import dev.banksman.controller.runbook.Runbook.Stage;
import dev.banksman.controller.runbook.Runbook.Step;
import dev.banksman.controller.runbook.Runbook.Undo;
import dev.banksman.controller.runbook.syntax.Durations;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Puts steps and remedies of one runbook into words. */
final class StepExplainer {
    private final Runbook runbook;

    StepExplainer(Runbook runbook) {
        this.runbook = runbook;
    }

    StepWords step(Stage stage, Step step) {
        var action = step.action().map(found -> ActionWords.of(found, UnaryOperator.identity()));
        var gate = step.gate();
        return new StepWords(
                step.name(),
                step.title(),
                gate.isPresent()
                        ? "gate"
                        : step.check()
                                ? "check"
                                : step.action().map(ActionTemplate::action).orElse(""),
                step.when().map(Runbook.Condition::expression),
                gate.map(Gate::instructions)
                        .or(() -> action.map(ActionWords::does))
                        .orElse(""),
                action.map(ActionWords::verbatim).orElse(""),
                action.map(ActionWords::details).orElse(List.of()),
                action.map(ActionWords::passes).orElse(List.of()),
                gate.map(Gate::evidence).orElse(List.of()).stream()
                        .map(StepExplainer::evidence)
                        .toList(),
                gate.map(StepExplainer::deciders).orElse(""),
                gate.isPresent()
                        ? List.of("whoever decides rejects it with a reason, and the host is held")
                        : ifNot(step),
                takes(step),
                step.doneWhen().map(StepExplainer::sentences),
                step.outputs().stream()
                        .map(rule -> rule.getName() + ", the first group of /" + rule.getPattern() + "/")
                        .toList(),
                undo(step.undo()),
                step.restorePoint().map(StepExplainer::restorePoint),
                step.pointOfNoReturn(),
                guards(stage, step, false),
                guards(stage, step, true),
                remedies(stage, step, false),
                remedies(stage, step, true),
                step.source().map(StepExplainer::source));
    }

    private static String deciders(Gate gate) {
        return String.join(" or ", gate.deciders())
                + (gate.differsFromStarter() ? ", but not by whoever started the run" : "");
    }

    private static EvidenceWords evidence(EvidenceField field) {
        return new EvidenceWords(field.name(), field.help(), value(field), field.required());
    }

    /** What may be written, and what is offered. */
    static String value(EvidenceField field) {
        var parts = new ArrayList<String>();
        switch (field.type()) {
            case BOOLEAN -> parts.add("true or false");
            case INTEGER -> parts.add("a whole number");
            case DURATION -> parts.add("a duration such as 45m");
            default -> {}
        }
        if (!field.choices().isEmpty()) {
            parts.add(ProgramWords.oneOf(field.choices()));
        }
        field.pattern().ifPresent(pattern -> parts.add("like /" + pattern + "/"));
        field.defaultValue().ifPresent(text -> parts.add("usually " + text));
        return String.join(", ", parts);
    }

    private static List<String> ifNot(Step step) {
        var sentences = new ArrayList<String>();
        step.retry()
                .ifPresent(retry -> sentences.add("tried again by itself "
                        + (retry.attempts() == 1 ? "once" : "up to " + retry.attempts() + " times") + ", after "
                        + Durations.format(retry.backoff()) + " at first, then longer, at most "
                        + Durations.format(retry.maxBackoff()) + " apart"));
        if (step.check() && step.severity() == Severity.WARN) {
            sentences.add("shown as a warning; the host goes on");
            return sentences;
        }
        sentences.add(
                switch (step.onFailure()) {
                    case HOLD -> StepWords.HELD;
                    case FAIL -> "the run fails";
                    case CONTINUE -> "later steps go on";
                });
        return sentences;
    }

    private static String takes(Step step) {
        return step.gate()
                .map(gate -> gate.expectedDuration()
                        .map(time -> "about " + Durations.format(time))
                        .orElse("it does not say how long"))
                .orElseGet(() -> "at most " + Durations.format(step.timeout()) + " for each try"
                        + step.timeoutFrom().map(StepExplainer::measured).orElse(""));
    }

    private static String measured(Measured measured) {
        var times = measured.times() == Math.rint(measured.times())
                ? String.valueOf((long) measured.times())
                : String.valueOf(measured.times());
        return ", and not more than " + times + " times what " + measured.step() + " took, but "
                + Durations.format(measured.atLeast()) + " in any case";
    }

    /** A state to go back to, and how it is brought about. */
    private static String restorePoint(RestorePoint point) {
        return point.name() + ": " + ActionWords.sentence(point.about())
                + point.restore()
                        .map(action -> " To go back: " + sentences(action))
                        .orElse("")
                + point.byHand()
                        .map(text -> " To go back, by hand: " + ActionWords.sentence(text.strip()))
                        .orElse("");
    }

    private static String undo(Undo undo) {
        return switch (undo) {
            case Undo.By(var action) -> sentences(action);
            case Undo.None(var reason) -> "none: " + ActionWords.sentence(reason.strip());
            case Undo.Unsaid unsaid -> "";
        };
    }

    private static String sentences(ActionTemplate action) {
        return String.join(" ", ActionWords.of(action, UnaryOperator.identity()).sentences());
    }

    private List<String> guards(Stage stage, Step step, boolean alone) {
        return runbook.interlocks().stream()
                .filter(interlock -> interlock.before().stage().equals(stage.name())
                        && interlock.before().step().map(step.name()::equals).orElse(!alone))
                .map(interlock -> interlock.name() + ": not before " + interlock.require()
                        + interlock
                                .when()
                                .map(when -> ", where " + when.expression())
                                .orElse(""))
                .toList();
    }

    /** A gate is a person's; it does not fail by itself. */
    private List<String> remedies(Stage stage, Step step, boolean alone) {
        return runbook.remedies().stream()
                .filter(remedy -> step.gate().isEmpty()
                        && RemedyMatch.covers(remedy.step(), stage.name(), step.name())
                        && !(alone && ofAnyStep(remedy)))
                .map(remedy -> remedy.name() + ": " + remedy.title())
                .toList();
    }

    /** The remedies that any step of a stage may call for. */
    List<String> remedies(Stage stage) {
        return runbook.remedies().stream()
                .filter(remedy -> ofAnyStep(remedy)
                        && stage.steps().stream()
                                .anyMatch(step -> RemedyMatch.covers(remedy.step(), stage.name(), step.name())))
                .map(remedy -> remedy.name() + ": " + remedy.title())
                .toList();
    }

    private static boolean ofAnyStep(Remedy remedy) {
        return remedy.step().endsWith(".*");
    }

    RemedyWords remedy(Remedy remedy) {
        var shows = new ArrayList<String>();
        remedy.exitCode().ifPresent(code -> shows.add("ends with exit code " + code));
        remedy.output().ifPresent(regex -> shows.add("shows something like /" + regex + "/"));
        var when = shows.isEmpty() ? " fails" : " fails and " + String.join(" and ", shows);
        var tries = remedy.tryAction()
                .map(action -> List.of(
                        sentences(action),
                        "On "
                                + remedy.onRole()
                                        .map(role -> "the host of " + role)
                                        .orElse("the host that failed") + ", at most "
                                + Durations.format(remedy.timeout()) + "."))
                .orElse(List.of());
        return new RemedyWords(
                remedy.name(),
                remedy.title(),
                "Offered when " + remedy.step() + when + ".",
                remedy.explain(),
                tries,
                remedy.source().map(StepExplainer::source));
    }

    static String source(Source source) {
        return source.section() + (source.facts().isEmpty() ? "" : " (" + String.join(", ", source.facts()) + ")");
    }
}
