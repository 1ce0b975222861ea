package dev.banksman.deploy.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.proto.operator.v1.RunPhase;
import dev.banksman.proto.operator.v1.Task;
import dev.banksman.proto.operator.v1.TaskState;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * kill -9 of an agent and of the controller, each in the middle of an installation of the same run. The installers go on
 * until the test has seen that what was killed is back, however long that takes.
 */
class CrashIT {

    private static final String ON_TENANT = "tenant-services.update-tenant-services";
    private static final String ON_SESSION_HOST = "session-hosts.upgrade-web-components";

    @Test
    void runGoesOnByItselfAndNothingStartsTwice(@TempDir Path directory) throws Exception {
        try (var lab = LiveLab.start(directory)) {
            lab.hold("tenant-1", "tenant-services");
            lab.hold("session-host-1", "web-components");
            var run = lab.startRunWithPeople();

            var attempt = prints(lab, run, ON_TENANT, "tenant-1");
            lab.rig.killAgent("tenant-1");
            var before = lab.output(run, "tenant-1", attempt);
            lab.rig.startAgent("tenant-1");
            lab.awaitMoreOutput(run, "tenant-1", attempt, before);
            lab.release("tenant-1", "tenant-services");

            attempt = prints(lab, run, ON_SESSION_HOST, "session-host-1");
            lab.rig.killController();
            lab.rig.startController();
            before = lab.output(run, "session-host-1", attempt);
            lab.awaitMoreOutput(run, "session-host-1", attempt, before);
            lab.release("session-host-1", "web-components");
            lab.awaitPhase(run, RunPhase.RUN_PHASE_SUCCEEDED);

            var adopted = LiveLab.executions(lab.task(run, ON_TENANT, "tenant-1"));
            assertThat(adopted).singleElement().satisfies(only -> {
                assertThat(only.getAdopted()).isTrue();
                assertThat(only.getExitCode()).isEqualTo(3010);
                assertThat(lab.output(run, "tenant-1", only.getNumber()))
                        .startsWith(lab.everyAction("tenant-1", "tenant-services"));
            });
            assertThat(LiveLab.executions(lab.task(run, ON_SESSION_HOST, "session-host-1")))
                    .singleElement()
                    .satisfies(only -> {
                        assertThat(only.getExitCode()).isZero();
                        assertThat(lab.output(run, "session-host-1", only.getNumber()))
                                .startsWith(lab.everyAction("session-host-1", "web-components"));
                    });
            var starts = LiveLab.starts(lab.rig.folder().startsLog());
            assertThat(starts.values()).containsOnly(1);
            assertThat(starts.keySet()).containsExactlyElementsOf(LiveLab.processes(run, lab.tasks(run)));
        }
    }

    /** Waits until the step runs on this host and some of what it prints has arrived; gives the number of its attempt. */
    private static long prints(LiveLab lab, String run, String step, String host) {
        Task task = lab.awaitTask(
                run,
                step,
                host,
                t -> t.getState() == TaskState.TASK_STATE_RUNNING
                        && !LiveLab.executions(t).isEmpty());
        var attempt = LiveLab.executions(task).getLast().getNumber();
        lab.awaitMoreOutput(run, host, attempt, "");
        return attempt;
    }
}
