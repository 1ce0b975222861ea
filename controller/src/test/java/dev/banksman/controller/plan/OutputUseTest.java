package dev.banksman.controller.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.controller.runbook.Problem;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An output must be there before it is used, whatever order the run takes. */
final class OutputUseTest {
    private static final String INVENTORY = """
        inventory: lab
        hosts:
          db1: {roles: [database]}
          web1: {roles: [web]}
          web2: {roles: [web, other]}
          out1: {roles: [other]}
        """;
    private static final String RUNBOOK = """
        runbook: outputs
        parameters: {skip: {type: boolean, default: false}}
        roles: {database: {hosts: 1}, web: {hosts: 1..}, other: {hosts: 1..}}
        stages:
          - stage: one
            on: database
            steps: [{step: s, exec: {program: x}, outputs: {v: '(.*)'}}]
          - stage: many
            on: web
            needs: [one]
            steps:
              - {step: s, exec: {program: x}, outputs: {v: '(.*)'}}
              - {step: part, when: host.name == 'web1', exec: {program: x}, outputs: {v: '(.*)'}}
              - {step: use, exec: {program: x}, undo: {none: nothing}}
          - stage: aside
            on: web
            steps: [{step: s, exec: {program: x}}]
          - stage: last
            on: web
            needs: [many]
            steps: [{step: s, exec: {program: x}}]
          - stage: others
            on: other
            needs: [many]
            steps: [{step: s, exec: {program: x}}]
        """;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        many.use | one.s.v
        many.use | many.s.v
        last.s   | one.s.v
        last.s   | many.s.v
        others.s | one.s.v
        """)
    void permitsWhatIsThereInEveryOrder(String user, String output) {
        assertThat(Plans.ready(using(user, output), INVENTORY, Map.of())).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        aside.s  | one.s.v     | aside needs []; nothing makes it wait for one
        aside.s  | many.s.v    | aside needs []; nothing makes it wait for many
        many.s   | many.s.v    | the step does not come before
        many.s   | many.part.v | the step does not come before
        many.use | many.part.v | the step is left out on web2
        others.s | many.s.v    | many has 2 hosts, and out1 is none of them
        """)
    void refusesWhatMayNotBeThere(String user, String output, String found) {
        assertThat(refused(using(user, output))).containsExactly("outputs." + output + ": " + found);
    }

    @Test
    void refusesOutputsOfStagesThatAreLeftOut() {
        var runbook = using("last.s", "one.s.v").replace("on: database\n", "on: database\n    when: skip\n");
        assertThat(refused(runbook))
                .containsExactly("outputs.one.s.v: the stage one is not in the plan: its condition skip is false");
    }

    @Test
    void permitsAnUndoToUseItsOwnStepsOutputs() {
        var runbook = RUNBOOK.replace(
                "undo: {none: nothing}", "outputs: {w: '(.*)'}, undo: {exec: {program: '${outputs.many.use.w}'}}");
        assertThat(Plans.ready(runbook, INVENTORY, Map.of())).isNotNull();
    }

    private static String using(String user, String output) {
        var stage = user.substring(0, user.indexOf('.'));
        var step = user.substring(user.indexOf('.') + 1);
        var at = RUNBOOK.indexOf("step: " + step + ",", RUNBOOK.indexOf("stage: " + stage));
        return RUNBOOK.substring(0, at)
                + RUNBOOK.substring(at).replaceFirst("program: x", "program: '\\${outputs." + output + "}'");
    }

    private static List<String> refused(String runbook) {
        return Plans.refused(runbook, INVENTORY, Map.of()).stream()
                .map(Problem::found)
                .toList();
    }
}
