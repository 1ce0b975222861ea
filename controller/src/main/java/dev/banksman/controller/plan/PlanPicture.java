package dev.banksman.controller.plan;

import dev.banksman.controller.authoring.picture.Diagram;
import dev.banksman.controller.authoring.picture.Diagram.Arrow;
import dev.banksman.controller.authoring.picture.Diagram.Box;
import dev.banksman.controller.authoring.picture.Diagram.Item;
import dev.banksman.controller.authoring.picture.Diagram.Mark;
import dev.banksman.controller.authoring.picture.MermaidWriter;
import dev.banksman.controller.plan.Plan.PlannedStage;
import dev.banksman.controller.plan.Plan.PlannedStep;
import java.util.ArrayList;
import java.util.List;

/** A plan as a picture: a box per stage with its hosts and steps, arrows for needs, dotted arrows for interlocks. */
public final class PlanPicture {
    private PlanPicture() {}

    /** As a Mermaid flowchart. Ends with a line feed. */
    public static String of(Plan plan) {
        return MermaidWriter.write(diagram(plan));
    }

    static Diagram diagram(Plan plan) {
        var arrows = new ArrayList<Arrow>();
        for (var stage : plan.stages()) {
            stage.needs().forEach(need -> arrows.add(new Arrow(id(need), id(stage.index()), "", false)));
        }
        for (var interlock : plan.interlocks()) {
            if (interlock.requireStage() != interlock.beforeStage()) {
                arrows.add(
                        new Arrow(id(interlock.requireStage()), id(interlock.beforeStage()), interlock.name(), true));
            }
        }
        return new Diagram(
                plan.title(), plan.stages().stream().map(PlanPicture::box).toList(), arrows);
    }

    private static Box box(PlannedStage stage) {
        var hosts = stage.hosts().size() == 1
                ? stage.hosts().getFirst()
                : stage.hosts().size() + " hosts";
        List<Item> items = stage.steps().stream().map(PlanPicture::item).toList();
        return new Box(
                id(stage.index()),
                stage.name(),
                stage.title(),
                stage.roleTitle() + ": " + hosts,
                items,
                Diagram.style(items));
    }

    private static Item item(PlannedStep step) {
        var mark = step.gate().isPresent() ? Mark.GATE : step.check() ? Mark.CHECK : Mark.NONE;
        return new Item(step.name(), mark, step.pointOfNoReturn());
    }

    private static String id(int index) {
        return "s" + index;
    }
}
