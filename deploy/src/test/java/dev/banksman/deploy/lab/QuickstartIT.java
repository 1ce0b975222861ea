package dev.banksman.deploy.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.proto.operator.v1.GetRunRequest;
import dev.banksman.proto.operator.v1.ListRunsRequest;
import dev.banksman.proto.operator.v1.ListTasksRequest;
import dev.banksman.proto.operator.v1.RunPhase;
import dev.banksman.proto.operator.v1.WatchRunReply;
import dev.banksman.proto.operator.v1.WatchRunRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The one command of the README, as a stranger would type it. */
class QuickstartIT {

    private static final Path OUT =
            Path.of("../target/quickstart").toAbsolutePath().normalize();
    private static final int GATE_OPEN = 5;

    private record Ended(int code, String said) {}

    @AfterEach
    void endWhatIsLeft() throws Exception {
        quickstart("--stop");
    }

    @Tag("slow")
    @Test
    void upgradesTheLabAndProvesTheOrder() throws Exception {
        var ended = quickstart("--no-build", "--keep");

        assertThat(ended.code()).as(ended.said()).isZero();
        assertThat(ended.said()).containsPattern("(\\d+) of \\1 checks passed on 8 hosts");
        assertThat(Files.readString(OUT.resolve("report.html"))).contains("session-host-3");
        assertThat(Files.readString(OUT.resolve("report.json"))).contains("session-host-3");

        try (var link = OperatorLink.open(OUT.resolve("lab/controller"))) {
            var runs = link.call()
                    .listRuns(ListRunsRequest.newBuilder().setPageSize(5).build());
            assertThat(runs.getRunsCount()).isEqualTo(1);
            var run = runs.getRuns(0).getRun();
            assertThat(link.call()
                            .getRun(GetRunRequest.newBuilder().setRun(run).build())
                            .getRun()
                            .getPhase())
                    .isEqualTo(RunPhase.RUN_PHASE_SUCCEEDED);
            var events = new ArrayList<WatchRunReply>();
            link.call()
                    .watchRun(WatchRunRequest.newBuilder().setRun(run).build())
                    .forEachRemaining(events::add);
            assertThat(firstDispatch(events, "session-hosts.upgrade-web-components"))
                    .isGreaterThan(end(events, "web-site", "verify-session-central"));

            var tasks = link.call()
                    .listTasks(ListTasksRequest.newBuilder()
                            .setRun(run)
                            .setPageSize(500)
                            .build());
            assertThat(tasks.getNextPageToken()).isEmpty();
            var starts = LiveLab.starts(OUT.resolve("lab/starts.log"));
            assertThat(starts.values()).containsOnly(1);
            assertThat(starts.keySet()).containsExactlyElementsOf(LiveLab.processes(run, tasks.getTasksList()));
        }
    }

    @Tag("slow")
    @Test
    void gateThatNobodyAnswersStaysOpenAndFails(@TempDir Path directory) throws Exception {
        var answers = directory.resolve("answers.yaml");
        Files.writeString(
                answers, Files.readString(Bench.GP.answers()).replace("sign-out.sign-users-out", "sign-out.other"));

        var ended = quickstart("--no-build", "--answers", answers.toString());

        assertThat(ended.code()).as(ended.said()).isEqualTo(GATE_OPEN);
        assertThat(ended.said()).contains("nobody answers the gate sign-out.sign-users-out@db-1");
        for (var line : Files.readAllLines(OUT.resolve("lab/pids"))) {
            var pid = Long.parseLong(line.substring(0, line.indexOf(' ')));
            assertThat(ProcessHandle.of(pid)).as(line).isEmpty();
        }
    }

    @Test
    void wrongOptionsAreRefusedBeforeAnythingStarts() throws Exception {
        assertThat(quickstart("--faul", "x").code()).isEqualTo(2);
        assertThat(quickstart("--fail").said()).contains("--fail: expected a value");
        assertThat(quickstart("--help").said()).contains("Exit codes:");
        var unknown = quickstart("--no-build", "--fault", "no-such-fault");
        assertThat(unknown.code()).isEqualTo(2);
        assertThat(unknown.said()).contains("users-signed-in").contains("found no-such-fault");
    }

    private static long firstDispatch(List<WatchRunReply> events, String step) {
        return events.stream()
                .filter(event -> event.getEvent().equals("AttemptDispatched"))
                .filter(event ->
                        (event.getTask().getStage() + "." + event.getTask().getStep()).equals(step))
                .mapToLong(WatchRunReply::getPosition)
                .min()
                .orElseThrow();
    }

    private static long end(List<WatchRunReply> events, String stage, String step) {
        return events.stream()
                .filter(event -> event.getEvent().equals("AttemptEnded"))
                .filter(event -> event.getTask().getStage().equals(stage)
                        && event.getTask().getStep().equals(step))
                .mapToLong(WatchRunReply::getPosition)
                .max()
                .orElseThrow();
    }

    private static Ended quickstart(String... options) throws IOException, InterruptedException {
        var log = Files.createTempFile("quickstart", ".log");
        var command =
                new ArrayList<>(List.of(Path.of("quickstart").toAbsolutePath().toString()));
        command.addAll(List.of(options));
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        process.getOutputStream().close();
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            process.destroy();
            throw new AssertionError("no end after five minutes: " + Files.readString(log));
        }
        var said = Files.readString(log, StandardCharsets.UTF_8);
        Files.delete(log);
        return new Ended(process.exitValue(), said);
    }
}
