package dev.banksman.deploy.console;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Two servers get a release: a gate with evidence; a step that prints, in colours; a switch that fails in a way that is
 * known on a host with {@code HOST.maintenance}, and in one that is not on a host with {@code HOST.broken}; and checks.
 */
final class StoryRunbook {

    static final String TEXT = """
        runbook: two-servers
        version: "1.0"
        title: Two servers get a release
        about: Installs a release on every server, one after another, and proves that it is served.
        parameters:
          site: {type: path, help: The folder with the servers' files}
          release: {type: string, default: "2.0", help: Which release is installed}
        roles:
          desk: {hosts: 1}
          web: {hosts: 1..}
        stages:
          - stage: prepare
            title: Preparation
            on: desk
            steps:
              - step: announce
                title: The people on duty know
                gate:
                  instructions: |-
                    Tell the people on duty that the servers are taken out one by one.
                    Go on when they have answered.
                  decide: [operator]
                  evidence:
                    - {name: told, type: string, required: true, help: Whom you told}
                    - {name: tickets, type: integer, required: false, help: How many tickets are open}
                  expected-duration: 5m
                undo: {none: They can be told again.}
          - stage: servers
            title: Servers
            on: web
            needs: [prepare]
            steps:
              - step: install
                title: Install the release
                exec:
                  script:
                    shell: sh
                    body: |
                      i=0
                      while [ $i -lt 300 ]; do
                        i=$((i + 1))
                        printf '\\033[32mfile %s\\033[0m of %s copied on %s\\n' "$i" "$RELEASE" "$HOST"
                      done
                  env: {RELEASE: '${release}', HOST: '${host.name}'}
                undo: {none: The release before stays beside it.}
              - step: switch
                title: Serve the new release
                repeatable: true
                exec:
                  script:
                    shell: sh
                    body: |
                      if [ -e "$SITE/$HOST.maintenance" ]; then
                        echo "the maintenance page is still there" >&2
                        exit 7
                      fi
                      if [ -e "$SITE/$HOST.broken" ]; then
                        echo "cannot write: the disk says no" >&2
                        exit 3
                      fi
                      printf '%s' "$RELEASE" >"$SITE/$HOST.release"
                  env: {SITE: '${site}', RELEASE: '${release}', HOST: '${host.name}'}
                undo: {none: Install the release before.}
          - stage: proof
            title: Proof
            on: web
            needs: [servers]
            steps:
              - step: serving
                title: The release is served
                check: true
                file: {inspect: {path: '${site}/${host.name}.release', expect-content: '${release}'}}
        remedies:
          - remedy: maintenance-page
            title: Take the maintenance page away
            when: {step: servers.switch, output: maintenance page}
            explain: Somebody left a maintenance page behind. The server serves nothing else while it is there.
            try:
              file: {remove: {path: '${site}/${host.name}.maintenance'}}
        """;

    private StoryRunbook() {}

    /** The first host is the desk as well. */
    static String inventory(List<String> hosts) {
        return hosts.stream()
                .map(host -> "  " + host + ": {roles: [" + (host.equals(hosts.getFirst()) ? "desk, " : "") + "web]}\n")
                .collect(Collectors.joining("", "inventory: story\nhosts:\n", ""));
    }
}
