package dev.banksman.controller.runbook.expression;

import dev.banksman.controller.runbook.expression.CompiledExpression.Failed;
import dev.banksman.controller.runbook.expression.CompiledExpression.Result;
import dev.banksman.controller.runbook.expression.CompiledExpression.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A text whose {@code ${...}} are ready to be filled in. Immutable, thread-safe. */
public final class CompiledText {
    private final List<Piece> pieces;

    private CompiledText(List<Piece> pieces) {
        this.pieces = pieces;
    }

    private sealed interface Piece {}

    private record Fixed(String text) implements Piece {}

    private record Filled(CompiledExpression expression) implements Piece {}

    /** What expanding came to. */
    public sealed interface Expansion {}

    public record Text(String text) implements Expansion {}

    public record Impossible(String reason, Optional<Variable> missing) implements Expansion {}

    /** Nothing for a text that validation would have refused. */
    public static Optional<CompiledText> of(Expressions expressions, String text) {
        if (!Template.isIn(text)) {
            return Optional.of(new CompiledText(List.of(new Fixed(text))));
        }
        var template = Template.parse(text);
        if (template.isEmpty()) {
            return Optional.empty();
        }
        var pieces = new ArrayList<Piece>();
        for (var part : template.get().parts()) {
            switch (part) {
                case Template.Literal literal -> pieces.add(new Fixed(literal.text()));
                case Template.Expression expression -> {
                    if (!(expressions.value(expression.text()) instanceof Expressions.Compiled compiled)) {
                        return Optional.empty();
                    }
                    pieces.add(new Filled(compiled.expression()));
                }
            }
        }
        return Optional.of(new CompiledText(List.copyOf(pieces)));
    }

    public Set<Variable> variables() {
        return expressions().flatMap(e -> e.variables().stream()).collect(Collectors.toUnmodifiableSet());
    }

    /** Host variables, in CEL's spelling, without which it cannot be expanded. */
    public Set<String> hostVariables() {
        return expressions().flatMap(e -> e.hostVariables().stream()).collect(Collectors.toUnmodifiableSet());
    }

    public Expansion expand(Function<Variable, Optional<Object>> values) {
        var text = new StringBuilder();
        for (var piece : pieces) {
            switch (piece) {
                case Fixed fixed -> text.append(fixed.text());
                case Filled(var expression) -> {
                    Result result = expression.evaluate(values);
                    switch (result) {
                        case Failed failed -> {
                            return new Impossible(failed.reason(), failed.missing());
                        }
                        case Value(var value) -> {
                            var shown = CompiledExpression.shown(value);
                            if (shown.isEmpty()) {
                                var reason = expression + " has a value that is no text, or is too long";
                                return new Impossible(reason, Optional.empty());
                            }
                            text.append(shown.get());
                        }
                    }
                }
            }
        }
        return new Text(text.toString());
    }

    private Stream<CompiledExpression> expressions() {
        return pieces.stream().filter(Filled.class::isInstance).map(p -> ((Filled) p).expression());
    }
}
