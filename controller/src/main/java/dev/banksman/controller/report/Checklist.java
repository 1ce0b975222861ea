package dev.banksman.controller.report;

import dev.banksman.controller.authoring.ActionWords;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A plan, or what is left of a run, for paper: so that whoever has it can go on by hand when Banksman is not there. Immutable.
 *
 * @param heading says what it is of: the plan, or a run at a time
 * @param parameters as they were given or filled in
 * @param stages in the plan's order; of a run, those in which something is left
 * @param passed of a run: the stages that are through, and the tasks that will not be done, each with the reason
 */
public record Checklist(
        String title,
        List<String> heading,
        Map<String, String> parameters,
        List<StagePage> stages,
        List<String> passed,
        List<String> knownFailures) {

    /** More tasks are no work for people with paper. */
    public static final int MOST_TASKS = 5_000;

    /**
     * A stage.
     *
     * @param begins when it may begin
     * @param hosts who goes through it, in which order
     * @param warnings interlocks that bind here
     */
    public record StagePage(
            int number,
            String name,
            String title,
            String begins,
            String hosts,
            List<String> warnings,
            List<HostPage> work) {}

    /**
     * What is to be done on one host, from top to bottom.
     *
     * @param then what comes before the next host; empty where it follows at once
     */
    public record HostPage(String host, List<Item> items, String then) {}

    /**
     * One box to tick.
     *
     * @param kind "gate", "check" or "action"
     * @param state of a run: what is known about a task that has begun
     * @param onlyIf where a condition has to be looked at by hand
     * @param action what is done; empty for a gate
     * @param doneAlreadyIf how to see that it is done already
     * @param fields what to write down by hand
     */
    public record Item(
            String number,
            String task,
            String title,
            String kind,
            Optional<String> state,
            Optional<String> onlyIf,
            String instructions,
            Optional<ActionWords> action,
            Optional<String> doneAlreadyIf,
            List<Field> fields,
            List<String> warnings,
            String undo,
            Optional<String> restorePoint,
            boolean pointOfNoReturn,
            Optional<String> source) {}

    /** A line to fill in by hand: what, and what may stand there. */
    public record Field(String name, String help) {}

    /** How many boxes there are. */
    public long boxes() {
        return stages.stream()
                .flatMap(stage -> stage.work().stream())
                .mapToLong(page -> page.items().size())
                .sum();
    }
}
