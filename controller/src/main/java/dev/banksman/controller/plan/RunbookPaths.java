package dev.banksman.controller.plan;

import dev.banksman.controller.runbook.Position;
import dev.banksman.controller.runbook.Runbook;
import java.util.HashMap;
import java.util.Map;

/** Where a plan's stages and steps stand in the runbook, for messages. */
final class RunbookPaths {
    private final Map<String, Integer> indices = new HashMap<>();
    private final Runbook runbook;

    RunbookPaths(Runbook runbook) {
        this.runbook = runbook;
        for (var i = 0; i < runbook.stages().size(); i++) {
            indices.put(runbook.stages().get(i).name(), i);
        }
    }

    String step(String stage, int step) {
        return "stages[" + indices.get(stage) + "].steps[" + step + "]";
    }

    Position position(String stage, int step) {
        var index = indices.get(stage);
        return index == null
                ? Position.NONE
                : runbook.stages().get(index).steps().get(step).at();
    }
}
