package dev.banksman.deploy.chaos;

import java.util.Map;
import java.util.Set;

/**
 * Steps that count their own starts on disk, before anything else, and their ends as the last thing. They print numbered
 * lines meanwhile. Each is of a kind of its own, so that whatever dies, something is under way for which it matters.
 */
final class ChaosRunbook {

    /** What a step that was not disturbed ends with; {@code overrun} never ends by itself. */
    static final Map<String, Integer> EXIT_CODES =
            Map.of("plain", 0, "seven", 7, "again", 0, "asked", 0, "stubborn", 3, "overrun", 0);

    /** Steps that are tried again by themselves when it is not known how they ended. */
    static final Set<String> REPEATABLE = Set.of("again");

    /** Steps of which it can be asked whether they are done. */
    static final Set<String> PROBED = Set.of("asked", "place");

    /** Steps that fail, and are passed. */
    static final Set<String> CONTINUES = Set.of("stubborn", "overrun");

    static final int LINES = 30;

    private static final String TEXT = """
        runbook: chaos
        title: Steps that count their own starts
        parameters:
          ledger: {type: path}
          scratch: {type: path}
        roles:
          worker: {hosts: 1..}
        stages:
          - stage: work
            on: worker
            steps:
              - step: plain
                exec:
                  script:
                    shell: sh
                    body: &body |
        @BODY@
                  env: {LEDGER: '${ledger}', LINES: "30", CODE: "0"}
              - step: seven
                exec:
                  script: {shell: sh, body: *body}
                  env: {LEDGER: '${ledger}', LINES: "30", CODE: "7"}
                  expected-exit-codes: [7]
              - step: place
                file:
                  template: {content: placed, path: '${scratch}.${host.name}.placed'}
                done-when:
                  file: {inspect: {path: '${scratch}.${host.name}.placed', expect-content: placed}}
              - step: again
                repeatable: true
                exec: {script: {shell: sh, body: *body}, env: {LEDGER: '${ledger}', LINES: "30", CODE: "0"}}
              - step: overrun
                timeout: 2s
                on-failure: continue
                exec: {script: {shell: sh, body: *body}, env: {LEDGER: '${ledger}', LINES: "1000000", CODE: "0"}}
              - step: asked
                done-when:
                  file: {inspect: {path: '${scratch}.${host.name}.asked'}}
                exec:
                  script: {shell: sh, body: *body}
                  env: {LEDGER: '${ledger}', LINES: "30", CODE: "0", DONE: '${scratch}.${host.name}.asked'}
              - step: stubborn
                on-failure: continue
                exec: {script: {shell: sh, body: *body}, env: {LEDGER: '${ledger}', LINES: "30", CODE: "3"}}
        """;

    private static final String BODY = """
        echo "$BANKSMAN_ATTEMPT $$" >>"$LEDGER/starts" && sync "$LEDGER/starts" || exit 99
        line=0
        while [ "$line" -lt "$LINES" ]; do
          line=$((line + 1))
          echo "line $line of $BANKSMAN_ATTEMPT"
          sleep 0.02
        done
        [ -z "${DONE:-}" ] || touch "$DONE"
        echo "$BANKSMAN_ATTEMPT $CODE" >>"$LEDGER/ends" && sync "$LEDGER/ends" || exit 99
        exit "$CODE"
        """;

    private ChaosRunbook() {}

    static String text() {
        return TEXT.replace("@BODY@\n", BODY.indent(14));
    }

    /** What an attempt prints that gets as far as this line. */
    static String output(String attempt, int lines) {
        var text = new StringBuilder();
        for (int line = 1; line <= lines; line++) {
            text.append("line ").append(line).append(" of ").append(attempt).append('\n');
        }
        return text.toString();
    }

    static String inventory(Iterable<String> hosts) {
        var text = new StringBuilder("inventory: chaos\nhosts:\n");
        hosts.forEach(host -> text.append("  ").append(host).append(": {roles: [worker]}\n"));
        return text.toString();
    }
}
