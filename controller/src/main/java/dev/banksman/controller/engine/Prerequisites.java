package dev.banksman.controller.engine;

import dev.banksman.controller.journal.Journal;
import dev.banksman.controller.journal.RunEntry;
import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.plan.Plan.PlannedPrerequisite;
import dev.banksman.controller.run.RunInput.DecisionKind;
import dev.banksman.controller.run.RunPhase;
import dev.banksman.controller.run.RunView;
import dev.banksman.controller.run.TaskState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks among the runs of this journal for those that a plan asks for. Reads whole runs, the newest first, and of each
 * runbook at most {@value #MOST}: a prerequisite is met by something recent, or not at all.
 */
final class Prerequisites {
    private static final int MOST = 50;
    private static final int NAMED = 3;

    private final Journal journal;
    private final LoopContext.Reader reader;

    Prerequisites(Journal journal, LoopContext.Reader reader) {
        this.journal = journal;
        this.reader = reader;
    }

    /** What looking came to. */
    sealed interface Answer {}

    /** The run that meets each prerequisite, by the prerequisite's name. */
    record Met(Map<String, String> runs) implements Answer {}

    /** All that is missing, for whoever wants to start. */
    record Missing(String reason) implements Answer {}

    Answer of(Plan plan, Instant now) {
        var met = new LinkedHashMap<String, String>();
        var missing = new ArrayList<String>();
        for (var prerequisite : plan.prerequisites()) {
            var objections = new ArrayList<String>();
            var found = candidates(prerequisite, now).stream()
                    .filter(run -> {
                        var objection = objection(prerequisite, run);
                        objection.ifPresent(why -> objections.add(run.run() + ": " + why));
                        return objection.isEmpty();
                    })
                    .findFirst();
            if (found.isPresent()) {
                met.put(prerequisite.name(), found.get().run());
            } else {
                missing.add(missing(prerequisite, objections));
            }
        }
        return missing.isEmpty() ? new Met(Map.copyOf(met)) : new Missing(String.join(" ", missing));
    }

    private List<RunEntry> candidates(PlannedPrerequisite prerequisite, Instant now) {
        return journal.runs().stream()
                .filter(run -> run.card().runbook().equals(prerequisite.runbook()))
                .filter(run -> run.status().phase() == RunPhase.SUCCEEDED)
                .filter(run -> prerequisite.within().isEmpty()
                        || run.status()
                                .ended()
                                .filter(at -> !at.isBefore(
                                        now.minus(prerequisite.within().get())))
                                .isPresent())
                .sorted(Comparator.comparing(
                                (RunEntry run) -> run.status().ended().orElse(Instant.EPOCH))
                        .reversed())
                .limit(MOST)
                .toList();
    }

    private Optional<String> objection(PlannedPrerequisite prerequisite, RunEntry entry) {
        RunView view;
        try {
            view = reader.read(entry.run()).fold().view();
        } catch (RuntimeException e) {
            return Optional.of("it cannot be read, " + e.getMessage());
        }
        var plan = view.plan();
        var excluded = view.hosts().stream()
                .filter(RunView.HostView::excluded)
                .map(RunView.HostView::host)
                .toList();
        if (!excluded.isEmpty()) {
            return Optional.of("it went on without " + String.join(", ", excluded));
        }
        var byHand = byHand(prerequisite, view);
        if (byHand.isPresent()) {
            return byHand;
        }
        var version = prerequisite.version();
        if (version.isPresent() && !version.get().equals(plan.runbookVersion())) {
            return Optional.of("its version is " + plan.runbookVersion() + ", expected " + version.get());
        }
        for (var parameter : prerequisite.parameters().entrySet()) {
            var had = plan.parameters().get(parameter.getKey());
            if (!parameter.getValue().equals(had)) {
                return Optional.of("its parameter " + parameter.getKey() + " was " + (had == null ? "not there" : had)
                        + ", expected " + parameter.getValue());
            }
        }
        for (var output : prerequisite.outputs().entrySet()) {
            var gave = outputs(view, output.getKey());
            if (!gave.equals(List.of(output.getValue()))) {
                return Optional.of(output.getKey() + " gave " + (gave.isEmpty() ? "nothing" : String.join(", ", gave))
                        + ", expected " + output.getValue());
            }
        }
        return Optional.empty();
    }

    /** What a person took the place of, where the prerequisite does not allow that. */
    private static Optional<String> byHand(PlannedPrerequisite prerequisite, RunView view) {
        var skipped =
                prerequisite.nothingSkipped() ? tasks(view, TaskState.SKIPPED, DecisionKind.SKIP) : List.<String>of();
        if (!skipped.isEmpty()) {
            return Optional.of("a person skipped " + some(skipped));
        }
        var markedDone = prerequisite.nothingMarkedDone()
                ? tasks(view, TaskState.SUCCEEDED, DecisionKind.MARK_DONE)
                : List.<String>of();
        return markedDone.isEmpty() ? Optional.empty() : Optional.of("a person marked as done " + some(markedDone));
    }

    private static List<String> tasks(RunView view, TaskState state, DecisionKind decision) {
        return view.tasks()
                .filter(task -> task.state() == state
                        && task.decided().filter(decision::equals).isPresent())
                .map(task -> task.key().stage() + "." + task.key().step() + "@"
                        + task.key().host())
                .toList();
    }

    private static String some(List<String> tasks) {
        var more = tasks.size() - NAMED;
        return more <= 0
                ? String.join(", ", tasks)
                : String.join(", ", tasks.subList(0, NAMED)) + " and " + more + " more";
    }

    /** What a step gave on its hosts; {@code name} is stage.step.output. */
    private static List<String> outputs(RunView view, String name) {
        var parts = name.split("\\.", 3);
        return view.plan().stages().stream()
                .filter(stage -> parts.length == 3 && stage.name().equals(parts[0]))
                .flatMap(stage -> stage.hosts().stream())
                .flatMap(host -> view.task(parts[0], parts[1], host).stream())
                .flatMap(task -> Optional.ofNullable(task.outputs().get(parts[2])).stream())
                .distinct()
                .toList();
    }

    private static String missing(PlannedPrerequisite prerequisite, List<String> objections) {
        var expected = new StringBuilder("Expected a run of " + prerequisite.runbook());
        prerequisite
                .version()
                .ifPresent(version -> expected.append(", version ").append(version));
        expected.append(", that succeeded");
        prerequisite
                .within()
                .ifPresent(within -> expected.append(" within the last ")
                        .append(dev.banksman.controller.runbook.syntax.Durations.format(within)));
        prerequisite
                .parameters()
                .forEach((name, value) ->
                        expected.append(", with ").append(name).append('=').append(value));
        prerequisite
                .outputs()
                .forEach((name, value) -> expected.append(", where ")
                        .append(name)
                        .append(" gave ")
                        .append(value));
        if (prerequisite.nothingSkipped()) {
            expected.append(", with no step skipped by a person");
        }
        if (prerequisite.nothingMarkedDone()) {
            expected.append(", with no step marked as done by a person");
        }
        expected.append("; among the newest ")
                .append(MOST)
                .append(" found ")
                .append(
                        objections.isEmpty()
                                ? "none"
                                : "none (" + String.join("; ", objections.subList(0, Math.min(3, objections.size())))
                                        + ")");
        return expected.append(". Prerequisite ")
                .append(prerequisite.name())
                .append(": ")
                .append(prerequisite.because())
                .toString();
    }
}
