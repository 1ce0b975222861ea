package dev.banksman.controller.runbook.expression;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds which names a parsed expression uses, and which of them nobody declared. One use. */
final class NameUse {
    private static final Set<String> TYPES =
            Set.of("int", "uint", "bool", "double", "string", "bytes", "list", "map", "type", "null_type", "google");

    private final Names names;
    private final Deque<String> bound = new ArrayDeque<>();
    private final Set<Variable> used = new LinkedHashSet<>();
    private final Set<String> unknown = new LinkedHashSet<>();
    private final Set<String> hostVariables = new HashSet<>();
    private final Set<String> testedHostVariables = new HashSet<>();

    NameUse(Names names, CelExpr expression) {
        this.names = names;
        visit(expression);
        hostVariables.removeAll(testedHostVariables);
    }

    Set<Variable> used() {
        return used;
    }

    /** As CEL knows them, with dots. */
    Set<String> unknown() {
        return unknown;
    }

    /** Variables a host must have; those the expression asks about with {@code has} or {@code in} are not among them. */
    Set<String> hostVariables() {
        return hostVariables;
    }

    private void visit(CelExpr expression) {
        switch (expression.getKind()) {
            case IDENT, SELECT -> chain(expression);
            case CALL -> call(expression.call());
            case LIST -> expression.list().elements().forEach(this::visit);
            case MAP ->
                expression.map().entries().forEach(entry -> {
                    visit(entry.key());
                    visit(entry.value());
                });
            case STRUCT -> expression.struct().entries().forEach(entry -> visit(entry.value()));
            case COMPREHENSION -> comprehension(expression.comprehension());
            case CONSTANT, NOT_SET -> {}
        }
    }

    private void call(CelExpr.CelCall call) {
        if (call.function().equals("_[_]") && call.args().size() == 2) {
            text(call.args().get(1))
                    .filter(key -> isHostVariables(call.args().get(0)))
                    .ifPresent(hostVariables::add);
        } else if (call.function().equals("@in") && call.args().size() == 2) {
            text(call.args().get(0))
                    .filter(key -> isHostVariables(call.args().get(1)))
                    .ifPresent(testedHostVariables::add);
        }
        call.target().ifPresent(this::visit);
        call.args().forEach(this::visit);
    }

    private void comprehension(CelExpr.CelComprehension loop) {
        visit(loop.iterRange());
        visit(loop.accuInit());
        bound.push(loop.iterVar());
        bound.push(loop.iterVar2());
        bound.push(loop.accuVar());
        visit(loop.loopCondition());
        visit(loop.loopStep());
        visit(loop.result());
        bound.pop();
        bound.pop();
        bound.pop();
    }

    /** {@code a.b.c}: the longest beginning that is a name decides. */
    private void chain(CelExpr expression) {
        var words = new ArrayList<String>();
        var tested = expression.getKind() == Kind.SELECT && expression.select().testOnly();
        var root = expression;
        while (root.getKind() == Kind.SELECT) {
            words.addFirst(root.select().field());
            root = root.select().operand();
        }
        if (root.getKind() != Kind.IDENT) {
            visit(root);
            return;
        }
        words.addFirst(root.ident().name());
        if (bound.contains(words.getFirst()) || (TYPES.contains(words.getFirst()) && words.size() == 1)) {
            return;
        }
        for (var length = words.size(); length > 0; length--) {
            var variable = names.variable(String.join(".", words.subList(0, length)));
            if (variable.isPresent()) {
                use(variable.get(), words.subList(length, words.size()), tested);
                return;
            }
        }
        unknown.add(String.join(".", words));
    }

    private void use(Variable variable, List<String> rest, boolean tested) {
        used.add(variable);
        if (variable instanceof Variable.HostVariables && !rest.isEmpty()) {
            (tested ? testedHostVariables : hostVariables).add(rest.getFirst());
        }
    }

    private boolean isHostVariables(CelExpr expression) {
        return expression.getKind() == Kind.SELECT
                && expression.select().field().equals("variables")
                && expression.select().operand().getKind() == Kind.IDENT
                && expression.select().operand().ident().name().equals("host");
    }

    private static Optional<String> text(CelExpr expression) {
        return expression.getKind() == Kind.CONSTANT && expression.constant().getKind() == CelConstant.Kind.STRING_VALUE
                ? Optional.of(CelText.toName(expression.constant().stringValue()))
                : Optional.empty();
    }
}
