package dev.banksman.controller.authoring;

import dev.banksman.controller.authoring.picture.Diagram;
import dev.banksman.controller.authoring.picture.Diagram.Arrow;
import dev.banksman.controller.authoring.picture.Diagram.Box;
import dev.banksman.controller.authoring.picture.Diagram.Item;
import dev.banksman.controller.authoring.picture.Diagram.Mark;
import dev.banksman.controller.runbook.Runbook;
import dev.banksman.controller.runbook.Runbook.Condition;
import dev.banksman.controller.runbook.Runbook.Stage;
import dev.banksman.controller.runbook.Runbook.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/** Draws a runbook by itself: all its stages, whatever a plan leaves out, with the conditions of its needs. */
public final class RunbookPicture {
    private RunbookPicture() {}

    public static Diagram of(Runbook runbook) {
        var ids = new HashMap<String, String>();
        var boxes = new ArrayList<Box>();
        for (var stage : StageOrder.of(runbook)) {
            ids.put(stage.name(), "s" + boxes.size());
            boxes.add(box(runbook, stage, "s" + boxes.size()));
        }
        var arrows = new ArrayList<Arrow>();
        for (var stage : StageOrder.of(runbook)) {
            for (var need : stage.needs()) {
                arrows.add(new Arrow(
                        ids.getOrDefault(need.stage(), ""),
                        ids.getOrDefault(stage.name(), ""),
                        need.when().map(Condition::expression).orElse(""),
                        false));
            }
        }
        for (var interlock : runbook.interlocks()) {
            var from = ids.getOrDefault(interlock.require().stage(), "");
            var to = ids.getOrDefault(interlock.before().stage(), "");
            if (!from.equals(to)) {
                arrows.add(new Arrow(from, to, interlock.name(), true));
            }
        }
        return new Diagram(runbook.title(), boxes, arrows);
    }

    private static Box box(Runbook runbook, Stage stage, String id) {
        var role = runbook.roles().get(stage.role());
        var on = role == null ? stage.role() : role.title();
        var when = stage.when()
                .map(condition -> ", where " + condition.expression())
                .orElse("");
        List<Item> items = stage.steps().stream().map(RunbookPicture::item).toList();
        return new Box(id, stage.name(), stage.title(), on + when, items, Diagram.style(items));
    }

    private static Item item(Step step) {
        var mark = step.gate().isPresent() ? Mark.GATE : step.check() ? Mark.CHECK : Mark.NONE;
        return new Item(step.name(), mark, step.pointOfNoReturn());
    }
}
