package dev.banksman.controller.plan;

import dev.banksman.controller.plan.Plan.PlannedPrerequisite;
import dev.banksman.controller.plan.Plan.PlannedWindow;
import dev.banksman.controller.runbook.Problems;
import dev.banksman.controller.runbook.Runbook;
import dev.banksman.controller.runbook.syntax.Times;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a plan asks of the world around its run: other runs before it, and a time for it. */
final class Surroundings {
    private final Runbook runbook;
    private final StageSelection selection;
    private final EarlyText early;
    private final Problems problems;
    private final List<PlannedPrerequisite> prerequisites;
    private final Optional<PlannedWindow> window;

    Surroundings(Runbook runbook, StageSelection selection, EarlyText early, Problems problems) {
        this.runbook = runbook;
        this.selection = selection;
        this.early = early;
        this.problems = problems;
        this.prerequisites = findPrerequisites();
        this.window = runbook.window().flatMap(this::findWindow);
    }

    List<PlannedPrerequisite> prerequisites() {
        return prerequisites;
    }

    Optional<PlannedWindow> window() {
        return window;
    }

    private List<PlannedPrerequisite> findPrerequisites() {
        var found = new ArrayList<PlannedPrerequisite>();
        for (var i = 0; i < runbook.prerequisites().size(); i++) {
            var written = runbook.prerequisites().get(i);
            var path = "prerequisites[" + i + "].when";
            if (written.when().map(when -> selection.holds(when, path)).orElse(true)) {
                found.add(new PlannedPrerequisite(
                        written.name(),
                        written.runbook(),
                        written.sameVersion() ? Optional.of(runbook.version()) : Optional.empty(),
                        written.within(),
                        expanded(written.parameters()),
                        expanded(written.outputs()),
                        written.nothingSkipped(),
                        written.nothingMarkedDone(),
                        written.because()));
            }
        }
        return List.copyOf(found);
    }

    private Map<String, String> expanded(Map<String, String> texts) {
        var expanded = new LinkedHashMap<String, String>();
        texts.forEach((name, text) -> expanded.put(name, early.expand(text)));
        return Collections.unmodifiableMap(expanded);
    }

    private Optional<PlannedWindow> findWindow(Runbook.Window written) {
        if (!written.when()
                .map(when -> selection.holds(when, "maintenance-window.when"))
                .orElse(true)) {
            return Optional.empty();
        }
        var opens = Times.parse(early.expand(written.opens()));
        var closes = Times.parse(early.expand(written.closes()));
        if (opens.isEmpty() || closes.isEmpty()) {
            var wrong = opens.isEmpty() ? "opens" : "closes";
            var text = early.expand(opens.isEmpty() ? written.opens() : written.closes());
            problems.add(written.at(), "maintenance-window." + wrong, "\"" + text + "\"", Times.EXPECTED, "");
            return Optional.empty();
        }
        if (!closes.get().isAfter(opens.get())) {
            var found = closes.get() + ", not after it opens";
            problems.add(written.at(), "maintenance-window.closes", found, "a moment after " + opens.get(), "");
            return Optional.empty();
        }
        return Optional.of(new PlannedWindow(opens.get(), closes.get(), written.guarded()));
    }
}
