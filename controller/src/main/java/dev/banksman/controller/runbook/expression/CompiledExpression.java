package dev.banksman.controller.runbook.expression;

import dev.banksman.controller.runbook.syntax.Durations;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelUnknownSet;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An expression ready to be evaluated. Immutable, thread-safe. */
public final class CompiledExpression {
    private final String text;
    private final CelRuntime.Program program;
    private final Map<String, Variable> variables;
    private final Set<String> hostVariables;

    CompiledExpression(
            String text, CelRuntime.Program program, Map<String, Variable> variables, Set<String> hostVariables) {
        this.text = text;
        this.program = program;
        this.variables = variables;
        this.hostVariables = hostVariables;
    }

    /** What evaluating came to. */
    public sealed interface Result {}

    public record Value(Object value) implements Result {}

    /** {@code missing} is the first variable that had no value, where that is why. */
    public record Failed(String reason, Optional<Variable> missing) implements Result {}

    public Set<Variable> variables() {
        return Set.copyOf(variables.values());
    }

    /** Host variables, in CEL's spelling, without which it cannot be evaluated. */
    public Set<String> hostVariables() {
        return hostVariables;
    }

    /**
     * Evaluates with the values at hand. A variable without a value fails the evaluation only where it matters: with
     * {@code false && x} it does not.
     */
    public Result evaluate(Function<Variable, Optional<Object>> values) {
        var missing = new @Nullable Variable[1];
        try {
            var value = program.eval((String name) -> {
                var variable = variables.get(name);
                var known = variable == null ? Optional.empty() : values.apply(variable);
                if (known.isEmpty() && variable != null && missing[0] == null) {
                    missing[0] = variable;
                }
                return known;
            });
            return value instanceof CelUnknownSet ? failed(missing[0], "it cannot be evaluated") : new Value(value);
        } catch (CelEvaluationException e) {
            return failed(missing[0], sentence(e));
        }
    }

    private Failed failed(@Nullable Variable missing, String otherwise) {
        var reason = missing == null ? otherwise : missing.written() + " has no value";
        return new Failed(this + ": " + reason, Optional.ofNullable(missing));
    }

    /** The text that stands for a value; nothing where it has none or is longer than 1 Mi characters. */
    public static Optional<String> shown(Object value) {
        return switch (value) {
            case String s when s.length() <= CelDialect.LONGEST_SHOWN -> Optional.of(s);
            case List<?> list -> {
                var joined = list.stream().map(String::valueOf).collect(Collectors.joining(", "));
                yield joined.length() <= CelDialect.LONGEST ? Optional.of(joined) : Optional.empty();
            }
            case Boolean b -> Optional.of(b.toString());
            case Double d when d == Math.rint(d) && Math.abs(d) < 1e15 -> Optional.of(Long.toString(d.longValue()));
            case Number number -> Optional.of(number.toString());
            case Duration d -> Optional.of(Durations.format(d));
            case com.google.protobuf.Duration d ->
                Optional.of(Durations.format(Duration.ofSeconds(d.getSeconds(), d.getNanos())));
            default -> Optional.empty();
        };
    }

    @Override
    public String toString() {
        return "${" + text + "}";
    }

    static String sentence(Exception e) {
        var message = e.getMessage() == null ? "it cannot be evaluated" : e.getMessage();
        var first = message.lines().findFirst().orElse(message);
        return first.replaceFirst("^(evaluation error( at <input>:\\d+)?: )", "");
    }
}
