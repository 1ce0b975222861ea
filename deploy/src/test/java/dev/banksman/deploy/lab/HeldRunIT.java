package dev.banksman.deploy.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.proto.operator.v1.Attempt;
import dev.banksman.proto.operator.v1.DecisionKind;
import dev.banksman.proto.operator.v1.RunPhase;
import dev.banksman.proto.operator.v1.Task;
import dev.banksman.proto.operator.v1.TaskState;
import io.grpc.Status;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A failing installer in the middle of the session hosts: the run waits there for a person, and goes on from there. A check
 * that fails after it is mended by the remedy that is offered.
 */
class HeldRunIT {

    private static final String STEP = "session-hosts.upgrade-web-components";
    private static final String HELP = "session-hosts.help-installed";

    @Test
    void failingHostHoldsTheRunAndRetryFinishesIt(@TempDir Path directory) throws Exception {
        try (var lab = LiveLab.start(directory, "session-host-2:upgrade-web-components=1603", "help-missing")) {
            var run = lab.startRunWithPeople();
            lab.awaitHeld(run);

            var waiting = lab.run(run).getAwaitingDecisionList();
            assertThat(waiting).extracting(Task::getHost).containsExactly("session-host-2");
            var task = lab.task(run, STEP, "session-host-2");
            assertThat(task.getQuestion().getWhy()).contains("1603");
            assertThat(task.getQuestion().getChoicesList())
                    .contains(DecisionKind.DECISION_KIND_RETRY, DecisionKind.DECISION_KIND_EXCLUDE_HOST);
            assertThat(task.getQuestion().getRemediesList())
                    .extracting(offer -> offer.getRemedy())
                    .contains("installer-refused");
            assertThat(lab.task(run, STEP, "session-host-1").getState()).isEqualTo(TaskState.TASK_STATE_SUCCEEDED);

            var refusal = LiveLab.refusal(lab::startRun);
            assertThat(refusal.getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
            assertThat(refusal.getDescription()).contains(run);

            // One failure is more than max-failures allows: the last host has not begun.
            assertThat(lab.tasks(run))
                    .filteredOn(t ->
                            t.getStage().equals("session-hosts") && t.getHost().equals("session-host-3"))
                    .isNotEmpty()
                    .allSatisfy(t -> assertThat(t.getAttemptsList()).isEmpty());

            lab.decide(run, DecisionKind.DECISION_KIND_RETRY, task);

            // The next failure on the same host has a remedy that does something.
            var missing = lab.awaitTask(
                    run, HELP, "session-host-2", t -> t.getState() == TaskState.TASK_STATE_AWAITING_DECISION);
            assertThat(missing.getQuestion().getChoicesList()).contains(DecisionKind.DECISION_KIND_RUN_REMEDY);
            assertThat(missing.getQuestion().getRemediesList())
                    .filteredOn(offer -> offer.getRunnable())
                    .extracting(offer -> offer.getRemedy())
                    .containsExactly("help-missing");
            lab.runRemedy(run, missing, "help-missing");
            lab.awaitPhase(run, RunPhase.RUN_PHASE_SUCCEEDED);

            assertThat(LiveLab.executions(lab.task(run, STEP, "session-host-2")))
                    .extracting(attempt -> attempt.getExitCode())
                    .containsExactly(1603, 0);
            assertThat(lab.task(run, HELP, "session-host-2").getAttemptsList())
                    .extracting(Attempt::getPurpose)
                    .contains("remedy");
            assertThat(entry(lab, run, "session-host-3")).isGreaterThan(retried(lab, run));
        }
    }

    private static long entry(LiveLab lab, String run, String host) throws Exception {
        return lab.events(run).stream()
                .filter(event -> event.getEvent().equals("HostEntered"))
                .filter(event -> event.getText().contains(host + " enters session-hosts"))
                .findFirst()
                .orElseThrow()
                .getPosition();
    }

    private static long retried(LiveLab lab, String run) throws Exception {
        return lab.events(run).stream()
                .filter(event -> event.getEvent().equals("DecisionTaken")
                        && event.getText().contains("retry"))
                .findFirst()
                .orElseThrow()
                .getPosition();
    }
}
