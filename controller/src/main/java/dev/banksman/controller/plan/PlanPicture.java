package dev.banksman.controller.plan;

import dev.banksman.controller.plan.Plan.PlannedStage;
import dev.banksman.controller.plan.Plan.PlannedStep;
import java.util.ArrayList;

/**
 * A plan as a Mermaid flowchart: a box per stage with its steps, arrows for needs, dotted arrows for interlocks. Shown by
 * Markdown viewers and editors; readable as text too.
 */
public final class PlanPicture {
    private PlanPicture() {}

    /** Ends with a line feed. */
    public static String of(Plan plan) {
        var lines = new ArrayList<String>();
        lines.add("---");
        lines.add("title: " + quoted(plan.title()));
        lines.add("---");
        lines.add("flowchart TD");
        for (var stage : plan.stages()) {
            lines.add("  " + id(stage) + "[" + label(stage) + "]");
        }
        for (var stage : plan.stages()) {
            stage.needs().forEach(need -> lines.add("  " + id(plan.stages().get(need)) + " --> " + id(stage)));
        }
        for (var interlock : plan.interlocks()) {
            if (interlock.requireStage() != interlock.beforeStage()) {
                lines.add("  s" + interlock.requireStage() + " -. " + quoted(interlock.name()) + " .-> s"
                        + interlock.beforeStage());
            }
        }
        lines.add("  classDef gate stroke-width:3px");
        lines.add("  classDef looks stroke-dasharray:4");
        for (var stage : plan.stages()) {
            if (stage.steps().stream().anyMatch(step -> step.gate().isPresent())) {
                lines.add("  class " + id(stage) + " gate");
            } else if (stage.steps().stream().allMatch(PlannedStep::check)) {
                lines.add("  class " + id(stage) + " looks");
            }
        }
        return String.join("\n", lines) + "\n";
    }

    private static String label(PlannedStage stage) {
        var hosts = stage.hosts().size() == 1
                ? stage.hosts().getFirst()
                : stage.hosts().size() + " hosts";
        var label = new StringBuilder(
                "<b>" + escaped(stage.title()) + "</b><br>" + escaped(stage.roleTitle()) + ": " + escaped(hosts));
        for (var step : stage.steps()) {
            label.append("<br>").append(mark(step)).append(escaped(step.name()));
            if (step.pointOfNoReturn()) {
                label.append("<br><b>point of no return</b>");
            }
        }
        return '"' + label.toString() + '"';
    }

    private static String mark(PlannedStep step) {
        return step.gate().isPresent() ? "gate: " : step.check() ? "check: " : "";
    }

    private static String id(PlannedStage stage) {
        return "s" + stage.index();
    }

    private static String quoted(String text) {
        return '"' + escaped(text) + '"';
    }

    /** Mermaid's own escapes, so that no title can end a label. */
    private static String escaped(String text) {
        return text.replace("#", "#35;")
                .replace("\"", "#quot;")
                .replace("<", "#lt;")
                .replace(">", "#gt;")
                .replace("\n", " ");
    }
}
