package dev.banksman.controller.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.controller.plan.Plan.Outputs;
import dev.banksman.controller.plan.Plan.Purpose;
import dev.banksman.controller.plan.Plan.Resolved;
import dev.banksman.controller.plan.PlanExpander.Decided;
import dev.banksman.proto.agent.v1.Action;
import dev.banksman.proto.agent.v1.ServiceOperation;
import dev.banksman.proto.agent.v1.Shell;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** From the documents to the messages that agents get. */
final class PlanExpanderTest {
    private static final Outputs NONE = (stage, step, host, output) -> Optional.empty();
    private static final Outputs CHOSEN =
            (stage, step, host, output) -> switch (stage + "." + step + "@" + host + ":" + output) {
                case "web-site.choose-database@web1:database-name" -> Optional.of("GPNEW");
                case "web-site.upgrade-web-components@web1:version" -> Optional.of("18.5");
                default -> Optional.empty();
            };

    private final Plan plan = Plans.scaleOut(Map.of("media", "/media"));
    private final PlanExpander expander = PlanExpander.of(plan);

    @Test
    void fillsInParametersHostAndOutputsOfAnotherHost() {
        var action = action("session-hosts", "upgrade-web-components", "sh2", Purpose.EXECUTE, CHOSEN);
        assertThat(action.getExec().getProgram()).isEqualTo("/media\\Setup.exe");
        assertThat(action.getExec().getArgsList()).containsExactly("DB=GPNEW", "spare");
    }

    @Test
    void leavesScriptsAsTheyStand() {
        var exec = action("prepare", "back-up", "db1", Purpose.EXECUTE, NONE).getExec();
        assertThat(exec.getScript().getShell()).isEqualTo(Shell.SHELL_SH);
        assertThat(exec.getScript().getBody()).isEqualTo("backup --to \"$TARGET\" --keep ${HOME}\n");
        assertThat(exec.getEnvMap()).containsExactly(Map.entry("TARGET", "/media/backup"));
    }

    @Test
    void givesValuesTheTypesOfTheirFields() {
        var service = action("web-site", "verify-session-central", "web1", Purpose.EXECUTE, NONE)
                .getService();
        assertThat(service.getOperation()).isEqualTo(ServiceOperation.SERVICE_OPERATION_WAIT);
        assertThat(service.getWithin().getSeconds()).isEqualTo(120);
        var wait =
                action("session-hosts", "answers", "sh1", Purpose.EXECUTE, NONE).getWait();
        assertThat(wait.getUntil().getTcp().getPort()).isEqualTo(8080);
        assertThat(wait.getUntil().getTcp().getAddress()).isEqualTo("sh1");
        var setup = action("web-site", "upgrade-web-components", "web1", Purpose.EXECUTE, CHOSEN)
                .getExec();
        assertThat(setup.getExpectedExitCodesList()).containsExactly(0, 3010);
        assertThat(setup.getArgs(2)).isEqualTo("${literal}");
    }

    @Test
    void makesProbeAndRemedy() {
        var probe = action("web-site", "upgrade-web-components", "web1", Purpose.PROBE, NONE);
        assertThat(probe.getFile().getInspect().getExpectContent()).isEqualTo("18\\.");
        assertThat(expander.remedy("restart-central", "web1", "r1")).isInstanceOf(Resolved.Ready.class);
    }

    @Test
    void saysWhichOutputIsMissing() {
        var resolved = expander.action(stage("session-hosts"), 0, "sh1", Purpose.EXECUTE, NONE, "r1");
        assertThat(resolved)
                .isInstanceOfSatisfying(
                        Resolved.Impossible.class,
                        impossible -> assertThat(impossible.reason())
                                .contains("outputs.web-site.choose-database.database-name has no value"));
    }

    @Test
    void anAccountThatComesOutEmptyIsTheAgentsOwn() {
        assertThat(runAs(Map.of()))
                .isInstanceOfSatisfying(
                        Resolved.Ready.class,
                        ready -> assertThat(ready.action().getExec().hasRunAs()).isFalse());
        assertThat(runAs(Map.of("account", "CONTOSO\\setup", "secret", "setup-password")))
                .isInstanceOfSatisfying(Resolved.Ready.class, ready -> {
                    var as = ready.action().getExec().getRunAs();
                    assertThat(as.getAccount()).isEqualTo("CONTOSO\\setup");
                    assertThat(as.getPasswordSecret()).isEqualTo("setup-password");
                });
    }

    @Test
    void aPasswordWithoutAnAccountIsAMistake() {
        assertThat(runAs(Map.of("secret", "setup-password")))
                .isEqualTo(new Resolved.Impossible(
                        "exec.run-as.account: found none, expected a value, as password-secret is given"));
    }

    private static Resolved runAs(Map<String, String> parameters) {
        var made = Plans.ready("""
            runbook: accounts
            title: Accounts
            parameters:
              account: {type: string, default: ''}
              secret: {type: string, default: ''}
            roles:
              server: {hosts: 1}
            stages:
              - stage: only
                on: server
                steps:
                  - step: tool
                    title: Tool
                    exec:
                      program: /bin/tool
                      cwd: /work
                      run-as: {account: '${account}', password-secret: '${secret}'}
            """, "inventory: one\nhosts: {s1: {roles: [server]}}", parameters);
        return PlanExpander.of(made).action(0, 0, "s1", Purpose.EXECUTE, NONE, "r1");
    }

    @Test
    void decidesConditionsWhenTheirOutputsAreThere() {
        var stage = stage("session-hosts");
        assertThat(expander.condition(stage, 0, "sh1", NONE, "r1")).isEqualTo(new Decided.Applies());
        assertThat(expander.condition(stage, 0, "sh3", NONE, "r1")).isEqualTo(new Decided.LeftOut());
        assertThat(expander.condition(stage, 1, "sh1", CHOSEN, "r1")).isEqualTo(new Decided.Applies());
        Outputs old = (s, t, host, output) -> Optional.of("17.1");
        assertThat(expander.condition(stage, 1, "sh1", old, "r1")).isEqualTo(new Decided.LeftOut());
        assertThat(expander.condition(stage, 1, "sh1", NONE, "r1")).isInstanceOf(Decided.Impossible.class);
    }

    @Test
    void expandsTextsForPeople() {
        var gate =
                plan.stages().get(stage("web-site")).steps().getFirst().gate().orElseThrow();
        assertThat(expander.text(gate.instructions(), "web1", NONE, "r1")).startsWith("Open the wizard on web1");
        var evidence = gate.evidence().getFirst().defaultValue().orElseThrow();
        assertThat(expander.text(evidence, "web1", NONE, "r1")).isEqualTo("GPCONFIGURATION");
    }

    private Action action(String stage, String step, String host, Purpose purpose, Outputs outputs) {
        var planned = plan.stages().get(stage(stage));
        var index = planned.steps().stream()
                .filter(s -> s.name().equals(step))
                .findFirst()
                .orElseThrow()
                .index();
        return switch (expander.action(planned.index(), index, host, purpose, outputs, "r1")) {
            case Resolved.Ready(var action) -> action;
            case Resolved.Impossible(var reason) -> throw new AssertionError(reason);
        };
    }

    private int stage(String name) {
        return plan.stages().stream()
                .filter(s -> s.name().equals(name))
                .findFirst()
                .orElseThrow()
                .index();
    }
}
