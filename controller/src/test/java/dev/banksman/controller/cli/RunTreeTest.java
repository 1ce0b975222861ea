package dev.banksman.controller.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.banksman.proto.operator.v1.DecisionKind;
import dev.banksman.proto.operator.v1.EvidenceField;
import dev.banksman.proto.operator.v1.Forecast;
import dev.banksman.proto.operator.v1.GateInstructions;
import dev.banksman.proto.operator.v1.GetRunReply;
import dev.banksman.proto.operator.v1.Question;
import dev.banksman.proto.operator.v1.RemedyOffer;
import dev.banksman.proto.operator.v1.Run;
import dev.banksman.proto.operator.v1.RunPhase;
import dev.banksman.proto.operator.v1.StageSummary;
import dev.banksman.proto.operator.v1.StepSummary;
import dev.banksman.proto.operator.v1.Task;
import dev.banksman.proto.operator.v1.TaskState;
import dev.banksman.proto.operator.v1.TimeRange;
import dev.banksman.proto.operator.v1.WatchRunReply;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunTreeTest {

    private static final Instant START = Instant.parse("2030-01-01T03:00:00Z");
    private static final Instant NOW = START.plusSeconds(125);

    private final Terminal terminal = Terminal.plain(new PrintWriter(new StringWriter()));
    private final List<WatchRunReply> heard = new ArrayList<>();

    @Test
    void showsWhatIsThroughInOneLineAndWhatGoesOnHostByHost() {
        var model = model(run(false));
        hear(model, task("web-site", "upgrade", "web-1", TaskState.TASK_STATE_SUCCEEDED));
        hear(model, task("session-hosts", "upgrade", "session-host-1", TaskState.TASK_STATE_SUCCEEDED));
        hear(model, task("session-hosts", "verify", "session-host-1", TaskState.TASK_STATE_RUNNING));

        assertThat(lines(model))
                .containsExactly(
                        "GP upgrade",
                        "r1  RUNNING  " + "\u2501".repeat(9) + "\u2500".repeat(15) + "  2/5  2m05s",
                        "",
                        "\u2714 Web site          " + "\u2501".repeat(12) + "  1/1    web-1",
                        "\u25b6 Session hosts     " + "\u2500".repeat(12) + "  0/2    2 hosts",
                        "  \u25b6 session-host-1   1/2    verify it  running 2m05s");
    }

    @Test
    void saysWhatIsLeftWhereAForecastIsKnown() {
        var model = model(run(false));
        model.forecast(Forecast.newBuilder()
                .setFinish(TimeRange.newBuilder()
                        .setLikely(at(NOW.plusSeconds(600)))
                        .setLatest(at(NOW.plusSeconds(900))))
                .build());

        assertThat(lines(model)).element(2).isEqualTo("about 10 min left (p90 15 min)");
    }

    private static Timestamp at(Instant instant) {
        return Timestamp.newBuilder().setSeconds(instant.getEpochSecond()).build();
    }

    @Test
    void putsTheHostThatFailedBeforeThePersonWithTheCommandsThatAnswer() {
        var model = model(run(true));
        hear(
                model,
                task("session-hosts", "upgrade", "session-host-2", TaskState.TASK_STATE_AWAITING_DECISION).toBuilder()
                        .setQuestion(Question.newBuilder()
                                .setWhy("exit code 1603: the installer failed")
                                .addChoices(DecisionKind.DECISION_KIND_RETRY)
                                .addChoices(DecisionKind.DECISION_KIND_RUN_REMEDY)
                                .addChoices(DecisionKind.DECISION_KIND_EXCLUDE_HOST)
                                .addRemedies(RemedyOffer.newBuilder()
                                        .setRemedy("repair")
                                        .setTitle("Repair it")
                                        .setExplain("It is damaged.")
                                        .setRunnable(true)))
                        .build());

        assertThat(lines(model))
                .contains("r1  RUNNING HELD  " + "\u2501".repeat(9) + "\u2500".repeat(15) + "  2/5  2m05s")
                .containsSequence(
                        "Waits for a person",
                        "\u2716 session-hosts.upgrade@session-host-2  upgrade it",
                        "    exit code 1603: the installer failed",
                        "    Known       Repair it. It is damaged.",
                        "    Decide      banksman decide r1 CHOICE session-hosts.upgrade@session-host-2",
                        "    CHOICE      retry                        try again",
                        "                run-remedy --remedy repair   Repair it",
                        "                exclude-host --reason '...'  take session-host-2 out of the run");
    }

    @Test
    void namesTheEvidenceThatAGateNeeds() {
        var model = model(run(false));
        hear(
                model,
                task("web-site", "upgrade", "web-1", TaskState.TASK_STATE_AWAITING_DECISION).toBuilder()
                        .setGate(true)
                        .setGateInstructions(GateInstructions.newBuilder()
                                .setInstructions("Run the wizard.")
                                .addEvidence(EvidenceField.newBuilder()
                                        .setName("database")
                                        .setHelp("Its name")
                                        .setRequired(true)))
                        .setQuestion(Question.newBuilder()
                                .setWhy("upgrade it")
                                .addChoices(DecisionKind.DECISION_KIND_ABORT)
                                .addChoices(DecisionKind.DECISION_KIND_APPROVE))
                        .build());

        assertThat(lines(model))
                .containsSequence(
                        "\u25c6 web-site.upgrade@web-1  upgrade it",
                        "    Run the wizard.",
                        "    Write down  database  Its name",
                        "    Decide      banksman decide r1 CHOICE web-site.upgrade@web-1",
                        "    CHOICE      approve -e database='...'  it is done; web-1 goes on",
                        "                abort --reason '...'       end the run on all hosts");
    }

    @Test
    void countsAStepThatWasLeftOutInPassing() {
        var model = model(run(false));
        hear(model, task("session-hosts", "verify", "session-host-1", TaskState.TASK_STATE_SUCCEEDED));
        model.leftOut(task("session-hosts", "verify", "session-host-2", TaskState.TASK_STATE_SKIPPED));

        assertThat(lines(model)).anyMatch(line -> line.startsWith("\u2714 Session hosts") && line.contains("2/2"));
    }

    @Test
    void foldsWhatIsThroughAndWhatIsToComeWhereTheTerminalIsLow() {
        var low = Terminal.plain(new PrintWriter(new StringWriter()), TerminalSize.fixed(60, 6));
        var reply = GetRunReply.newBuilder().setRun(run(false));
        for (var stage : List.of("a", "b", "c", "d")) {
            reply.addStages(StageSummary.newBuilder()
                    .setStage(stage)
                    .addHosts("web-1")
                    .addSteps(StepSummary.newBuilder().setStep("upgrade")));
        }
        var model = new RunModel(reply.build());
        hear(model, task("a", "upgrade", "web-1", TaskState.TASK_STATE_SUCCEEDED));
        hear(model, task("b", "upgrade", "web-1", TaskState.TASK_STATE_SUCCEEDED));

        assertThat(new RunTree(low).render(model, NOW))
                .hasSize(5)
                .endsWith("\u2714 2 stages through", "\u00b7 2 stages to come");
    }

    @Test
    void keepsThePlaceOfTheQuestionOnTheLowestTerminal() {
        var low = Terminal.plain(new PrintWriter(new StringWriter()), TerminalSize.fixed(60, 6));
        var model = model(run(true));
        hear(model, task("session-hosts", "upgrade", "session-host-2", TaskState.TASK_STATE_AWAITING_DECISION));

        assertThat(new RunTree(low).render(model, NOW)).hasSize(5).last().isEqualTo("banksman decide r1");
    }

    @Test
    void anUpdateThatComesTwiceChangesNothing() {
        var model = model(run(false));
        hear(model, task("web-site", "upgrade", "web-1", TaskState.TASK_STATE_RUNNING));
        hear(model, task("web-site", "upgrade", "web-1", TaskState.TASK_STATE_SUCCEEDED));
        var before = lines(model);

        model.take(heard.getFirst());

        assertThat(lines(model)).isEqualTo(before);
        assertThat(model.position()).isEqualTo(2);
    }

    @Test
    void showsADozenHostsOfManyAndCountsTheRest() {
        var stage = StageSummary.newBuilder()
                .setStage("s")
                .addSteps(StepSummary.newBuilder().setStep("a"));
        for (var i = 0; i < 500; i++) {
            stage.addHosts("host-" + i);
        }
        var model = new RunModel(
                GetRunReply.newBuilder().setRun(run(false)).addStages(stage).build());
        for (var i = 0; i < 40; i++) {
            hear(model, task("s", "a", "host-" + i, TaskState.TASK_STATE_RUNNING));
        }

        assertThat(lines(model)).hasSize(17).contains("    ... and 28 more hosts at work or waiting");
    }

    private List<String> lines(RunModel model) {
        return new RunTree(terminal)
                .render(model, NOW).stream().map(String::stripTrailing).toList();
    }

    private void hear(RunModel model, Task task) {
        var update = WatchRunReply.newBuilder()
                .setPosition(heard.size() + 1L)
                .setTask(task)
                .build();
        heard.add(update);
        model.take(update);
    }

    private static RunModel model(Run run) {
        return new RunModel(GetRunReply.newBuilder()
                .setRun(run)
                .addStages(StageSummary.newBuilder()
                        .setStage("web-site")
                        .setTitle("Web site")
                        .addHosts("web-1")
                        .addSteps(StepSummary.newBuilder().setStep("upgrade")))
                .addStages(StageSummary.newBuilder()
                        .setStage("session-hosts")
                        .setTitle("Session hosts")
                        .addHosts("session-host-1")
                        .addHosts("session-host-2")
                        .addSteps(StepSummary.newBuilder().setStep("upgrade"))
                        .addSteps(StepSummary.newBuilder().setStep("verify")))
                .build());
    }

    private static Run run(boolean held) {
        return Run.newBuilder()
                .setRun("r1")
                .setTitle("GP upgrade")
                .setPhase(RunPhase.RUN_PHASE_RUNNING)
                .setHeld(held)
                .setStartedAt(timestamp(START))
                .putTasks("SUCCEEDED", 2)
                .putTasks("WAITING", 3)
                .build();
    }

    private static Task task(String stage, String step, String host, TaskState state) {
        return Task.newBuilder()
                .setStage(stage)
                .setStep(step)
                .setHost(host)
                .setTitle(step + " it")
                .setState(state)
                .setSince(timestamp(START))
                .build();
    }

    private static Timestamp timestamp(Instant at) {
        return Timestamp.newBuilder().setSeconds(at.getEpochSecond()).build();
    }
}
