package dev.banksman.controller.runbook.compose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.controller.runbook.Problem;
import dev.banksman.controller.runbook.Read;
import dev.banksman.controller.runbook.Runbook;
import dev.banksman.controller.runbook.Runbook.Step;
import dev.banksman.controller.runbook.RunbookReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ComposerTest {
    private static final String HEAD = """
        runbook: tier
        include: [shared]
        parameters: {database: {type: string, default: APP}}
        roles: {web: {hosts: 1}}
        """;
    private static final String FRAGMENT = """
        fragment: shared
        parameters: {folder: {type: path, default: /backups}}
        roles: {db: {hosts: 1}}
        steps:
          back-up:
            - step: ${with.name}-back-up
              title: Back up ${with.database}
              when: with.database != ''
              exec: {program: backup, args: ['${with.database}', '${folder}/${with.name}']}
        stages:
          - stage: look
            on: db
            steps: [{step: look, check: true, tcp: {address: db, port: 1}}]
        interlocks:
          - {interlock: look-first, before: work, require: look, because: to be sure}
        """;

    private static Read<Runbook> read(String runbook, Map<String, String> fragments) {
        var files = new HashMap<Path, byte[]>();
        files.put(Path.of("x/tier.yaml"), runbook.getBytes(StandardCharsets.UTF_8));
        fragments.forEach(
                (name, text) -> files.put(Path.of("x", name + ".yaml"), text.getBytes(StandardCharsets.UTF_8)));
        var bundle = Bundle.read(Path.of("x/tier.yaml"), file -> {
            var bytes = files.get(file);
            if (bytes == null) {
                throw new IllegalArgumentException("no file " + file);
            }
            return bytes;
        });
        return RunbookReader.read("x/tier.yaml", bundle);
    }

    private static Runbook valid(String runbook, Map<String, String> fragments) {
        return switch (read(runbook, fragments)) {
            case Read.Valid<Runbook>(var value, var warnings) -> value;
            case Read.Invalid<Runbook>(var problems) -> throw new AssertionError(problems.toString());
        };
    }

    private static List<Problem> problems(String runbook, Map<String, String> fragments) {
        return switch (read(runbook, fragments)) {
            case Read.Valid<Runbook> fine -> List.of();
            case Read.Invalid<Runbook>(var problems) -> problems;
        };
    }

    private static List<String> names(List<Step> steps) {
        return steps.stream().map(Step::name).toList();
    }

    @Test
    void placesPartsAndJoinsTheRest() {
        var runbook = valid(HEAD + """
            stages:
              - include: shared
              - stage: work
                on: web
                needs: [look]
                steps:
                  - include: shared.back-up
                    with: {name: app, database: '${database}'}
                  - include: shared.back-up
                    with: {name: model, database: '${database}_model'}
            """, Map.of("shared", FRAGMENT));
        assertThat(runbook.stages()).extracting(Runbook.Stage::name).containsExactly("look", "work");
        assertThat(runbook.parameters()).containsOnlyKeys("database", "folder");
        assertThat(runbook.roles()).containsOnlyKeys("web", "db");
        assertThat(runbook.interlocks()).extracting(Runbook.Interlock::name).containsExactly("look-first");
        var steps = runbook.stages().get(1).steps();
        assertThat(names(steps)).containsExactly("app-back-up", "model-back-up");
        assertThat(steps.get(1).title()).isEqualTo("Back up ${database}_model");
        assertThat(steps.get(0).when().orElseThrow().expression()).isEqualTo("(database) != ''");
        assertThat(steps.get(1).when().orElseThrow().expression()).isEqualTo("(string(database) + '_model') != ''");
        assertThat(steps.get(1).action().orElseThrow().fields())
                .containsEntry("args", List.of("${database}_model", "${folder}/model"));
    }

    @Test
    void mistakesInAFragmentAreNamedInItsFile() {
        var problems = problems(HEAD + """
            stages:
              - stage: work
                on: web
                steps:
                  - include: shared.back-up
                    with: {name: app, database: x}
              - include: shared
            """, Map.of("shared", FRAGMENT.replace("program: backup", "programme: backup")));
        assertThat(problems).anySatisfy(p -> {
            assertThat(p.file()).isEqualTo("x/shared.yaml");
            assertThat(p.position().line()).isEqualTo(9);
            assertThat(p.toString()).startsWith("x/shared.yaml:9:").contains("programme");
        });
    }

    @Test
    void writesStepsOutForEachValueInOrder() {
        var runbook = valid("""
            runbook: layers
            parameters: {layers: {type: list, default: 'var, cus'}}
            roles: {aos: {hosts: 1}}
            stages:
              - stage: code
                on: aos
                steps:
                  - for-each: layer
                    in: [isv, var]
                    steps:
                      - step: export-${each.layer}
                        title: Layer ${each.number}, ${each.layer.upperAscii()}
                        when: each.layer in layers
                        exec: {program: export, args: ['/layer:${each.layer}']}
                      - for-each: kind
                        in: [a, b]
                        steps:
                          - step: check-${each.layer}-${each.kind}
                            check: true
                            exec: {script: {shell: sh, body: 'echo ${each.kind}'}}
            interlocks:
              - for-each: layer
                in: [isv, var]
                interlocks:
                  - interlock: export-${each.layer}-first
                    before: code.check-${each.layer}-b
                    require: code.check-${each.layer}-a
                    because: the order of ${each.layer}
            """, Map.of());
        var steps = runbook.stages().getFirst().steps();
        assertThat(names(steps))
                .containsExactly(
                        "export-isv", "check-isv-a", "check-isv-b", "export-var", "check-var-a", "check-var-b");
        assertThat(steps.get(3).title()).isEqualTo("Layer 2, ${'var'.upperAscii()}");
        assertThat(steps.get(3).when().orElseThrow().expression()).isEqualTo("'var' in layers");
        assertThat(steps.get(1).action().orElseThrow().fields().toString()).contains("echo ${each.kind}");
        assertThat(runbook.interlocks())
                .extracting(Runbook.Interlock::name)
                .containsExactly("export-isv-first", "export-var-first");
    }

    @Test
    void aListThatOnlyARunKnowsHasBoundedCopiesAndAPersonBeforeThem() {
        var runbook = valid("""
            runbook: late
            roles: {aos: {hosts: 1}}
            stages:
              - stage: code
                on: aos
                steps:
                  - {step: list, check: true, exec: {program: list}, outputs: {models: '(?s)(.*)'}}
                  - for-each: model
                    in: ${outputs.code.list.models}
                    max: 2
                    steps:
                      - step: delete-${each.number}
                        when: each.model != 'Foundation'
                        exec: {program: delete, args: ['/model:${each.model}']}
            """, Map.of());
        var steps = runbook.stages().getFirst().steps();
        assertThat(names(steps)).containsExactly("list", "model-beyond-2", "delete-1", "delete-2");
        assertThat(steps.get(1).gate()).isPresent();
        assertThat(steps.get(3).when().orElseThrow().expression())
                .isEqualTo("size(lines(outputs.code.list.models)) > 1 && (lines(outputs.code.list.models)[1] !="
                        + " 'Foundation'\n)");
        assertThat(steps.get(3).action().orElseThrow().fields())
                .containsEntry("args", List.of("/model:${lines(outputs.code.list.models)[1]}"));
    }

    @Test
    void saysWhatIsWrongWithIncludesAndLoops() {
        var problems = problems(HEAD + """
            stages:
              - include: shred
              - stage: work
                on: web
                steps:
                  - include: shared.back-upp
                  - include: shared.back-up
                    when: 'true'
                  - for-each: x
                    in: ${database}
                    steps: [{step: s, exec: {program: x}}]
                  - for-each: x
                    items: [a]
                    in: []
            """, Map.of("shared", FRAGMENT + "surprise: 1\n"));
        assertThat(problems)
                .extracting(Problem::toString)
                .anyMatch(p -> p.contains("\"shred\"") && p.contains("shared"))
                .anyMatch(p -> p.contains("back-upp"))
                .anyMatch(p -> p.contains("the field when beside include"))
                .anyMatch(p -> p.contains("no field max"))
                .anyMatch(p -> p.contains("the unknown field items"))
                .anyMatch(p -> p.contains("no field steps"))
                .anyMatch(p -> p.startsWith("x/shared.yaml:") && p.contains("the unknown field surprise"));
    }

    @Test
    void namesThatStandTwiceAreRefused() {
        var problems = problems(
                HEAD + """
                    stages:
                      - {stage: work, on: web, steps: [{step: a, exec: {program: x}}]}
                      - include: shared
                    """, Map.of("shared", FRAGMENT.replace("parameters: {folder", "parameters: {database")));
        assertThat(problems)
                .anySatisfy(p ->
                        assertThat(p.toString()).startsWith("x/shared.yaml:2:").contains("database a second time"));
    }

    @Test
    void fragmentsThatIncludeEachOtherEnd() {
        var circle = """
            fragment: shared
            steps:
              a: [{include: shared.a}]
            """;
        var problems = problems(HEAD.replace("{hosts: 1}}", "{hosts: 1}}") + """
            stages:
              - {stage: work, on: web, steps: [{include: shared.a}]}
            """, Map.of("shared", circle));
        assertThat(problems).anySatisfy(p -> assertThat(p.toString()).contains("include each other"));
    }

    @Test
    void loopsThatGrowBeyondAllMeasureAreRefused() {
        var many = "[" + "x, ".repeat(150) + "x]";
        var runbook = "runbook: much\nroles: {w: {hosts: 1}}\nstages:\n  - stage: s\n    on: w\n    steps:\n";
        var loop = "for-each: v%d, in: " + many + ", steps: [";
        var text = new StringBuilder(runbook).append("      - {");
        for (var i = 0; i < 6; i++) {
            text.append(loop.formatted(i)).append('{');
        }
        text.append("step: s, exec: {program: x}").append("}]".repeat(6)).append("}\n");
        assertThat(problems(text.toString(), Map.of()))
                .isNotEmpty()
                .anySatisfy(p -> assertThat(p.found()).contains("more once everything is written out"));
    }

    @Test
    void loopsOverNothingAndTextsThatDoubleAreRefusedSoon() {
        var head = "runbook: much\nroles: {w: {hosts: 1}}\nstages:\n  - stage: s\n    on: w\n    steps:\n      - ";
        var many = "[" + "x, ".repeat(190) + "x]";
        var empty = new StringBuilder();
        for (var i = 0; i < 8; i++) {
            empty.append("{for-each: v%d, in: %s, steps: [".formatted(i, many));
        }
        empty.append("]}".repeat(8));
        assertThat(problems(head + empty + "\n", Map.of()))
                .anySatisfy(p -> assertThat(p.found()).contains("more once everything is written out"));

        var doubling = new StringBuilder("{for-each: v0, in: [xxxxxxxxxx], steps: [");
        for (var i = 1; i < 12; i++) {
            var ten = "${each.v%d}".formatted(i - 1).repeat(10);
            doubling.append("{for-each: v%d, in: ['%s'], steps: [".formatted(i, ten));
        }
        doubling.append("{step: s, exec: {program: x}}").append("]}".repeat(12));
        assertThat(problems(head + doubling + "\n", Map.of()))
                .anySatisfy(p -> assertThat(p.found()).contains("characters once values are in their places"));
    }

    @Test
    void valuesStayWhatTheyAre() {
        var runbook = valid("""
            runbook: values
            parameters: {suffix: {type: string, default: x}}
            roles: {w: {hosts: 1}}
            stages:
              - stage: s
                on: w
                steps:
                  - for-each: share
                    in: ['C$', "it's"]
                    steps:
                      - step: s-${each.number}
                        when: each.number > 1 && each.share != suffix
                        exec: {program: x, args: ['${each.share}${suffix}', '${each.share}{y}']}
                  - {step: list, check: true, exec: {program: list}, outputs: {a: '(.*)'}}
                  - for-each: a
                    in: ${outputs.s.list.a}
                    max: 1
                    steps: [{step: 'first-${each.number}', when: "each.a == 'x' // why", exec: {program: x}}]
                  - for-each: a
                    in: ${outputs.s.list.a}
                    max: 1
                    steps: [{step: 'second-${each.number}', exec: {program: x}}]
            """, Map.of());
        var steps = runbook.stages().getFirst().steps();
        assertThat(steps.get(0).action().orElseThrow().fields())
                .containsEntry("args", List.of("C${'$'}${suffix}", "C${'$'}{y}"));
        assertThat(steps.get(1).when().orElseThrow().expression()).isEqualTo("2 > 1 && 'it\\'s' != suffix");
        assertThat(names(steps))
                .containsExactly("s-1", "s-2", "list", "a-beyond-1", "first-1", "a-beyond-1-2", "second-1");
    }

    @Test
    void aRunbookWithoutFragmentsIsItsOwnBundle() {
        var text = "--- \nrunbook: plain\n---\n".getBytes(StandardCharsets.UTF_8);
        assertThat(Bundle.read(Path.of("p.yaml"), file -> text)).isEqualTo(text);
        assertThat(Bundle.split(text)).hasSize(1);
    }
}
