package dev.banksman.controller.run;

import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.plan.Plan.PlannedInterlock;
import dev.banksman.controller.plan.Plan.PlannedRemedy;
import dev.banksman.controller.plan.Plan.PlannedStage;
import dev.banksman.controller.plan.Plan.PlannedStep;
import dev.banksman.controller.plan.TaskKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A plan with what the core looks up in it, computed once per run. Immutable; size is of order hosts + steps.
 *
 * <p>Made by {@link RunState#of}; a pattern of a remedy that does not compile is a fault of the planner and throws
 * here, before any run stands on it.
 */
final class PlanIndex {
    private static final int FIRST_GENERATION = 1;

    final Plan plan;
    final PlanActions actions;
    private final Map<String, PlannedStage> stages = new HashMap<>();
    private final List<Map<String, PlannedStep>> steps = new ArrayList<>();
    private final List<Map<String, Integer>> places = new ArrayList<>();
    private final List<List<Integer>> dependents = new ArrayList<>();
    private final Map<String, List<Integer>> stagesOfHost = new HashMap<>();
    private final Map<String, PlannedInterlock> interlocks = new HashMap<>();
    private final Map<Integer, List<PlannedInterlock>> interlocksBefore = new HashMap<>();
    private final Map<String, Place> restorePoints = new LinkedHashMap<>();
    private final Map<String, PlannedRemedy> remedies = new HashMap<>();
    private final Map<String, Pattern> remedyOutputs = new HashMap<>();
    private final Map<String, Pattern> remedySteps = new HashMap<>();

    PlanIndex(Plan plan, PlanActions actions) {
        this.plan = plan;
        this.actions = actions;
        for (PlannedStage stage : plan.stages()) {
            stages.put(stage.name(), stage);
            dependents.add(new ArrayList<>());
            var byName = new HashMap<String, PlannedStep>();
            stage.steps().forEach(step -> byName.put(step.name(), step));
            steps.add(byName);
            for (PlannedStep step : stage.steps()) {
                step.restorePoint()
                        .ifPresent(point -> restorePoints.put(
                                point.name(),
                                new Place(stage, step, stage.hosts().getFirst())));
            }
            var order = new HashMap<String, Integer>();
            for (String host : stage.hosts()) {
                order.put(host, order.size());
                stagesOfHost.computeIfAbsent(host, h -> new ArrayList<>()).add(stage.index());
            }
            places.add(order);
        }
        for (PlannedStage stage : plan.stages()) {
            stage.needs().stream()
                    .distinct()
                    .forEach(need -> dependents.get(need).add(stage.index()));
        }
        for (PlannedInterlock interlock : plan.interlocks()) {
            interlocks.put(interlock.name(), interlock);
            interlocksBefore
                    .computeIfAbsent(interlock.beforeStage(), s -> new ArrayList<>())
                    .add(interlock);
        }
        for (PlannedRemedy remedy : plan.remedies()) {
            remedies.put(remedy.name(), remedy);
            remedySteps.put(remedy.name(), stepPattern(remedy.step()));
            remedy.output().ifPresent(output -> remedyOutputs.put(remedy.name(), Pattern.compile(output)));
        }
    }

    private static Pattern stepPattern(String reference) {
        String expression =
                Arrays.stream(reference.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining("[^.]*"));
        return Pattern.compile(expression);
    }

    Optional<PlannedStage> stage(String name) {
        return Optional.ofNullable(stages.get(name));
    }

    PlannedStage stage(int index) {
        return plan.stages().get(index);
    }

    Optional<PlannedStep> step(PlannedStage stage, String name) {
        return Optional.ofNullable(steps.get(stage.index()).get(name));
    }

    boolean isIn(PlannedStage stage, String host) {
        return places.get(stage.index()).containsKey(host);
    }

    /** The host's place in the stage's order of entry. */
    int order(int stage, String host) {
        Integer order = places.get(stage).get(host);
        if (order == null) {
            throw new IllegalArgumentException(
                    "host " + host + " is not in stage " + stage(stage).name());
        }
        return order;
    }

    /** Where a task stands in the plan; empty for a task the plan does not have. */
    Optional<Place> place(String stage, String step, String host) {
        return stage(stage)
                .filter(s -> isIn(s, host))
                .flatMap(s -> step(s, step).map(t -> new Place(s, t, host)));
    }

    Optional<Place> place(TaskKey key) {
        return key.generation() == FIRST_GENERATION ? place(key.stage(), key.step(), key.host()) : Optional.empty();
    }

    Place place(int stage, int step, String host) {
        PlannedStage planned = stage(stage);
        return new Place(planned, planned.steps().get(step), host);
    }

    /** Where a restore point stands, on the first host of its stage. */
    Optional<Place> restorePoint(String name) {
        return Optional.ofNullable(restorePoints.get(name));
    }

    /** In the plan's order. */
    Map<String, Place> restorePoints() {
        return Collections.unmodifiableMap(restorePoints);
    }

    /** The stages that need a stage, directly or through others, in the plan's order. */
    List<Integer> after(int stage) {
        var after = new TreeSet<Integer>();
        var todo = new ArrayDeque<>(dependents.get(stage));
        while (!todo.isEmpty()) {
            int next = todo.pop();
            if (after.add(next)) {
                todo.addAll(dependents.get(next));
            }
        }
        return List.copyOf(after);
    }

    List<Integer> dependents(int stage) {
        return dependents.get(stage);
    }

    List<Integer> stagesOf(String host) {
        return stagesOfHost.getOrDefault(host, List.of());
    }

    Optional<PlannedInterlock> interlock(String name) {
        return Optional.ofNullable(interlocks.get(name));
    }

    List<PlannedInterlock> interlocksBefore(Place place) {
        return interlocksBefore.getOrDefault(place.stage().index(), List.of()).stream()
                .filter(i -> i.beforeStep().isEmpty()
                        || i.beforeStep().get() == place.step().index())
                .toList();
    }

    Optional<PlannedRemedy> remedy(String name) {
        return Optional.ofNullable(remedies.get(name));
    }

    /**
     * Where a remedy for a task runs: on its host, or on the only host of the remedy's role; empty if there is no such.
     */
    Optional<String> hostOf(PlannedRemedy remedy, String taskHost) {
        if (remedy.onRole().isEmpty()) {
            return Optional.of(taskHost);
        }
        List<String> hosts = plan.roles().getOrDefault(remedy.onRole().get(), List.of());
        return hosts.size() == 1 && plan.hosts().containsKey(hosts.getFirst())
                ? Optional.of(hosts.getFirst())
                : Optional.empty();
    }

    boolean appliesTo(PlannedRemedy remedy, Place place) {
        Pattern pattern = remedySteps.get(remedy.name());
        return pattern != null
                && pattern.matcher(place.stage().name() + "." + place.step().name())
                        .matches();
    }

    /** Whether the remedy's output pattern, if it has one, is found in the text. */
    boolean shows(PlannedRemedy remedy, String text) {
        Pattern pattern = remedyOutputs.get(remedy.name());
        return pattern == null || pattern.matcher(text).find();
    }

    /** One step on one host, as the plan has it. */
    record Place(PlannedStage stage, PlannedStep step, String host) {
        TaskKey key() {
            return new TaskKey(stage.name(), step.name(), host, FIRST_GENERATION);
        }

        @Override
        public String toString() {
            return key().toString();
        }
    }
}
