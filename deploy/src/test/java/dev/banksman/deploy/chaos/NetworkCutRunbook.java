package dev.banksman.deploy.chaos;

/** Two steps that write down their own starts and ends, on the disk of their host. */
final class NetworkCutRunbook {

    /** The first step ends when it is let, and not with 0, so that its end cannot be made up; the second is at once. */
    static final String TEXT = """
        runbook: network-cut
        title: A step that is under way when the network goes, and one after it
        parameters:
          ledger: {type: path}
          lines: {type: string}
        roles:
          worker: {hosts: 1..}
        stages:
          - stage: work
            on: worker
            steps:
              - step: under-way
                exec:
                  script:
                    shell: sh
                    body: |
                      echo "$BANKSMAN_ATTEMPT $$" >>"$LEDGER/starts" && sync "$LEDGER/starts" || exit 99
                      line=0
                      while [ "$line" -lt "$LINES" ]; do
                        line=$((line + 1))
                        echo "line $line of $BANKSMAN_ATTEMPT"
                      done
                      until [ -e "$LEDGER/go" ]; do sleep 0.1; done
                      echo "the end of $BANKSMAN_ATTEMPT"
                      echo "$BANKSMAN_ATTEMPT 7" >>"$LEDGER/ends" && sync "$LEDGER/ends" || exit 99
                      exit 7
                  env: {LEDGER: '${ledger}', LINES: '${lines}'}
                  expected-exit-codes: [7]
              - step: after
                exec:
                  script:
                    shell: sh
                    body: |
                      echo "$BANKSMAN_ATTEMPT $$" >>"$LEDGER/starts" && sync "$LEDGER/starts" || exit 99
                      echo "$BANKSMAN_ATTEMPT 0" >>"$LEDGER/ends" && sync "$LEDGER/ends" || exit 99
                  env: {LEDGER: '${ledger}'}
        """;

    private NetworkCutRunbook() {}
}
