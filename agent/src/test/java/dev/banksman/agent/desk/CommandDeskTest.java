package dev.banksman.agent.desk;

import static dev.banksman.agent.desk.DeskHarness.changing;
import static dev.banksman.agent.desk.DeskHarness.command;
import static dev.banksman.agent.desk.DeskHarness.key;
import static dev.banksman.agent.desk.DeskHarness.looking;
import static dev.banksman.agent.desk.DeskHarness.resuming;
import static dev.banksman.agent.desk.DeskHarness.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banksman.agent.journal.CommandState;
import dev.banksman.agent.supervise.Sighting;
import dev.banksman.proto.agent.v1.Cancel;
import dev.banksman.proto.agent.v1.Ended;
import dev.banksman.proto.agent.v1.Inquiry;
import dev.banksman.proto.agent.v1.Outcome;
import dev.banksman.proto.agent.v1.OutputAck;
import dev.banksman.proto.agent.v1.OutputStream;
import dev.banksman.proto.agent.v1.RefusalReason;
import dev.banksman.proto.agent.v1.ReportAck;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CommandDeskTest {

    private static final Duration INSTANT = Duration.ofMillis(10);
    private static final Set<CommandState.Move> TAKEN = new HashSet<>();

    private DeskHarness agent;

    @BeforeEach
    void start() throws IOException {
        agent = new DeskHarness();
    }

    @AfterEach
    void collectMoves() {
        TAKEN.addAll(agent.moves);
    }

    @AfterAll
    static void everyMoveOfTheTableWasTaken() {
        var table = new HashSet<CommandState.Move>();
        for (var state : CommandState.values()) {
            state.next().forEach(next -> table.add(new CommandState.Move(state, next)));
        }
        assertThat(TAKEN).isEqualTo(table);
    }

    private void runs(long number) {
        agent.launcher.sightings.put(
                key(number), new Sighting.Running(99, agent.now().wall()));
        agent.pass(INSTANT);
    }

    private void exits(long number, int code) {
        agent.launcher.sightings.put(
                key(number),
                new Sighting.Exited(
                        code, agent.now().wall(), Optional.of(agent.now().wall()), Optional.empty()));
        agent.pass(INSTANT);
    }

    private Ended ended(long number) {
        var last = agent.outbox.last();
        assertThat(last.getAttempt().getNumber()).isEqualTo(number);
        assertThat(last.hasEnded()).as("%s", last).isTrue();
        return last.getEnded();
    }

    private void acknowledge(long number) {
        agent.desk.acknowledged(
                ReportAck.newBuilder().setAttempt(key(number).toId()).build());
    }

    private void cancel(long number, long term) {
        agent.desk.cancel(Cancel.newBuilder()
                .setAttempt(key(number).toId())
                .setTerm(term)
                .setReason("asked")
                .build());
    }

    @Test
    void refusesAMoveThatIsNotInTheTable() {
        assertThatThrownBy(() -> CommandState.ENDED.to(CommandState.RUNNING))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ENDED")
                .hasMessageContaining("RUNNING");
    }

    @Test
    void saysStartedOnlyWhenTheBodyWasSeen() throws Exception {
        agent.desk.dispatch(command(1).build());
        agent.launcher.sightings.put(key(1), new Sighting.Claimed());
        agent.pass(Duration.ofSeconds(5));
        assertThat(agent.outbox.last().hasAccepted()).isTrue();
        runs(1);
        assertThat(agent.outbox.last().getStarted().getPid()).isEqualTo(99);
    }

    @Test
    void judgesAndReportsTheEndAndRepeatsItUntilAcknowledged() throws Exception {
        agent.desk.dispatch(command(1).build());
        runs(1);
        exits(1, 0);
        agent.inside.finish(key(1));
        assertThat(ended(1).getOutcome()).isEqualTo(Outcome.OUTCOME_SUCCEEDED);
        int said = agent.outbox.reports.size();
        agent.pass(Duration.ofSeconds(11));
        agent.pass(Duration.ofSeconds(11));
        assertThat(agent.outbox.reports).hasSize(said + 2);
        acknowledge(1);
        agent.pass(Duration.ofSeconds(60));
        assertThat(agent.outbox.reports).hasSize(said + 2);
        assertThat(agent.desk.hello().getAttemptsList()).isEmpty();
    }

    @Test
    void takesOutputsFromWhatTheActionShowed() throws Exception {
        agent.desk.dispatch(
                looking(1).addOutputs(rule("answer", "value=(\\d+)")).build());
        agent.inside.finish(key(1));
        assertThat(ended(1).getOutputsMap()).containsEntry("answer", "42");
    }

    @Test
    void launchesNothingThatItCannotRecord() {
        agent.store.fail(what -> {
            throw new IOException("No space left on device");
        });
        agent.desk.dispatch(command(1).build());
        assertThat(agent.outbox.last().getRefused().getReason()).isEqualTo(RefusalReason.REFUSAL_REASON_CANNOT_RECORD);
        assertThat(agent.outbox.last().getRefused().getMessage()).contains("No space left");
        agent.store.fail(what -> {});
        agent.desk.dispatch(command(1).build());
        assertThat(agent.launcher.launched).isEmpty();
    }

    @Test
    void reportsNoEndThatItCouldNotRecord() throws Exception {
        agent.desk.dispatch(command(1).build());
        runs(1);
        exits(1, 0);
        agent.store.fail(what -> {
            throw new IOException("No space left on device");
        });
        agent.inside.finish(key(1));
        agent.pass(INSTANT);
        assertThat(agent.outbox.last().hasStarted()).isTrue();
        agent.store.fail(what -> {});
        agent.pass(INSTANT);
        assertThat(ended(1).getOutcome()).isEqualTo(Outcome.OUTCOME_SUCCEEDED);
    }

    @Test
    void refusesWhatTheHostForbidsDoesNotKnowOrCannotDo() {
        agent.desk.dispatch(DeskHarness.dispatch(
                        1, command(1).getAction().toBuilder().clearKind().build())
                .build());
        assertThat(agent.outbox.last().getRefused().getReason()).isEqualTo(RefusalReason.REFUSAL_REASON_UNSUPPORTED);
        var forbidden = command(2);
        forbidden.getActionBuilder().getExecBuilder().setProgram("forbidden");
        agent.desk.dispatch(forbidden.build());
        assertThat(agent.outbox.last().getRefused().getReason()).isEqualTo(RefusalReason.REFUSAL_REASON_FORBIDDEN);
        var invalid = command(3);
        invalid.getActionBuilder().getExecBuilder().setProgram("");
        agent.desk.dispatch(invalid.build());
        assertThat(agent.outbox.last().getRefused().getReason()).isEqualTo(RefusalReason.REFUSAL_REASON_INVALID);
        var secret = command(4);
        secret.getActionBuilder().getExecBuilder().putSecretEnv("PASSWORD", "db");
        agent.desk.dispatch(secret.build());
        assertThat(agent.outbox.last().getRefused().getMessage()).contains("no secret 'db'");
        agent.launcher.unsupported = Optional.of("not on this platform");
        agent.desk.dispatch(command(5).build());
        assertThat(agent.outbox.last().getRefused().getReason()).isEqualTo(RefusalReason.REFUSAL_REASON_UNSUPPORTED);
        agent.desk.dispatch(command(6).clearTimeAllowed().build());
        assertThat(agent.outbox.last().getRefused().getReason()).isEqualTo(RefusalReason.REFUSAL_REASON_INVALID);
        assertThat(agent.launcher.launched).isEmpty();
    }

    @Test
    void provesThatAnAcceptedCommandNeverBeganAfterACrash() throws Exception {
        agent.desk.dispatch(command(1).build());
        agent.restart();
        var report = agent.desk.hello().getAttempts(0);
        assertThat(report.getEnded().getOutcome()).isEqualTo(Outcome.OUTCOME_NEVER_STARTED);
        assertThat(agent.launcher.sightings.get(key(1))).isInstanceOf(Sighting.NeverBegan.class);
    }

    @Test
    void goesOnWithACommandThatAShimClaimedBeforeTheCrash() throws Exception {
        agent.desk.dispatch(command(1).build());
        agent.launcher.sightings.put(key(1), new Sighting.Claimed());
        agent.restart();
        runs(1);
        assertThat(agent.outbox.last().getStarted().getAdopted()).isTrue();
        agent.restart();
        exits(1, 0);
        agent.inside.finish(key(1));
        assertThat(ended(1).getOutcome()).isEqualTo(Outcome.OUTCOME_SUCCEEDED);
    }

    @Test
    void saysNeverStartedWhenTheShimCannotBeLaunched() {
        agent.launcher.failing = true;
        agent.desk.dispatch(command(1).build());
        assertThat(ended(1).getOutcome()).isEqualTo(Outcome.OUTCOME_NEVER_STARTED);
        assertThat(ended(1).getMessage()).contains("no more processes");
    }

    @Test
    void saysNeverStartedWhenTheShimEndsWithoutAClaim() {
        agent.desk.dispatch(command(1).build());
        agent.launcher.sightings.put(key(1), new Sighting.Unclaimed(true, "The shim ended: no sync"));
        agent.pass(INSTANT);
        assertThat(ended(1).getOutcome()).isEqualTo(Outcome.OUTCOME_NEVER_STARTED);
        assertThat(ended(1).getMessage()).contains("no sync");
    }

    @Test
    void asksATreeToEndThenForcesItAndReportsOnlyWhenItIsGone() throws Exception {
        agent.desk.dispatch(command(1).build());
        runs(1);
        agent.launcher.trees.put(key(1), 3);
        agent.pass(Duration.ofSeconds(60));
        assertThat(agent.launcher.ends).containsOnly(false);
        agent.pass(Duration.ofSeconds(11));
        assertThat(agent.launcher.ends).contains(true);
        exits(1, 137);
        assertThat(agent.outbox.last().hasEnded()).isFalse();
        agent.launcher.trees.put(key(1), 0);
        agent.pass(INSTANT);
        agent.pass(INSTANT);
        assertThat(ended(1).getOutcome()).isEqualTo(Outcome.OUTCOME_TIMED_OUT);
        assertThat(ended(1).getKilled()).isTrue();
    }

    @Test
    void cancelsACommandThatHasNotBegunSoThatItNeverDoes() {
        agent.desk.dispatch(command(1).build());
        cancel(1, 1);
        agent.pass(INSTANT);
        agent.pass(INSTANT);
        assertThat(ended(1).getOutcome()).isEqualTo(Outcome.OUTCOME_CANCELLED);
        assertThat(ended(1).getMessage()).contains("had not begun");
        assertThat(ended(1).hasStartedAt()).isFalse();
    }

    @Test
    void tellsTheTrueEndWhenACancelComesTooLate() throws Exception {
        agent.desk.dispatch(command(1).build());
        runs(1);
        exits(1, 0);
        cancel(1, 1);
        agent.inside.finish(key(1));
        assertThat(ended(1).getOutcome()).isEqualTo(Outcome.OUTCOME_SUCCEEDED);
        cancel(1, 1);
        assertThat(ended(1).getOutcome()).isEqualTo(Outcome.OUTCOME_SUCCEEDED);
    }

    @Test
    void doesNotObeyACancelOfAControllerThatLostTheRun() {
        agent.desk.dispatch(command(1).setTerm(5).build());
        runs(1);
        cancel(1, 4);
        assertThat(agent.outbox.last().hasStarted()).isTrue();
        assertThat(agent.launcher.ends).isEmpty();
        cancel(1, 6);
        assertThat(agent.launcher.ends).isNotEmpty();
        agent.desk.dispatch(command(2).setTerm(5).build());
        assertThat(agent.outbox.last().getRefused().getReason()).isEqualTo(RefusalReason.REFUSAL_REASON_STALE_TERM);
    }

    @Test
    void answersInquiriesWithWhatItKnows() throws Exception {
        var inquiry = Inquiry.newBuilder().setAttempt(key(1).toId()).build();
        agent.desk.inquiry(inquiry);
        assertThat(agent.outbox.last().hasUnknown()).isTrue();
        agent.desk.dispatch(command(1).build());
        agent.desk.inquiry(inquiry);
        assertThat(agent.outbox.last().hasAccepted()).isTrue();
        runs(1);
        exits(1, 0);
        agent.inside.finish(key(1));
        acknowledge(1);
        acknowledgeOutput(1, 0);
        agent.desk.inquiry(inquiry);
        assertThat(ended(1).getOutcome()).isEqualTo(Outcome.OUTCOME_SUCCEEDED);
        agent.pass(Duration.ofHours(25));
        agent.desk.inquiry(inquiry);
        assertThat(ended(1).getOutcome()).isEqualTo(Outcome.OUTCOME_UNKNOWN);
        agent.desk.dispatch(command(1).build());
        assertThat(agent.outbox.last().getRefused().getReason())
                .isEqualTo(RefusalReason.REFUSAL_REASON_BELOW_HIGH_WATER);
        assertThat(agent.launcher.launched).hasSize(1);
    }

    @Test
    void keepsACommandUntilAllOfItsOutputIsDelivered() throws Exception {
        agent.desk.dispatch(command(1).build());
        runs(1);
        agent.spool.append(key(1), OutputStream.OUTPUT_STREAM_STDOUT, new byte[] {'o', 'k'});
        exits(1, 0);
        agent.inside.finish(key(1));
        acknowledge(1);
        agent.desk.linkDown();
        agent.pass(Duration.ofDays(3));
        agent.restart();
        agent.pass(Duration.ofDays(3));
        assertThat(agent.outbox.text(OutputStream.OUTPUT_STREAM_STDOUT)).isEqualTo("ok");

        acknowledgeOutput(1, 2);
        agent.pass(Duration.ofDays(3));
        assertThat(agent.store.load().commands()).isEmpty();
    }

    private void acknowledgeOutput(long number, long length) {
        for (var stream : List.of(OutputStream.OUTPUT_STREAM_STDOUT, OutputStream.OUTPUT_STREAM_STDERR)) {
            agent.desk.outputAcknowledged(OutputAck.newBuilder()
                    .setAttempt(key(number).toId())
                    .setStream(stream)
                    .setOffset(stream == OutputStream.OUTPUT_STREAM_STDOUT ? length : 0)
                    .setEnd(true)
                    .build());
        }
    }

    @Test
    void doesWorkThatOnlyLooksAgainAfterAnInterruption() throws Exception {
        agent.desk.dispatch(looking(1).build());
        agent.restart();
        assertThat(agent.inside.has(key(1))).isTrue();
        agent.inside.finish(key(1));
        assertThat(ended(1).getOutcome()).isEqualTo(Outcome.OUTCOME_SUCCEEDED);
    }

    @Test
    void saysUnknownOfWorkThatChangesSomethingAfterAnInterruption() throws Exception {
        agent.desk.dispatch(changing(1).build());
        agent.restart();
        assertThat(agent.inside.has(key(1))).isFalse();
        assertThat(agent.desk.hello().getAttempts(0).getEnded().getOutcome()).isEqualTo(Outcome.OUTCOME_UNKNOWN);
    }

    @Test
    void goesOnWithWorkThatWroteDownHowFarItCame() throws Exception {
        agent.desk.dispatch(resuming(1).build());
        agent.restart();
        assertThat(agent.inside.has(key(1))).isTrue();
        agent.inside.finish(key(1));
        assertThat(ended(1).getOutcome()).isEqualTo(Outcome.OUTCOME_SUCCEEDED);
    }

    @Test
    void doesNotGoOnWithItWhenItsTimeIsOver() throws Exception {
        agent.desk.dispatch(resuming(1).build());
        agent.goAway(Duration.ofMinutes(2));
        agent.restart();
        assertThat(agent.inside.has(key(1))).isFalse();
        assertThat(agent.desk.hello().getAttempts(0).getEnded().getOutcome()).isEqualTo(Outcome.OUTCOME_TIMED_OUT);
    }

    @Test
    void endsWorkInsideTheAgentWhenItHasStopped() {
        agent.desk.dispatch(changing(1).build());
        cancel(1, 1);
        assertThat(agent.inside.stopped).isTrue();
        agent.pass(Duration.ofSeconds(30));
        assertThat(agent.outbox.last().hasEnded()).isFalse();
        agent.inside.breakOff(key(1), "It was stopped.");
        assertThat(ended(1).getOutcome()).isEqualTo(Outcome.OUTCOME_CANCELLED);
    }

    @Test
    void saysUnknownOfACommandWhoseEndNobodyRecorded() {
        agent.desk.dispatch(command(1).build());
        runs(1);
        agent.launcher.sightings.put(key(1), new Sighting.Lost("the host was restarted"));
        agent.pass(INSTANT);
        assertThat(ended(1).getOutcome()).isEqualTo(Outcome.OUTCOME_UNKNOWN);
        assertThat(ended(1).getMessage()).contains("restarted");
    }

    @Test
    void countsTheTimeAllowedAcrossAgents() throws Exception {
        agent.desk.dispatch(command(1).build());
        runs(1);
        agent.pass(Duration.ofSeconds(50));
        agent.restart();
        agent.pass(Duration.ofSeconds(9));
        assertThat(agent.launcher.ends).isEmpty();
        agent.pass(Duration.ofSeconds(1));
        assertThat(agent.launcher.ends).isNotEmpty();
    }
}
