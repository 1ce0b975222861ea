package dev.banksman.controller.authoring;

import dev.banksman.controller.runbook.Runbook;
import dev.banksman.controller.runbook.Runbook.Stage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * Stages in an order in which each follows all it may need; where there is a choice, the document's. Needs whose conditions
 * exclude each other can go in a circle together: then the document's order stands for what is left.
 */
final class StageOrder {
    private StageOrder() {}

    static List<Stage> of(Runbook runbook) {
        var left = new ArrayList<>(runbook.stages());
        var order = new ArrayList<Stage>();
        var placed = new HashSet<String>();
        while (!left.isEmpty()) {
            var next = left.stream()
                    .filter(stage -> stage.needs().stream().allMatch(need -> placed.contains(need.stage())))
                    .findFirst()
                    .or(() -> left.stream()
                            .filter(stage -> stage.needs().stream()
                                    .filter(need -> need.when().isEmpty())
                                    .allMatch(need -> placed.contains(need.stage())))
                            .findFirst())
                    .orElse(left.getFirst());
            left.remove(next);
            placed.add(next.name());
            order.add(next);
        }
        return List.copyOf(order);
    }
}
