package dev.banksman.deploy.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.proto.operator.v1.RunPhase;
import dev.banksman.proto.operator.v1.TaskState;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 of an agent and of the controller, each in the middle of an installation of the same run. */
class CrashIT {

    private static final int SECONDS = 5;
    private static final String ON_TENANT = "tenant-services.update-tenant-services";
    private static final String ON_SESSION_HOST = "session-hosts.upgrade-web-components";

    @Test
    void runGoesOnByItselfAndNothingStartsTwice(@TempDir Path directory) throws Exception {
        try (var lab = LiveLab.start(directory)) {
            lab.slowInstallers("tenant-1", SECONDS);
            lab.slowInstallers("session-host-1", SECONDS);
            var run = lab.startRunWithPeople();

            lab.awaitTask(run, ON_TENANT, "tenant-1", task -> task.getState() == TaskState.TASK_STATE_RUNNING);
            lab.rig.killAgent("tenant-1");
            lab.rig.startAgent("tenant-1");

            lab.awaitTask(run, ON_SESSION_HOST, "session-host-1", t -> t.getState() == TaskState.TASK_STATE_RUNNING);
            lab.rig.killController();
            lab.rig.startController();
            lab.awaitPhase(run, RunPhase.RUN_PHASE_SUCCEEDED);

            var adopted = LiveLab.executions(lab.task(run, ON_TENANT, "tenant-1"));
            assertThat(adopted).singleElement().satisfies(attempt -> {
                assertThat(attempt.getAdopted()).isTrue();
                assertThat(attempt.getExitCode()).isEqualTo(3010);
                assertThat(lab.output(run, "tenant-1", attempt.getNumber())).startsWith(everyLine());
            });
            assertThat(LiveLab.executions(lab.task(run, ON_SESSION_HOST, "session-host-1")))
                    .singleElement()
                    .satisfies(attempt -> {
                        assertThat(attempt.getExitCode()).isZero();
                        assertThat(lab.output(run, "session-host-1", attempt.getNumber()))
                                .startsWith(everyLine());
                    });
            var starts = LiveLab.starts(lab.rig.folder().startsLog());
            assertThat(starts.values()).containsOnly(1);
            assertThat(starts.keySet()).containsExactlyElementsOf(LiveLab.processes(run, lab.tasks(run)));
        }
    }

    private static String everyLine() {
        return IntStream.rangeClosed(1, 10 * SECONDS)
                .mapToObj(line -> "Action " + line + " of " + 10 * SECONDS + "\n")
                .collect(Collectors.joining());
    }
}
