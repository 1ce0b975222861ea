package dev.banksman.controller.runbook.expression;

import dev.banksman.controller.runbook.NearestName;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelKind;
import dev.cel.compiler.CelCompiler;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Compiles the expressions of one runbook. Each text is compiled once and kept, so its memory is bounded by the
 * runbook's. Thread-safe.
 */
public final class Expressions {
    private static final CelRuntime RUNTIME = CelDialect.runtime();
    private static final Set<CelKind> SHOWN = Set.of(
            CelKind.STRING,
            CelKind.INT,
            CelKind.UINT,
            CelKind.DOUBLE,
            CelKind.BOOL,
            CelKind.DURATION,
            CelKind.LIST,
            CelKind.DYN);

    private final Names names;
    private final CelCompiler compiler;
    private final Map<String, Compilation> conditions = new ConcurrentHashMap<>();
    private final Map<String, Compilation> values = new ConcurrentHashMap<>();

    public Expressions(Names names) {
        this.names = names;
        this.compiler = CelDialect.compiler(names);
    }

    /** What compiling came to. */
    public sealed interface Compilation {}

    public record Compiled(CompiledExpression expression) implements Compilation {}

    /** At least one complaint. */
    public record Broken(List<Complaint> complaints) implements Compilation {
        Broken(String found, String expected) {
            this(List.of(new Complaint(found, expected, "")));
        }
    }

    /** An empty hint is none. */
    public record Complaint(String found, String expected, String hint) {}

    /** An expression that must say true or false. */
    public Compilation condition(String text) {
        return conditions.computeIfAbsent(text, t -> compile(t, Set.of(CelKind.BOOL, CelKind.DYN), "true or false"));
    }

    /** An expression whose value becomes text. */
    public Compilation value(String text) {
        return values.computeIfAbsent(text, t -> compile(t, SHOWN, "a text, number, boolean, duration or list"));
    }

    private Compilation compile(String text, Set<CelKind> results, String expected) {
        var parsed = compiler.parse(CelText.toCel(text));
        if (parsed.hasError()) {
            return new Broken(CelText.complaint(parsed).orElse("an error"), "a CEL expression");
        }
        try {
            var tree = parsed.getAst();
            var use = new NameUse(names, tree.getExpr());
            if (!use.unknown().isEmpty()) {
                return new Broken(use.unknown().stream().map(this::unknown).toList());
            }
            var checked = compiler.check(tree);
            if (checked.hasError()) {
                return new Broken(CelText.complaint(checked).orElse("an error"), "a CEL expression");
            }
            var type = checked.getAst().getResultType();
            if (!results.contains(type.kind())) {
                return new Broken("an expression of type " + type.name(), expected);
            }
            return new Compiled(program(text, checked.getAst(), use));
        } catch (CelValidationException | CelEvaluationException e) {
            return new Broken(CompiledExpression.sentence(e), "a CEL expression");
        }
    }

    private static CompiledExpression program(String text, CelAbstractSyntaxTree tree, NameUse use)
            throws CelEvaluationException {
        var byName =
                use.used().stream().collect(Collectors.toUnmodifiableMap(v -> CelText.toName(v.written()), v -> v));
        return new CompiledExpression(
                text, RUNTIME.createProgram(tree), byName, Set.copyOf(new LinkedHashSet<>(use.hostVariables())));
    }

    private Complaint unknown(String celName) {
        var root = celName.contains(".") ? celName.substring(0, celName.indexOf('.')) : celName;
        var known = names.written();
        var candidates = new ArrayList<>(known.stream()
                .filter(name -> name.startsWith(root + ".") || !celName.contains("."))
                .toList());
        if (candidates.isEmpty()) {
            candidates.addAll(known);
        }
        var found = "the name " + (celName.contains("_") ? celName.replace('_', '-') : celName);
        return switch (root) {
            case "outputs" ->
                new Complaint(found, "outputs.<stage>.<step>.<name> that a step declares", hint(celName, candidates));
            case "host" ->
                new Complaint(found, "host.name, host.roles or host.variables.<name>", hint(celName, candidates));
            case "roles" -> new Complaint(found, "roles.<role>, its hosts' names", hint(celName, candidates));
            case "run" -> new Complaint(found, "run.id", "");
            default -> new Complaint(found, "a parameter, host, roles, outputs or run", hint(celName, candidates));
        };
    }

    private static String hint(String celName, List<String> candidates) {
        return NearestName.hint(celName.replace('_', '-'), candidates);
    }
}
