package dev.banksman.controller.plan;

import dev.banksman.controller.plan.ActionMessages.UnresolvableException;
import dev.banksman.controller.plan.Plan.Outputs;
import dev.banksman.controller.plan.Plan.PlannedStep;
import dev.banksman.controller.plan.Plan.Purpose;
import dev.banksman.controller.plan.Plan.Resolved;
import dev.banksman.controller.runbook.Read;
import dev.banksman.controller.runbook.Runbook;
import dev.banksman.controller.runbook.Runbook.ActionTemplate;
import dev.banksman.controller.runbook.RunbookReader;
import dev.banksman.controller.runbook.expression.CompiledExpression;
import dev.banksman.controller.runbook.expression.CompiledText;
import dev.banksman.controller.runbook.expression.Expressions;
import dev.banksman.controller.runbook.expression.RunbookNames;
import dev.banksman.controller.runbook.expression.Variable;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Fills in what a plan leaves open per host: messages of actions, conditions over outputs, texts for people. Expressions
 * are compiled once per plan, however many hosts there are. Thread-safe.
 */
public final class PlanExpander {
    private final Plan plan;
    private final PlanValues values;
    private final Expressions expressions;
    private final Map<String, Optional<CompiledText>> texts = new ConcurrentHashMap<>();
    private final Map<String, Integer> stages = new HashMap<>();

    PlanExpander(Plan plan, Runbook runbook) {
        this.plan = plan;
        this.values = PlanValues.of(runbook.parameters(), plan.parameters(), plan.roles());
        this.expressions = new Expressions(RunbookNames.of(runbook));
        plan.stages().forEach(stage -> stages.put(stage.name(), stage.index()));
    }

    /**
     * For a plan, from the runbook it carries.
     *
     * @throws IllegalArgumentException if the plan's source is not the runbook it was made from: a fault, since plans are
     *     made from valid runbooks only
     */
    public static PlanExpander of(Plan plan) {
        var text = plan.sources().runbookText().getBytes(StandardCharsets.UTF_8);
        return switch (RunbookReader.read(plan.sources().runbookFile(), text)) {
            case Read.Valid<Runbook>(var runbook, var warnings) -> new PlanExpander(plan, runbook);
            case Read.Invalid<Runbook>(var problems) ->
                throw new IllegalArgumentException("The plan's runbook is not valid: " + problems.getFirst());
        };
    }

    /** What a runtime condition says. */
    public sealed interface Decided {
        record Applies() implements Decided {}

        record LeftOut() implements Decided {}

        /** An output it asks for has no value, or the expression failed. */
        record Impossible(String reason) implements Decided {}
    }

    /** The message for an attempt. Remedies have their own method, since a step may have several. */
    public Resolved action(int stageIndex, int stepIndex, String host, Purpose purpose, Outputs outputs, String runId) {
        var step = step(stageIndex, stepIndex);
        var template = switch (purpose) {
            case EXECUTE -> step.action();
            case PROBE -> step.doneWhen();
            case UNDO ->
                step.undo() instanceof Runbook.Undo.By(var undo) ? Optional.of(undo) : Optional.<ActionTemplate>empty();
            case RESTORE -> step.restorePoint().flatMap(Runbook.RestorePoint::restore);
            case REMEDY, REBOOT -> Optional.<ActionTemplate>empty();
        };
        var where = plan.stages().get(stageIndex).name() + "." + step.name();
        return template.map(t -> resolve(t, valuesOn(host, outputs, runId)))
                .orElseGet(() -> new Resolved.Impossible(where + " has no action for " + purpose));
    }

    /** The message of a remedy's try, for the host that runs it; a host that takes no part in the run gets none. */
    public Resolved remedy(String remedy, String host, String runId) {
        Outputs none = (stage, step, on, output) -> Optional.empty();
        if (!plan.hosts().containsKey(host)) {
            return new Resolved.Impossible("Nothing is done on " + host + " in this run");
        }
        return plan.remedies().stream()
                .filter(r -> r.name().equals(remedy))
                .findFirst()
                .flatMap(Plan.PlannedRemedy::tryAction)
                .map(t -> resolve(t, valuesOn(host, none, runId)))
                .orElseGet(() -> new Resolved.Impossible("The remedy " + remedy + " has nothing to try"));
    }

    /** Whether a step applies on a host, asked when its turn has come. */
    public Decided condition(int stageIndex, int stepIndex, String host, Outputs outputs, String runId) {
        var step = step(stageIndex, stepIndex);
        if (step.leftOut().contains(host)) {
            return new Decided.LeftOut();
        }
        if (step.condition().isEmpty()) {
            return new Decided.Applies();
        }
        if (!(expressions.condition(step.condition().get().expression()) instanceof Expressions.Compiled compiled)) {
            return new Decided.Impossible("The condition cannot be compiled");
        }
        return switch (compiled.expression().evaluate(valuesOn(host, outputs, runId))) {
            case CompiledExpression.Failed failed -> new Decided.Impossible(failed.reason());
            case CompiledExpression.Value(var value) ->
                value instanceof Boolean applies
                        ? applies ? new Decided.Applies() : new Decided.LeftOut()
                        : new Decided.Impossible("The condition is neither true nor false");
        };
    }

    /**
     * A title, a gate's instructions, an evidence's default, for a host. What cannot be filled in yet stays as it is
     * written, so that a person always sees something.
     */
    public String text(String written, String host, Outputs outputs, String runId) {
        return expand(written, valuesOn(host, outputs, runId)) instanceof CompiledText.Text(var text) ? text : written;
    }

    private PlannedStep step(int stageIndex, int stepIndex) {
        return plan.stages().get(stageIndex).steps().get(stepIndex);
    }

    private Resolved resolve(ActionTemplate template, Function<Variable, Optional<Object>> known) {
        try {
            return new Resolved.Ready(ActionMessages.build(template, text -> switch (expand(text, known)) {
                case CompiledText.Text(var expanded) -> expanded;
                case CompiledText.Impossible impossible -> throw new UnresolvableException(impossible.reason());
            }));
        } catch (UnresolvableException e) {
            return new Resolved.Impossible(e.reason());
        }
    }

    private CompiledText.Expansion expand(String text, Function<Variable, Optional<Object>> known) {
        return texts.computeIfAbsent(text, t -> CompiledText.of(expressions, t))
                .map(compiled -> compiled.expand(known))
                .orElseGet(() -> new CompiledText.Impossible("The text cannot be compiled", Optional.empty()));
    }

    private Function<Variable, Optional<Object>> valuesOn(String hostName, Outputs outputs, String runId) {
        var host = plan.hosts().get(hostName);
        if (host == null) {
            throw new IllegalArgumentException("Host " + hostName + " is not in the plan");
        }
        return values.on(
                PlanValues.Host.of(host),
                Optional.of(runId),
                output -> outputs.value(output.stage(), output.step(), producer(output, hostName), output.name()));
    }

    /** A stage with one host speaks for all; in any other, each host speaks for itself. */
    private String producer(Variable.Output output, String host) {
        var index = stages.get(output.stage());
        if (index == null) {
            return host;
        }
        var hosts = plan.stages().get(index).hosts();
        return hosts.size() == 1 ? hosts.getFirst() : host;
    }
}
