package dev.banksman.controller.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.banksman.controller.plan.Plan.PlannedStage;
import dev.banksman.controller.runbook.Problem;
import dev.banksman.controller.runbook.Read;
import dev.banksman.controller.runbook.Runbook;
import dev.banksman.controller.runbook.RunbookReader;
import dev.banksman.controller.runbook.TestDocuments;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a plan holds, and why one is refused. */
final class PlannerTest {
    private static final String INVENTORY = """
        inventory: lab
        hosts:
          db1: {roles: [database]}
          web1: {roles: [web]}
          web2: {roles: [web]}
          web3: {roles: [web]}
          web4: {roles: [web]}
          web5: {roles: [web]}
        """;
    private static final String HEAD = """
        runbook: small
        parameters:
          site: {type: choice, choices: [north, south], default: north}
          count: {type: integer, default: 3}
          media: {type: path}
          skip: {type: boolean, default: false}
        roles: {database: {hosts: 1}, web: {hosts: 1..}, spare: {hosts: 0..}}
        """;
    private static final Map<String, String> MEDIA = Map.of("media", "/m");

    @Test
    void namesEveryProblemOfParametersAndInventoryAtOnce() {
        var problems = refused(
                HEAD + stages("a on database"),
                """
                inventory: lab
                hosts:
                  web1: {roles: [web]}
                  web2: {roles: [wbe]}
                """,
                Map.of("site", "nroth", "count", "many", "coutn", "1", "skip", "yes"));
        assertThat(TestDocuments.lines(problems)).isEqualTo("""
            runbook.yaml:0:0: parameters.coutn: found the unknown parameter coutn, expected one of site, count, media, skip (did you mean count?)
            runbook.yaml:3:3: parameters.site: found "nroth", expected one of north, south
            runbook.yaml:4:3: parameters.count: found "many", expected a whole number
            runbook.yaml:5:3: parameters.media: found no value, expected a value of type path
            runbook.yaml:6:3: parameters.skip: found "yes", expected true or false
            runbook.yaml:7:9: roles.database: found no host with this role, expected exactly 1 host (inventory lab)
            inventory.yaml:4:3: hosts.web2.roles: found the unknown role wbe, expected one of database, web, spare (did you mean web?)
            """);
    }

    @Test
    void ordersStagesByNeedsAndThenAsWritten() {
        var plan = ready(HEAD + stages("c on web needs b", "b on database needs a", "x on web", "a on database"));
        assertThat(plan.stages()).extracting(PlannedStage::name).containsExactly("x", "a", "b", "c");
        assertThat(plan.stages()).extracting(PlannedStage::index).containsExactly(0, 1, 2, 3);
        assertThat(stage(plan, "c").needs()).containsExactly(stage(plan, "b").index());
    }

    @Test
    void bridgesStagesThatAreLeftOut() {
        var runbook = HEAD + """
            stages:
              - {stage: a, on: database, steps: [{step: s, exec: {program: x}}]}
              - {stage: b, on: web, needs: [a], when: skip, steps: [{step: s, exec: {program: x}}]}
              - {stage: c, on: spare, needs: [b], steps: [{step: s, exec: {program: x}}]}
              - {stage: d, on: web, needs: [c], steps: [{step: s, exec: {program: x}}]}
            """;
        var plan = ready(runbook);
        assertThat(plan.stages()).extracting(PlannedStage::name).containsExactly("a", "d");
        assertThat(stage(plan, "d").needs()).containsExactly(0);
        assertThat(plan.leftOut())
                .containsExactly(
                        Map.entry("b", "its condition skip is false"), Map.entry("c", "no host has the role spare"));
        var whole = Plans.ready(runbook, INVENTORY, Map.of("media", "/m", "skip", "true"));
        assertThat(whole.stages()).extracting(PlannedStage::name).containsExactly("a", "b", "d");
        assertThat(stage(whole, "d").needs()).containsExactly(1);
    }

    @Test
    void letsParametersChooseBetweenTwoOrders() {
        var runbook = HEAD + """
            stages:
              - {stage: a, on: database, needs: [{stage: b, when: skip}], steps: [{step: s, exec: {program: x}}]}
              - {stage: b, on: web, needs: [{stage: a, when: '!skip'}], steps: [{step: s, exec: {program: x}}]}
            """;
        assertThat(ready(runbook).stages()).extracting(PlannedStage::name).containsExactly("a", "b");
        assertThat(Plans.ready(runbook, INVENTORY, Map.of("media", "/m", "skip", "true"))
                        .stages())
                .extracting(PlannedStage::name)
                .containsExactly("b", "a");
        var both = runbook.replace("'!skip'", "skip");
        assertThat(refused(both, INVENTORY, Map.of("media", "/m", "skip", "true")))
                .extracting(Problem::found)
                .containsExactly("a circle, with these parameters: a needs b needs a");
    }

    @Test
    void takesTheSoakFromAParameter() {
        var runbook = HEAD + """
            stages:
              - stage: a
                on: web
                rolling: {canary: 1, soak: '${media}'}
                steps: [{step: s, exec: {program: x}}]
            """;

        assertThat(Plans.ready(runbook, INVENTORY, Map.of("media", "7m"))
                        .stages()
                        .getFirst()
                        .limit()
                        .soak())
                .hasMinutes(7);
        assertThat(refused(runbook, INVENTORY, Map.of("media", "/m")))
                .extracting(Problem::path, Problem::found)
                .containsExactly(tuple("stages[0].rolling.soak", "/m"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {canary: 1, soak: 5m, batch: 25%, max-failures: 0} | 1 | 1 | 0
        {canary: 2, batch: 50%}                            | 2 | 2 | 0
        {canary: 1, batch: 100%}                           | 1 | 4 | 0
        {canary: 9, batch: 1%}                             | 5 | 1 | 0
        {batch: 3, max-failures: 2}                        | 0 | 3 | 2
        {}                                                 | 0 | 1 | 0
        """)
    void resolvesRollingToNumbersOfHosts(String rolling, int canary, int batch, int maxFailures) {
        var plan = ready(HEAD + """
            stages:
              - {stage: a, on: web, rolling: %s, steps: [{step: s, exec: {program: x}}]}
            """.formatted(rolling));
        var limit = plan.stages().getFirst().limit();
        assertThat(limit.canary()).isEqualTo(canary);
        assertThat(limit.batch()).isEqualTo(batch);
        assertThat(limit.maxFailures()).isEqualTo(maxFailures);
        assertThat(plan.stages().getFirst().hosts()).containsExactly("web1", "web2", "web3", "web4", "web5");
    }

    @Test
    void sendsAllHostsAtOnceWithoutRolling() {
        var limit = ready(HEAD + stages("a on web")).stages().getFirst().limit();
        assertThat(limit.batch()).isEqualTo(5);
        assertThat(limit.maxFailures()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void decidesWhatParametersAndHostsDecideAndKeepsTheRest() {
        var plan = ready(HEAD
                + """
                stages:
                  - stage: a
                    on: web
                    steps:
                      - {step: none, when: skip, exec: {program: x}}
                      - {step: some, when: host.name != 'web2', exec: {program: x}, outputs: {v: '(.*)'}}
                      - {step: open, when: "host.name != 'web3' && outputs.a.first.v == '1'", exec: {program: x}}
                      - {step: never, when: "skip && outputs.a.first.v == '1'", exec: {program: x}}
                      - {step: run, when: "run.id != ''", exec: {program: x}}
                """.replace(
                                "- {step: none",
                                "- {step: first, exec: {program: x}, outputs: {v: '(.*)'}}\n      - {step: none"));
        var steps = plan.stages().getFirst().steps();
        assertThat(steps.get(1).leftOut()).hasSize(5);
        assertThat(steps.get(2).leftOut()).containsExactly("web2");
        assertThat(steps.get(2).condition()).isEmpty();
        assertThat(steps.get(3).leftOut()).containsExactly("web3");
        assertThat(steps.get(3).condition()).isPresent();
        assertThat(steps.get(4).leftOut()).hasSize(5);
        assertThat(steps.get(4).condition()).isEmpty();
        assertThat(steps.get(5).condition()).isPresent();
        assertThat(steps.get(4).leftOut()).isSameAs(steps.get(1).leftOut());
    }

    @Test
    void refusesHostsThatLackAVariableAndValuesThatDoNotFit() {
        var problems = refused(HEAD + """
            stages:
              - stage: a
                on: web
                steps:
                  - step: s
                    tcp: {address: '${host.variables.addres}', port: '${host.variables.port}', within: '${site}'}
            """, """
            inventory: lab
            hosts:
              db1: {roles: [database]}
              web1: {roles: [web], variables: {address: a, port: 1}}
              web2: {roles: [web], variables: {address: b, port: x}}
            """, MEDIA);
        assertThat(problems)
                .extracting(Problem::toString)
                .containsExactly(
                        "runbook.yaml:13:9: stages[0].steps[0].tcp.address: found host.variables.addres, which 2 hosts"
                                + " lack: web1, web2, expected a variable that each of these hosts has (did you mean"
                                + " address?)",
                        "runbook.yaml:13:9: stages[0].steps[0].tcp.port: found ${host.variables.port}: found \"x\","
                                + " expected a number, on web2, expected a value that fits",
                        "runbook.yaml:13:9: stages[0].steps[0].tcp.within: found ${site}: found \"north\", expected a"
                                + " duration such as 90s, 45m, 2h, on web1, expected a value that fits");
    }

    @Test
    void refusesRemediesThatTheirHostsCannotRun() {
        var problems = refused(
                HEAD + stages("a on web", "b on database") + """
                    remedies:
                      - {remedy: here, title: t, explain: e, when: {step: a.s}, try: {exec: {program: '${host.variables.x}'}}}
                      - {remedy: there, title: t, explain: e, when: {step: a.s}, on: database, try: {exec: {program: '${host.variables.y}'}}}
                    """,
                INVENTORY.replace("web1: {roles: [web]}", "web1: {roles: [web], variables: {x: 1}}"),
                MEDIA);
        assertThat(problems)
                .extracting(Problem::found)
                .containsExactly(
                        "host.variables.x, which 4 hosts lack: web2, web3, web4",
                        "host.variables.y, which 1 host lacks: db1");
    }

    @Test
    void countsAPlanOfChecksAloneAsChangingNothing() {
        var checks = ready(HEAD + """
            stages:
              - {stage: a, on: web, steps: [{step: s, check: true, tcp: {address: x, port: 1}}]}
            """);
        assertThat(checks.changing()).isFalse();
        var gate = ready(HEAD + """
            stages:
              - {stage: a, on: web, steps: [{step: s, gate: {instructions: Do it}}]}
            """);
        assertThat(gate.changing()).isTrue();
        assertThat(ready(HEAD + stages("a on web")).changing()).isTrue();
    }

    @Test
    void keepsOnlyHostsThatTakePartButKnowsAllOfARole() {
        var plan = ready(HEAD + stages("a on database"));
        assertThat(plan.hosts()).containsOnlyKeys("db1");
        assertThat(plan.roles().get("web")).containsExactly("web1", "web2", "web3", "web4", "web5");
    }

    @Test
    void resolvesWindowAndPrerequisites() {
        var runbook = HEAD.replace("  skip:", """
              opens: {type: time, default: '2026-12-05T22:00+01:00'}
              closes: {type: time, default: '2026-12-06T06:00+01:00'}
              skip:\
            """) + """
            prerequisites:
              - prerequisite: rehearsed
                runbook: other
                version: any
                parameters: {place: '${site}'}
                outputs: {a.b.c: '${site}-1'}
                because: it must have been tried
              - {prerequisite: never, when: skip, because: it is left out}
            maintenance-window: {opens: '${opens}', closes: '${closes}'}
            stages:
              - {stage: a, on: database, in-window: true, steps: [{step: s, exec: {program: x}}]}
            """;
        var plan = ready(runbook);
        assertThat(plan.window().orElseThrow().opens()).isEqualTo("2026-12-05T21:00:00Z");
        assertThat(plan.stages().getFirst().inWindow()).isTrue();
        assertThat(plan.prerequisites()).singleElement().satisfies(prerequisite -> {
            assertThat(prerequisite.version()).isEmpty();
            assertThat(prerequisite.parameters()).containsEntry("place", "north");
            assertThat(prerequisite.outputs()).containsEntry("a.b.c", "north-1");
        });
        assertThat(TestDocuments.lines(refused(runbook.replace("12-06T06", "12-05T06"), INVENTORY, MEDIA)))
                .contains("maintenance-window.closes: found 2026-12-05T05:00:00Z, not after it opens");
        assertThat(mistakes(runbook.replace("2026-12-06T06:00+01:00", "soon")))
                .contains("found \"soon\", expected a moment such as");
        assertThat(plan.hash())
                .isNotEqualTo(ready(runbook.replace("12-06T06", "12-06T07")).hash());
    }

    @Test
    void restorePointsStandWhereOneCanGoBackTo() {
        var step =
                "{step: s, exec: {program: x}, restore-point: {name: before, about: as it was, by-hand: put it back}}";
        var plan = ready(HEAD + "stages:\n  - {stage: a, on: database, steps: [" + step + "]}\n");
        assertThat(plan.stages()
                        .getFirst()
                        .steps()
                        .getFirst()
                        .restorePoint()
                        .orElseThrow()
                        .name())
                .isEqualTo("before");
        var rolling = "stages:\n  - {stage: a, on: web, rolling: {batch: 1}, steps: [" + step + "]}\n";
        assertThat(mistakes(HEAD + rolling)).contains("a restore point in a rolling stage");
        var twice = "stages:\n  - {stage: a, on: database, steps: [" + step + ", " + step.replace("step: s", "step: t")
                + "]}\n";
        assertThat(mistakes(HEAD + twice)).contains("the name before a second time");
    }

    private static String mistakes(String runbook) {
        return switch (RunbookReader.read("runbook.yaml", runbook.getBytes(StandardCharsets.UTF_8))) {
            case Read.Valid<Runbook> valid -> "";
            case Read.Invalid<Runbook>(var problems) -> TestDocuments.lines(problems);
        };
    }

    private static String stages(String... lines) {
        var text = new StringBuilder("stages:\n");
        for (var line : lines) {
            var words = List.of(line.split(" "));
            var needs = words.size() > 4 ? "needs: [" + String.join(", ", words.subList(4, words.size())) + "], " : "";
            text.append("  - {stage: %s, on: %s, %ssteps: [{step: s, exec: {program: x}}]}\n"
                    .formatted(words.get(0), words.get(2), needs));
        }
        return text.toString();
    }

    private static Plan ready(String runbook) {
        return Plans.ready(runbook, INVENTORY, MEDIA);
    }

    private static List<Problem> refused(String runbook, String inventory, Map<String, String> parameters) {
        return Plans.refused(runbook, inventory, parameters);
    }

    private static PlannedStage stage(Plan plan, String name) {
        return plan.stages().stream()
                .filter(s -> s.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
