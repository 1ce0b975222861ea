package dev.banksman.controller.plan;

import dev.banksman.controller.plan.Plan.PlanSources;
import dev.banksman.controller.plan.Plan.PlannedHost;
import dev.banksman.controller.plan.Plan.PlannedRemedy;
import dev.banksman.controller.plan.Plan.PlannedStage;
import dev.banksman.controller.plan.Plan.PlannedStep;
import dev.banksman.controller.plan.Plan.RollingLimit;
import dev.banksman.controller.plan.StageSelection.Selected;
import dev.banksman.controller.plan.StageSelection.Selection;
import dev.banksman.controller.runbook.Inventory;
import dev.banksman.controller.runbook.Problem;
import dev.banksman.controller.runbook.Problems;
import dev.banksman.controller.runbook.RemedyMatch;
import dev.banksman.controller.runbook.Runbook;
import dev.banksman.controller.runbook.expression.Expressions;
import dev.banksman.controller.runbook.expression.RunbookNames;
import dev.banksman.controller.runbook.syntax.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Joins runbook, inventory and parameters into a plan, or says everything that stands in the way. Pure: the same inputs
 * give the same plan and the same hash. Memory grows with hosts plus steps, not with their product.
 */
public final class Planner {
    private final Runbook runbook;
    private final Inventory inventory;
    private final PlanSources sources;
    private final Problems problems;
    private final Problems inventoryProblems;
    private final Problems warnings;
    private boolean windowInForce;

    private Planner(Runbook runbook, Inventory inventory, PlanSources sources) {
        this.runbook = runbook;
        this.inventory = inventory;
        this.sources = sources;
        this.problems = new Problems(sources.runbookFile());
        this.inventoryProblems = new Problems(sources.inventoryFile());
        this.warnings = new Problems(sources.runbookFile());
    }

    /** {@code sources} are the documents that the runbook and the inventory were read from. */
    public static Planned plan(
            Runbook runbook, Inventory inventory, Map<String, String> parameters, PlanSources sources) {
        return new Planner(runbook, inventory, sources).plan(parameters);
    }

    private Planned plan(Map<String, String> given) {
        var parameters = ParameterBinding.bind(runbook, given, problems);
        var roleHosts = RoleBinding.bind(runbook, inventory, problems, inventoryProblems);
        if (!problems.isEmpty() || !inventoryProblems.isEmpty()) {
            return refused();
        }
        var values = PlanValues.of(runbook.parameters(), parameters, roleHosts);
        var expressions = new Expressions(RunbookNames.of(runbook));
        var selector = new StageSelection(runbook, roleHosts, expressions, values, problems);
        var selection = selector.select();
        if (selection.isEmpty()) {
            return refused();
        }
        if (selection.get().stages().isEmpty()) {
            problems.add(runbook.stages().getFirst().at(), "stages", "no stage that applies", "at least one", "");
            return refused();
        }
        var hosts = hosts(selection.get());
        windowInForce = runbook.window().isPresent()
                && runbook.window()
                        .get()
                        .when()
                        .map(w -> selector.holds(w, "maintenance-window.when"))
                        .orElse(true);
        var stages = stages(selection.get(), hosts, expressions, values);
        new OutputUse(runbook, stages, selection.get(), expressions, problems).check();
        new HostUse(runbook, stages, hosts, expressions, values, problems).check();
        var interlocks = new InterlockProof(
                        runbook,
                        stages,
                        selection.get().leftOut(),
                        selection.get().graph(),
                        problems,
                        warnings)
                .prove(selector);
        var around = new Surroundings(runbook, selector, new EarlyText(expressions, values), problems);
        if (!problems.isEmpty()) {
            return refused();
        }
        var plan = new Plan(
                runbook.name(),
                runbook.version(),
                runbook.title(),
                parameters,
                planned(hosts.names()),
                roleHosts,
                around.prerequisites(),
                around.window(),
                stages,
                selection.get().leftOut(),
                interlocks,
                remedies(stages),
                changing(stages),
                sources,
                "");
        return new Planned.Ready(PlanHash.with(plan), warnings.sorted());
    }

    private Planned refused() {
        var all = new ArrayList<Problem>(problems.sorted());
        all.addAll(inventoryProblems.sorted());
        return new Planned.Refused(List.copyOf(all));
    }

    /** Only hosts that something is done on. */
    private HostTable hosts(Selection selection) {
        var used = new HashSet<String>();
        selection.stages().forEach(stage -> used.addAll(stage.hosts()));
        return new HostTable(inventory, used);
    }

    private Map<String, PlannedHost> planned(Iterable<String> names) {
        var hosts = new LinkedHashMap<String, PlannedHost>();
        for (var name : names) {
            var host = inventory.hosts().get(name);
            if (host != null) {
                hosts.put(name, new PlannedHost(name, host.roles(), host.variables()));
            }
        }
        return Collections.unmodifiableMap(hosts);
    }

    private List<PlannedStage> stages(
            Selection selection, HostTable hosts, Expressions expressions, PlanValues values) {
        var planning = new StepPlanning(hosts, expressions, values, problems);
        var early = new EarlyText(expressions, values);
        var stages = new ArrayList<PlannedStage>();
        for (var selected : selection.stages()) {
            stages.add(stage(selected, stages.size(), planning, early));
        }
        return List.copyOf(stages);
    }

    private PlannedStage stage(Selected selected, int index, StepPlanning planning, EarlyText early) {
        var stage = selected.stage();
        var path = "stages[" + runbook.stages().indexOf(stage) + "].steps[";
        var steps = new ArrayList<PlannedStep>();
        for (var i = 0; i < stage.steps().size(); i++) {
            steps.add(planning.plan(stage.steps().get(i), i, selected.hosts(), path + i + "]"));
        }
        var role = runbook.roles().get(stage.role());
        return new PlannedStage(
                index,
                stage.name(),
                early.expand(stage.title()),
                stage.role(),
                role == null ? stage.role() : role.title(),
                List.copyOf(selected.hosts()),
                selected.needs(),
                limit(
                        stage.rolling(),
                        selected.hosts().size(),
                        early,
                        "stages[" + runbook.stages().indexOf(stage) + "].rolling"),
                stage.inWindow() && windowInForce,
                List.copyOf(steps));
    }

    private RollingLimit limit(Optional<Runbook.Rolling> rolling, int hosts, EarlyText early, String path) {
        if (rolling.isEmpty()) {
            return new RollingLimit(0, Duration.ZERO, Math.max(1, hosts), Integer.MAX_VALUE);
        }
        var canary = Math.min(rolling.get().canary(), hosts);
        var batch = rolling.get().batch();
        var percent = batch.endsWith("%");
        var number = Integer.parseInt(percent ? batch.substring(0, batch.length() - 1) : batch);
        var size = percent ? Math.ceilDiv((hosts - canary) * number, 100) : number;
        return new RollingLimit(
                canary,
                soak(rolling.get(), early, path),
                Math.max(1, size),
                rolling.get().maxFailures());
    }

    private Duration soak(Runbook.Rolling rolling, EarlyText early, String path) {
        var text = early.expand(rolling.soak());
        var soak = Durations.parse(text);
        if (soak.isEmpty()) {
            problems.add(rolling.at(), path + ".soak", text, Durations.EXPECTED, "");
        }
        return soak.orElse(Duration.ZERO);
    }

    private List<PlannedRemedy> remedies(List<PlannedStage> stages) {
        return runbook.remedies().stream()
                .filter(remedy -> covers(RemedyMatch.of(remedy.step()), stages))
                .map(r -> new PlannedRemedy(
                        r.name(),
                        r.title(),
                        r.step(),
                        r.exitCode(),
                        r.output(),
                        r.explain(),
                        r.tryAction(),
                        r.onRole(),
                        r.timeout()))
                .toList();
    }

    private static boolean covers(RemedyMatch match, List<PlannedStage> stages) {
        return stages.stream()
                .anyMatch(stage -> stage.steps().stream().anyMatch(step -> match.covers(stage.name(), step.name())));
    }

    /** Anything but checks: an action that is none, or a gate, behind which a person may do anything. */
    private static boolean changing(List<PlannedStage> stages) {
        return stages.stream().anyMatch(stage -> stage.steps().stream().anyMatch(step -> !step.check()));
    }
}
