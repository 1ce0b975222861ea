package dev.banksman.controller.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.controller.doctor.Finding.Verdict;
import dev.banksman.controller.plan.Plans;
import dev.banksman.proto.agent.v1.Proposal;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What can be told of a plan before it runs. */
final class PlanProposalsTest {

    private static final String RUNBOOK = """
        runbook: small
        title: Small
        parameters:
          account: {type: string, default: ''}
          secret: {type: string, default: ''}
        roles:
          server: {hosts: 1..}
        stages:
          - stage: look
            on: server
            steps:
              - step: up
                title: Up
                check: true
                tcp: {address: '${host.name}', port: 80}
              - step: version
                title: Version
                exec: {program: /bin/version}
                outputs: {found: '(.*)'}
                done-when: {file: {inspect: {path: /done}}}
              - step: install
                title: Install
                exec: {program: /bin/install, args: ['${outputs.look.version.found}']}
              - step: odd
                title: Only where the version is old
                when: outputs.look.version.found == 'old'
                exec: {program: /bin/odd}
              - step: other
                title: Only on the second
                when: host.name == 's2'
                exec: {program: /bin/other}
              - step: as-another
                title: As another
                exec: {program: /bin/tool, cwd: /work, run-as: {account: '${account}', password-secret: '${secret}'}}
        """;

    private static final String INVENTORY = "inventory: two\nhosts: {s1: {roles: [server]}, s2: {roles: [server]}}";

    @Test
    void everyActionAndProbeIsProposedToItsHost() {
        var told = proposals(Map.of()).on("s1");

        assertThat(told.proposals())
                .extracting(Proposal::getTask)
                .containsExactly("look.up", "look.version", "look.version (done-when)", "look.odd", "look.as-another");
        assertThat(told.proposals().get(0).getAction().getTcp().getAddress()).isEqualTo("s1");
        assertThat(told.proposals().get(1).getOutputsCount()).isEqualTo(1);
        assertThat(proposals(Map.of()).on("s2").proposals())
                .extracting(Proposal::getTask)
                .contains("look.other");
        assertThat(proposals(Map.of()).on("elsewhere").proposals()).isEmpty();
    }

    @Test
    void whatNeedsAValueOfTheRunIsNotGuessed() {
        var told = proposals(Map.of()).on("s1");

        assertThat(told.findings()).hasSize(1);
        assertThat(told.findings().get(0))
                .returns("look.install", Finding::task)
                .returns(Verdict.SKIPPED, Finding::verdict);
        assertThat(told.findings().get(0).observed()).contains("outputs.look.version.found has no value");
    }

    @Test
    void whatCannotBeMadeWithAnyValueIsAFailure() {
        assertThat(proposals(Map.of("secret", "pw")).on("s1").findings())
                .filteredOn(finding -> finding.task().equals("look.as-another"))
                .singleElement()
                .returns(Verdict.FAIL, Finding::verdict);
    }

    @Test
    void untilSomethingChangesTheHostWhatIsNeededMustBeThere() {
        assertThat(proposals(Map.of()).on("s1").proposals())
                .extracting(Proposal::getFirst)
                .containsExactly(true, true, true, false, false);
    }

    private static PlanProposals proposals(Map<String, String> parameters) {
        return new PlanProposals(Plans.ready(RUNBOOK, INVENTORY, parameters));
    }
}
