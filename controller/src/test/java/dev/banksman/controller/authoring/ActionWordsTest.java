package dev.banksman.controller.authoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.controller.runbook.Golden;
import dev.banksman.controller.runbook.Runbook.Step;
import dev.banksman.controller.runbook.TestDocuments;
import dev.banksman.controller.runbook.syntax.RunbookSyntax;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What actions do, in words that a person can follow. */
class ActionWordsTest {

    /** Every action in its usual forms; the golden file is reviewed as prose. */
    private static final String ACTIONS = """
        exec: {program: 'C:\\Setup.exe', args: [/quiet, 'NAME=a b'], cwd: /tmp, expected-exit-codes: [0, 1, 2], reboot-exit-codes: [3010], expect-output: done}
        exec: {command-line: 'msiexec /i x.msi PROP="a b"', stdin: 'yes', secret-env: {PASSWORD: sql}}
        exec: {script: {shell: sh, body: 'echo "$A"'}, env: {A: '${release}'}, output-encoding: UTF-8}
        service: {name: web, operation: start}
        service: {display-name: Session Central, operation: stop, within: 5m}
        service: {name: web, operation: restart}
        service: {name: web, operation: wait, expect: paused, within: 1m}
        service: {name: web, expect: absent}
        package: {operation: install, file: /media/a.msi, properties: {A: b}}
        package: {operation: repair, file: /media/a.msi}
        package: {operation: uninstall, product: Old Thing}
        package: {operation: query, product: Thing, expect-version: '^2\\.'}
        package: {operation: query, product: Thing, expect-absent: true}
        file: {put: {artifact: 'sha256:00', path: /etc/a, mode: '0640'}}
        file: {collect: {path: /var/log/a, max-bytes: 1000}}
        file: {template: {content: 'x={{x}}', path: /etc/a, variables: {x: '${release}'}}}
        file: {remove: {path: /tmp/a}}
        file: {inspect: {path: /etc/a, expect-content: ready, expect-digest: 'sha256:00'}}
        file: {inspect: {path: /etc/a, expect-absent: true}}
        sql: {url: 'jdbc:x', user: sa, password-secret: sql, query: 'SELECT ? FROM ${t}', parameters: ['${release}'], expect-rows: '0'}
        sql: {url: 'jdbc:x', statements: ['DELETE FROM a', 'DELETE FROM b;'], transaction: true, query: SELECT 1, expect-value: '1'}
        http: {url: 'http://a/${release}'}
        http: {url: 'http://a/', method: PUT, headers: {A: b}, body: drain, expect-status: [200, 204], expect-body: ok, trust: /ca.pem, within: 1m}
        tcp: {address: db1, port: 1433}
        tcp: {address: db1, port: 23, expect-closed: true, within: 1s}
        facts: {min-memory-mib: 8192, min-free-disk-mib: 1024, disk-path: /data, expect-no-pending-reboot: true}
        wait: {duration: 5m}
        wait: {until: {tcp: {address: a, port: 80}}, every: 1s}
        registry: {key: 'HKLM\\SOFTWARE\\A', value: B, expect: '1'}
        registry: {operation: set, key: 'HKLM\\SOFTWARE\\A', value: B, type: dword, data: '1'}
        registry: {operation: remove, key: 'HKLM\\SOFTWARE\\A', view: bits-32}
        reboot: {when-pending: true, warning: 2m, reason: An upgrade, until: {service: {name: web}}}
        """;

    @Test
    void everyActionReadsAsOneWouldDoIt() {
        var told = steps().stream()
                .map(step -> ActionWords.of(step.action().orElseThrow(), UnaryOperator.identity()))
                .map(words -> String.join(" ", words.sentences()))
                .collect(Collectors.joining("\n", "", "\n"));

        Golden.check("actions-in-words.txt", told);
    }

    @Test
    void everyActionOfTheLanguageHasWordsOfItsOwn() {
        assertThat(steps())
                .extracting(step -> step.action().orElseThrow().action())
                .containsAll(RunbookSyntax.ACTIONS.names());
        assertThat(steps())
                .allSatisfy(step -> assertThat(ActionWords.of(step.action().orElseThrow(), UnaryOperator.identity())
                                .does())
                        .isNotEqualTo("Do " + step.action().orElseThrow().action()));
    }

    @Test
    void valuesAreFilledInButNotWhereTextIsVerbatim() {
        UnaryOperator<String> fill = text -> text.replace("${release}", "2.1").replace("${t}", "users");
        var told = steps().stream()
                .map(step -> ActionWords.of(step.action().orElseThrow(), fill))
                .toList();

        assertThat(told).extracting(ActionWords::does).contains("Send GET to http://a/2.1");
        assertThat(told).extracting(ActionWords::verbatim).contains("SELECT ? FROM ${t}", "echo \"$A\"");
        assertThat(told)
                .flatExtracting(ActionWords::details)
                .contains("in the places of the question marks: 2.1", "with A=2.1 in the environment");
    }

    private static List<Step> steps() {
        var runbook = new StringBuilder("""
            runbook: actions
            parameters: {release: {type: string}, t: {type: string}}
            roles: {web: {hosts: 1}}
            stages:
              - stage: all
                on: web
                steps:
            """);
        var number = 0;
        for (var line : ACTIONS.lines().toList()) {
            runbook.append("      - step: s")
                    .append(number++)
                    .append("\n        ")
                    .append(line)
                    .append('\n');
        }
        return TestDocuments.runbook(runbook.toString()).stages().getFirst().steps();
    }
}
