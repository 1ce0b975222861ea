package dev.banksman.controller.report;

import dev.banksman.controller.authoring.ActionWords;
import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.plan.Plan.Outputs;
import dev.banksman.controller.plan.Plan.PlannedInterlock;
import dev.banksman.controller.plan.Plan.PlannedRemedy;
import dev.banksman.controller.plan.Plan.PlannedStage;
import dev.banksman.controller.plan.Plan.PlannedStep;
import dev.banksman.controller.plan.PlanExpander;
import dev.banksman.controller.report.Checklist.Field;
import dev.banksman.controller.report.Checklist.Item;
import dev.banksman.controller.run.RunView;
import dev.banksman.controller.run.RunView.TaskView;
import dev.banksman.controller.runbook.Runbook;
import dev.banksman.controller.runbook.Runbook.ActionTemplate;
import dev.banksman.controller.runbook.Runbook.RestorePoint;
import dev.banksman.controller.runbook.Runbook.Undo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Makes the boxes of a checklist, with every value filled in that is known. */
final class ChecklistItems {
    private final Plan plan;
    private final Optional<RunView> run;
    private final PlanExpander expander;
    private final Outputs outputs;

    ChecklistItems(Plan plan, Optional<RunView> run, PlanExpander expander) {
        this.plan = plan;
        this.run = run;
        this.expander = expander;
        this.outputs = (stage, step, host, name) -> run.flatMap(view -> view.task(stage, step, host))
                .flatMap(task -> Optional.ofNullable(task.outputs().get(name)))
                .or(() -> Optional.of("[" + name + " of " + stage + "." + step + "]"));
    }

    Item item(PlannedStage stage, PlannedStep step, String host) {
        var task = run.flatMap(view -> view.task(stage.name(), step.name(), host));
        return new Item(
                (stage.index() + 1) + "." + (step.index() + 1),
                stage.name() + "." + step.name() + "@" + host,
                fill(step.title(), host),
                step.gate().isPresent() ? "gate" : step.check() ? "check" : "action",
                task.flatMap(ChecklistItems::state),
                step.condition().map(when -> when.expression()),
                step.gate().map(gate -> fill(gate.instructions(), host)).orElse(""),
                restoring(task)
                        ? step.restorePoint().flatMap(point -> point.restore()).map(restore -> words(restore, host))
                        : step.action().map(action -> words(action, host)),
                step.doneWhen().map(probe -> String.join(" ", words(probe, host).sentences())),
                fields(step, host),
                warnings(stage, Optional.of(step.index())),
                undo(step.undo(), host),
                step.restorePoint().map(point -> goingBack(point, host)),
                step.pointOfNoReturn(),
                step.source().map(ChecklistItems::source));
    }

    private static boolean restoring(Optional<TaskView> task) {
        return task.filter(TaskView::restoring).isPresent();
    }

    /** What a person must know of a task that has begun before they do it themselves. */
    private static Optional<String> state(TaskView task) {
        var reason = task.reason().isEmpty() ? "" : ": " + task.reason();
        if (task.restoring()) {
            return Optional.of("The run was taken back to here, and the state is not restored yet" + reason
                    + ". Do NOT do the step again: restore its state, as it says below, before anything else goes on.");
        }
        return switch (task.state()) {
            case WAITING, READY, SUCCEEDED, SKIPPED, EXCLUDED -> Optional.empty();
            case DISPATCHED, RUNNING -> Optional.of("It was running when this was made. Look whether it still runs.");
            case CANCELLING -> Optional.of("It was being cancelled when this was made. Look whether it still runs.");
            case UNKNOWN ->
                Optional.of("How it ended is not known" + reason + ". Look what is there before you do it.");
            case AWAITING_DECISION -> Optional.of("It awaits a decision" + reason);
            case FAILED, TIMED_OUT, CANCELLED ->
                Optional.of(task.state().name().replace('_', ' ') + reason + ". Part of it may be done.");
        };
    }

    private List<Field> fields(PlannedStep step, String host) {
        var fields = new ArrayList<Field>();
        step.gate()
                .ifPresent(gate -> gate.evidence().forEach(asked -> {
                    var parts = new ArrayList<String>();
                    if (!asked.help().isEmpty()) {
                        parts.add(ActionWords.sentence(asked.help()));
                    }
                    if (!asked.choices().isEmpty()) {
                        parts.add("One of " + String.join(", ", asked.choices()) + ".");
                    }
                    asked.defaultValue().ifPresent(text -> parts.add("Usually " + fill(text, host) + "."));
                    if (!asked.required()) {
                        parts.add("May be left out.");
                    }
                    fields.add(new Field(asked.name(), String.join(" ", parts)));
                }));
        if (step.check()) {
            fields.add(new Field("seen", ""));
        }
        step.outputs()
                .forEach(rule -> fields.add(new Field(
                        rule.getName(), "Taken from what it shows: the first group of /" + rule.getPattern() + "/.")));
        return List.copyOf(fields);
    }

    private String undo(Undo undo, String host) {
        return switch (undo) {
            case Undo.By(var action) -> String.join(" ", words(action, host).sentences());
            case Undo.None(var reason) -> "None: " + ActionWords.sentence(reason.strip());
            case Undo.Unsaid unsaid -> "";
        };
    }

    private String goingBack(RestorePoint point, String host) {
        return point.name() + ": " + ActionWords.sentence(point.about())
                + point.restore()
                        .map(action -> " To go back: "
                                + String.join(" ", words(action, host).sentences()))
                        .orElse("")
                + point.byHand()
                        .map(text -> " To go back: "
                                + ActionWords.sentence(fill(text, host).strip()))
                        .orElse("");
    }

    /** The interlocks that bind before a stage, or before one of its steps. */
    List<String> warnings(PlannedStage stage, Optional<Integer> step) {
        return plan.interlocks().stream()
                .filter(lock ->
                        lock.beforeStage() == stage.index() && lock.beforeStep().equals(step))
                .map(this::warning)
                .toList();
    }

    private String warning(PlannedInterlock lock) {
        var stage = plan.stages().get(lock.requireStage());
        var required = lock.requireStep()
                .map(index -> stage.name() + "." + stage.steps().get(index).name())
                .orElse("all of stage " + stage.name());
        return "Not before " + required + " is done on every host. " + ActionWords.sentence(lock.because());
    }

    String remedy(PlannedRemedy remedy) {
        var shows = new ArrayList<String>();
        remedy.exitCode().ifPresent(code -> shows.add("exit code " + code));
        remedy.output().ifPresent(regex -> shows.add("something like /" + regex + "/"));
        var when = shows.isEmpty() ? "" : " and shows " + String.join(" and ", shows);
        var tries = remedy.tryAction()
                .map(action -> " Try: "
                        + String.join(
                                " ",
                                ActionWords.of(action, UnaryOperator.identity()).sentences()))
                .orElse("");
        return remedy.title() + ", when " + remedy.step() + " fails" + when + ". " + remedy.explain() + tries;
    }

    private ActionWords words(ActionTemplate action, String host) {
        return ActionWords.of(action, text -> fill(text, host));
    }

    private String fill(String text, String host) {
        return text.contains("${")
                ? expander.text(text, host, outputs, run.map(RunView::run).orElse("[run]"))
                : text;
    }

    private static String source(Runbook.Source source) {
        return source.section() + (source.facts().isEmpty() ? "" : " (" + String.join(", ", source.facts()) + ")");
    }
}
