package dev.banksman.controller.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.controller.journal.MemoryJournal;
import dev.banksman.controller.run.Ruling;
import dev.banksman.controller.run.RunEvent;
import dev.banksman.controller.run.RunInput;
import dev.banksman.controller.run.RunInput.DecisionKind;
import dev.banksman.controller.run.RunPhase;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Nothing of production before a rehearsal of the same version has succeeded. */
final class PrerequisitesTest {
    private static final String RUNBOOK = EngineRig.RUNBOOK
            .replace("roles:\n", """
                parameters: {purpose: {type: choice, choices: [rehearsal, production]}}
                prerequisites:
                  - prerequisite: rehearsed
                    when: purpose == 'production'
                    within: 30d
                    parameters: {purpose: rehearsal}
                    outputs: {prepare.back-up.kept: 'yes'}
                    because: what was not rehearsed is not done in production
                roles:
                """)
            .replace("exec: {program: /bin/backup}", "exec: {program: /bin/backup}\n        outputs: {kept: '(.*)'}");

    private final EngineRig rig = EngineRig.over(new MemoryJournal());

    private StartAnswer start(String key, String runbook, String purpose) {
        var documents = EngineRig.documents(runbook);
        return rig.await(rig.engine.start(new StartRequest(
                key,
                new Planning.Documents(
                        documents.runbookFile(),
                        documents.runbook(),
                        documents.inventoryFile(),
                        documents.inventory(),
                        Map.of("purpose", purpose)),
                Optional.empty(),
                "ann")));
    }

    private String rehearse(String key, String runbook) {
        var answer = start(key, runbook, "rehearsal");
        assertThat(answer).isInstanceOf(StartAnswer.Started.class);
        var run = ((StartAnswer.Started) answer).run();
        rig.patiently(run);
        assertThat(rig.view(run).phase()).isEqualTo(RunPhase.SUCCEEDED);
        return run;
    }

    private String refusal(String key) {
        return refusal(key, RUNBOOK);
    }

    private String refusal(String key, String runbook) {
        var answer = start(key, runbook, "production");
        assertThat(answer).isInstanceOf(StartAnswer.Refused.class);
        return ((StartAnswer.Refused) answer).reason();
    }

    @Test
    void aRunStartsOnlyAfterTheRunItAsksFor() {
        rig.fleet.connectAll();
        rig.fleet.gives(Map.of("kept", "yes"));
        assertThat(refusal("a"))
                .contains("small-upgrade, version 1", "within the last 30d", "purpose=rehearsal", "found none.")
                .contains("what was not rehearsed is not done in production");

        var rehearsal = rehearse("b", RUNBOOK);
        var answer = start("c", RUNBOOK, "production");

        assertThat(answer).isInstanceOf(StartAnswer.Started.class);
        assertThat(rig.events(((StartAnswer.Started) answer).run()))
                .anySatisfy(event -> assertThat(event).isInstanceOfSatisfying(RunEvent.PrerequisiteMet.class, met -> {
                    assertThat(met.prerequisite()).isEqualTo("rehearsed");
                    assertThat(met.other()).isEqualTo(rehearsal);
                }));
    }

    @Test
    void aRehearsalOfAnotherVersionOrWithAnotherResultDoesNotCount() {
        rig.fleet.connectAll();
        rig.fleet.gives(Map.of("kept", "yes"));
        rehearse("a", RUNBOOK.replace("version: \"1\"", "version: \"2\""));
        assertThat(refusal("b")).contains("its version is 2, expected 1");

        rig.fleet.gives(Map.of("kept", "no"));
        rehearse("c", RUNBOOK);
        assertThat(refusal("d")).contains("prepare.back-up.kept gave no, expected yes");
    }

    @Test
    void aRehearsalThatIsTooOldDoesNotCount() {
        rig.fleet.connectAll();
        rig.fleet.gives(Map.of("kept", "yes"));
        rehearse("a", RUNBOOK);
        rig.time.advance(Duration.ofDays(31));
        rig.settle();
        assertThat(refusal("b")).contains("found none.");
    }

    @Test
    void aRehearsalInWhichAPersonSkippedAStepDoesNotCountWhereTheRunbookSaysSo() {
        var strict = RUNBOOK.replace("within: 30d", "within: 30d\n    nothing-skipped: true");
        rig.fleet.connectAll();
        rig.fleet.gives(Map.of("kept", "yes"));
        rehearse("a", strict, DecisionKind.SKIP, Map.of());

        assertThat(refusal("b", strict))
                .contains("with no step skipped by a person", "a person skipped upgrade.install@web-1");
        // The same rehearsal is enough where nothing is said about it.
        assertThat(start("c", RUNBOOK, "production")).isInstanceOf(StartAnswer.Started.class);
    }

    @Test
    void whatAPersonMarkedAsDoneIsAskedForByItself() {
        var noSkips = RUNBOOK.replace("within: 30d", "within: 30d\n    nothing-skipped: true");
        var strict = RUNBOOK.replace("within: 30d", "within: 30d\n    nothing-marked-done: true");
        rig.fleet.connectAll();
        rig.fleet.gives(Map.of("kept", "yes"));
        rehearse("a", strict, DecisionKind.MARK_DONE, Map.of("seen", "the version in Programs and Features"));

        assertThat(refusal("b", strict)).contains("a person marked as done upgrade.install@web-1");
        assertThat(start("c", noSkips, "production")).isInstanceOf(StartAnswer.Started.class);
    }

    @Test
    void aStepThatWasRetriedWasDone() {
        var strict =
                RUNBOOK.replace("within: 30d", "within: 30d\n    nothing-skipped: true\n    nothing-marked-done: true");
        rig.fleet.connectAll();
        rig.fleet.gives(Map.of("kept", "yes"));
        rehearse("a", strict, DecisionKind.RETRY, Map.of());

        assertThat(start("b", strict, "production")).isInstanceOf(StartAnswer.Started.class);
    }

    /** A rehearsal in which one step failed and a person decided about it. */
    private void rehearse(String key, String runbook, DecisionKind kind, Map<String, String> evidence) {
        rig.fleet.exitCodes.put("upgrade.install@web-1", 1603);
        var answer = start(key, runbook, "rehearsal");
        assertThat(answer).isInstanceOf(StartAnswer.Started.class);
        var run = ((StartAnswer.Started) answer).run();
        rig.settle();
        rig.fleet.exitCodes.clear();
        var decided = rig.await(rig.engine.decide(
                run,
                new RunInput.Decide(
                        "d-" + key,
                        "ann",
                        kind,
                        EngineRig.task("upgrade", "install", "web-1"),
                        "because",
                        evidence,
                        rig.time.instant())));
        assertThat(decided.ruling()).isInstanceOf(Ruling.Accepted.class);
        rig.patiently(run);
        assertThat(rig.view(run).phase()).isEqualTo(RunPhase.SUCCEEDED);
    }
}
