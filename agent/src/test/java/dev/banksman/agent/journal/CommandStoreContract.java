package dev.banksman.agent.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.proto.agent.v1.AcceptedCommand;
import dev.banksman.proto.agent.v1.Dispatch;
import dev.banksman.proto.agent.v1.Ended;
import dev.banksman.proto.agent.v1.EndingCause;
import dev.banksman.proto.agent.v1.EndingCommand;
import dev.banksman.proto.agent.v1.Outcome;
import dev.banksman.proto.agent.v1.RunMark;
import dev.banksman.proto.agent.v1.StartedCommand;
import org.junit.jupiter.api.Test;

/** What every command store promises; each store's test passes it. */
abstract class CommandStoreContract {

    static final String HOST = "web-1";
    static final AttemptKey FIRST = new AttemptKey("run-1", HOST, 1);
    static final AttemptKey SECOND = new AttemptKey("run-1", HOST, 2);

    /** The store of the next agent process on the same disk; the one before is not used any more. */
    abstract CommandStore reopen() throws Exception;

    static AcceptedCommand accepted(AttemptKey key) {
        return AcceptedCommand.newBuilder()
                .setDispatch(Dispatch.newBuilder().setAttempt(key.toId()).setTask("stage.step"))
                .build();
    }

    static RunMark mark(String run, long attempt) {
        return RunMark.newBuilder()
                .setRun(run)
                .setHighestAttempt(attempt)
                .setHighestTerm(1)
                .build();
    }

    @Test
    void isEmptyAtFirst() throws Exception {
        var stored = reopen().load();
        assertThat(stored.commands()).isEmpty();
        assertThat(stored.marks()).isEmpty();
        assertThat(stored.damaged()).isEmpty();
    }

    @Test
    void keepsAnAcceptedCommandAndItsMark() throws Exception {
        var store = reopen();
        store.load();
        store.accept(FIRST, accepted(FIRST), mark("run-1", 1));
        var stored = reopen().load();
        assertThat(stored.commands()).containsExactly(CommandRecord.accepted(FIRST, accepted(FIRST)));
        assertThat(stored.marks()).containsOnly(org.assertj.core.api.Assertions.entry("run-1", mark("run-1", 1)));
    }

    @Test
    void keepsEachRecordOfALife() throws Exception {
        var started = StartedCommand.newBuilder().setPid(42).build();
        var ending = EndingCommand.newBuilder()
                .setCause(EndingCause.ENDING_CAUSE_CANCELLED)
                .setReason("asked")
                .build();
        var ended = Ended.newBuilder()
                .setOutcome(Outcome.OUTCOME_CANCELLED)
                .setMessage("gone")
                .build();
        var store = reopen();
        store.load();
        store.accept(FIRST, accepted(FIRST), mark("run-1", 1));
        store.started(FIRST, started);
        store.ending(FIRST, ending);
        store.ended(FIRST, ended);
        assertThat(only(reopen()).state()).isEqualTo(CommandState.ENDED);
        store = reopen();
        store.load();
        store.acknowledged(FIRST);
        store.delivered(FIRST);
        var command = only(reopen());
        assertThat(command.started()).contains(started);
        assertThat(command.ending()).contains(ending);
        assertThat(command.ended()).contains(ended);
        assertThat(command.acknowledged()).isTrue();
        assertThat(command.delivered()).isTrue();
        assertThat(command.state()).isEqualTo(CommandState.ACKNOWLEDGED);
    }

    @Test
    void forgetsACommandButNeverItsMark() throws Exception {
        var store = reopen();
        store.load();
        store.accept(FIRST, accepted(FIRST), mark("run-1", 1));
        store.accept(SECOND, accepted(SECOND), mark("run-1", 2));
        store.forget(FIRST);
        var stored = reopen().load();
        assertThat(stored.commands()).extracting(CommandRecord::key).containsExactly(SECOND);
        assertThat(stored.marks().get("run-1")).isEqualTo(mark("run-1", 2));
    }

    @Test
    void replacesAMark() throws Exception {
        var store = reopen();
        store.load();
        store.mark(mark("run-1", 1));
        store.mark(mark("run-2", 7));
        store.mark(mark("run-1", 5));
        assertThat(reopen().load().marks())
                .containsOnly(
                        org.assertj.core.api.Assertions.entry("run-1", mark("run-1", 5)),
                        org.assertj.core.api.Assertions.entry("run-2", mark("run-2", 7)));
    }

    @Test
    void writesTheSameRecordTwiceWithoutHarm() throws Exception {
        var store = reopen();
        store.load();
        store.accept(FIRST, accepted(FIRST), mark("run-1", 1));
        store.started(FIRST, StartedCommand.newBuilder().setPid(1).build());
        store.started(FIRST, StartedCommand.newBuilder().setPid(1).build());
        store.acknowledged(FIRST);
        store.acknowledged(FIRST);
        assertThat(only(reopen()).started()).isPresent();
    }

    private static CommandRecord only(CommandStore store) throws Exception {
        var commands = store.load().commands();
        assertThat(commands).hasSize(1);
        return commands.get(0);
    }
}
