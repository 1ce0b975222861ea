package dev.banksman.controller.runbook.expression;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.controller.runbook.Runbook.ParameterType;
import dev.banksman.controller.runbook.expression.CompiledExpression.Failed;
import dev.banksman.controller.runbook.expression.CompiledExpression.Value;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names in kebab-case, types, and bounds. */
final class ExpressionsTest {
    private static final Variable.Output OUTPUT = new Variable.Output("web-site", "choose", "database-name");

    private final Expressions expressions =
            new Expressions(new Names(types(), Set.of("session-host"), List.of(OUTPUT)));

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        a-b                  | a_b
        a - b                | a - b
        a -b                 | a -b
        a-1                  | a_1
        3-b                  | 3-b
        x[0]-b               | x[0]-b
        'a-b' + c-d          | 'a-b' + c_d
        "a-\\"b-c" == d-e    | "a-\\"b-c" == d_e
        r'\\' + a-b          | r'\\' + a_b
        outputs.web-site.s-1.n | outputs.web_site.s_1.n
        f(a-b)-c             | f(a_b)-c
        a--b                 | a--b
        """)
    void joinsHyphensInsideNamesOnly(String written, String cel) {
        assertThat(CelText.toCel(written)).isEqualTo(cel);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        port - 1                                    | 79
        patience                                    | 1h30m
        tenant-services                             | true
        'a' + 'b'                                   | ab
        outputs.web-site.choose.database-name       | GPNEW
        host.variables.site-name                    | main
        host.variables['site-name']                 | main
        has(host.variables.other) ? 'yes' : 'no'    | no
        'other' in host.variables                   | false
        roles.session-host.join(', ')               | sh1, sh2
        size(roles.session-host)                    | 2
        roles.session-host.exists(h, h == 'sh2')    | true
        'x-y'.replace('-', '+').upperAscii()        | X+Y
        1.5                                         | 1.5
        2.0                                         | 2
        run.id                                      | r1
        """)
    void evaluates(String written, String shown) {
        assertThat(evaluate(written))
                .isInstanceOfSatisfying(
                        Value.class,
                        value -> assertThat(CompiledExpression.shown(value.value()))
                                .contains(shown));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        prot                             | the name prot | did you mean port?
        outputs.web-site.choose.databse  | the name outputs.web-site.choose.databse | did you mean outputs.web-site.choose.database-name?
        roles.session-hosts              | the name roles.session-hosts | did you mean roles.session-host?
        port + 'x'                       | types that do not fit: + applied to (int, string) (at character 6) | ''
        [1] + [2]                        | types that do not fit: + applied to (list(int), list(int)) (at character 5) | ''
        [1].map(x, x)                    | the name x | ''
        """)
    void refusesAtValidation(String written, String found, String hint) {
        assertThat(expressions.value(written)).isInstanceOfSatisfying(Expressions.Broken.class, broken -> {
            assertThat(broken.complaints().getFirst().found()).isEqualTo(found);
            assertThat(broken.complaints().getFirst().hint()).isEqualTo(hint);
        });
    }

    @Test
    void knowsOutputsOfStepsWhoseNamesAreReservedWordsOfCel() {
        var output = new Variable.Output("import", "package", "loop");
        var reserved = new Expressions(new Names(Map.of(), Set.of("for"), List.of(output)));
        assertThat(reserved.value("outputs.import.package.loop")).isInstanceOf(Expressions.Compiled.class);
        assertThat(reserved.condition("size(roles.for) > 0")).isInstanceOf(Expressions.Compiled.class);
    }

    @Test
    void namesAllUnknownNamesAtOnce() {
        assertThat(expressions.condition("prot > 1 && tenant-servces"))
                .isInstanceOfSatisfying(
                        Expressions.Broken.class,
                        broken -> assertThat(broken.complaints()).hasSize(2));
    }

    @Test
    void failsOnlyWhereAMissingValueMatters() {
        assertThat(evaluate("false && outputs.web-site.choose.database-name == 'x'", Optional.empty()))
                .isEqualTo(new Value(false));
        assertThat(evaluate("outputs.web-site.choose.database-name == 'x' || true", Optional.empty()))
                .isEqualTo(new Value(true));
        assertThat(evaluate("outputs.web-site.choose.database-name == 'x'", Optional.empty()))
                .isInstanceOfSatisfying(
                        Failed.class, failed -> assertThat(failed.missing()).contains(OUTPUT));
    }

    @Test
    void endsWithAnErrorInsteadOfGrowing() {
        var doubling = "'0123456789'";
        for (var i = 0; i < 5; i++) {
            doubling = doubling + ".replace('1', '1111111111111111')";
        }
        assertThat(evaluate(doubling)).isInstanceOf(Failed.class);
        var nested = "['" + "x".repeat(200) + "'].exists(a, [a+a+a+a+a+a+a+a].exists(b, [b+b+b+b+b+b+b+b].exists(c, "
                + "[c+c+c+c+c+c+c+c].exists(d, size(d) > 0))))";
        assertThat(evaluate(nested)).isInstanceOf(Failed.class);
        assertThat(expressions.value("'" + "x".repeat(5_000) + "'")).isInstanceOf(Expressions.Broken.class);
        assertThat(expressions.value("(".repeat(2_000) + "1" + ")".repeat(2_000)))
                .isInstanceOf(Expressions.Broken.class);
        assertThat(expressions.value("!".repeat(3_000) + "true")).isNotNull();
        assertThat(expressions.value("1" + "+1".repeat(1_500))).isNotNull();
    }

    @Test
    void saysWhichHostVariablesMustBeThere() {
        assertThat(expressions.value("host.variables.a-b + host.variables['c']"))
                .isInstanceOfSatisfying(
                        Expressions.Compiled.class,
                        compiled -> assertThat(compiled.expression().hostVariables())
                                .containsExactlyInAnyOrder("a_b", "c"));
        assertThat(expressions.value("has(host.variables.a) ? host.variables.a : ''"))
                .isInstanceOfSatisfying(
                        Expressions.Compiled.class,
                        compiled -> assertThat(compiled.expression().hostVariables())
                                .isEmpty());
    }

    private CompiledExpression.Result evaluate(String written) {
        return evaluate(written, Optional.of("GPNEW"));
    }

    private CompiledExpression.Result evaluate(String written, Optional<String> output) {
        if (!(expressions.value(written) instanceof Expressions.Compiled compiled)) {
            throw new AssertionError(written + ": " + expressions.value(written));
        }
        return compiled.expression().evaluate(variable -> switch (variable) {
            case Variable.Parameter(var name) -> Optional.ofNullable(values().get(name));
            case Variable.HostName h -> Optional.of("sh1");
            case Variable.HostRoles h -> Optional.of(List.of("session-host"));
            case Variable.HostVariables h -> Optional.of(Map.of("site-name", "main", "site_name", "main"));
            case Variable.RoleHosts r -> Optional.of(List.of("sh1", "sh2"));
            case Variable.RunId r -> Optional.of("r1");
            case Variable.Output o -> output.map(text -> text);
        });
    }

    private static Map<String, Object> values() {
        return Map.of("port", 80L, "tenant-services", true, "patience", Duration.ofMinutes(90));
    }

    private static Map<String, ParameterType> types() {
        var types = new LinkedHashMap<String, ParameterType>();
        types.put("port", ParameterType.INTEGER);
        types.put("tenant-services", ParameterType.BOOLEAN);
        types.put("patience", ParameterType.DURATION);
        return types;
    }
}
