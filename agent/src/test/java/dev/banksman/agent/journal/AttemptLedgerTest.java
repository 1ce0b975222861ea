package dev.banksman.agent.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.banksman.agent.journal.AttemptLedger.Accept;
import dev.banksman.agent.journal.AttemptLedger.AnswerState;
import dev.banksman.agent.journal.AttemptLedger.Objection;
import dev.banksman.agent.journal.AttemptLedger.Refuse;
import dev.banksman.agent.journal.AttemptLedger.Verdict;
import dev.banksman.proto.agent.v1.AttemptId;
import dev.banksman.proto.agent.v1.Dispatch;
import dev.banksman.proto.agent.v1.RefusalReason;
import dev.banksman.proto.agent.v1.RunMark;
import java.util.HashSet;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttemptLedgerTest {

    private static final Optional<Objection> NONE = Optional.empty();

    private static Dispatch dispatch(long number, long term) {
        return Dispatch.newBuilder()
                .setAttempt(
                        AttemptId.newBuilder().setRun("run-1").setHost("web-1").setNumber(number))
                .setTerm(term)
                .build();
    }

    private static RunMark mark(long attempt, long term) {
        return RunMark.newBuilder()
                .setRun("run-1")
                .setHighestAttempt(attempt)
                .setHighestTerm(term)
                .build();
    }

    private static Verdict decide(Dispatch dispatch, boolean known, RunMark mark) {
        return AttemptLedger.decide(dispatch, "web-1", known, Optional.of(mark), NONE);
    }

    private static RefusalReason reason(Verdict verdict) {
        return ((Refuse) verdict).reason();
    }

    @Test
    void acceptsTheFirstAttemptOfARun() {
        var verdict = AttemptLedger.decide(dispatch(1, 4), "web-1", false, Optional.empty(), NONE);
        assertThat(verdict).isEqualTo(new Accept(mark(1, 4)));
    }

    @Test
    void acceptsANumberAboveTheMarkAndRaisesIt() {
        assertThat(decide(dispatch(9, 2), false, mark(5, 2))).isEqualTo(new Accept(mark(9, 2)));
    }

    @Test
    void answersAKnownAttemptWithItsStateWhateverTheTerm() {
        assertThat(decide(dispatch(5, 2), true, mark(5, 2))).isEqualTo(new AnswerState(Optional.empty()));
        assertThat(decide(dispatch(5, 1), true, mark(5, 2))).isEqualTo(new AnswerState(Optional.empty()));
    }

    @Test
    void learnsANewTermFromARepeatedDispatch() {
        assertThat(decide(dispatch(5, 3), true, mark(5, 2))).isEqualTo(new AnswerState(Optional.of(mark(5, 3))));
    }

    @Test
    void refusesALowerTermWithoutRaisingAnything() {
        var verdict = (Refuse) decide(dispatch(6, 1), false, mark(5, 2));
        assertThat(verdict.reason()).isEqualTo(RefusalReason.REFUSAL_REASON_STALE_TERM);
        assertThat(verdict.mark()).isEmpty();
    }

    @Test
    void refusesWhatItOnceKnewAndKnowsNoMore() {
        assertThat(reason(decide(dispatch(5, 2), false, mark(5, 2))))
                .isEqualTo(RefusalReason.REFUSAL_REASON_BELOW_HIGH_WATER);
        assertThat(reason(decide(dispatch(1, 9), false, mark(5, 2))))
                .isEqualTo(RefusalReason.REFUSAL_REASON_BELOW_HIGH_WATER);
    }

    @Test
    void neverTakesLaterWhatItRefusedForItsContent() {
        var objection = Optional.of(new Objection(RefusalReason.REFUSAL_REASON_FORBIDDEN, "not here"));
        var refusal = (Refuse) AttemptLedger.decide(dispatch(6, 2), "web-1", false, Optional.of(mark(5, 2)), objection);
        assertThat(refusal.reason()).isEqualTo(RefusalReason.REFUSAL_REASON_FORBIDDEN);
        assertThat(reason(decide(dispatch(6, 2), false, refusal.mark().orElseThrow())))
                .isEqualTo(RefusalReason.REFUSAL_REASON_BELOW_HIGH_WATER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", ".hidden", "a/b", "a\\b", "run 1", "a\0b"})
    void refusesRunsWhoseNamesLeadOutOfTheDirectory(String run) {
        var id = AttemptId.newBuilder().setRun(run).setHost("web-1").setNumber(1);
        var verdict = AttemptLedger.decide(
                Dispatch.newBuilder().setAttempt(id).build(), "web-1", false, Optional.empty(), NONE);
        assertThat(reason(verdict)).isEqualTo(RefusalReason.REFUSAL_REASON_INVALID);
    }

    @Test
    void refusesAnotherHostsAttempt() {
        assertThat(reason(AttemptLedger.decide(dispatch(1, 1), "web-2", false, Optional.empty(), NONE)))
                .isEqualTo(RefusalReason.REFUSAL_REASON_INVALID);
    }

    @Test
    void refusesNumberZero() {
        assertThat(reason(decide(dispatch(0, 1), false, mark(0, 0)))).isEqualTo(RefusalReason.REFUSAL_REASON_INVALID);
    }

    @Test
    void keepsPositionAndHeadOfTheNewestDispatch() {
        var older = dispatch(1, 1).toBuilder()
                .setJournalPosition(40)
                .setChainHead(ByteString.copyFromUtf8("forty"))
                .build();
        var newer = dispatch(2, 1).toBuilder()
                .setJournalPosition(50)
                .setChainHead(ByteString.copyFromUtf8("fifty"))
                .build();
        var first = (Accept) AttemptLedger.decide(newer, "web-1", false, Optional.empty(), NONE);
        var second = (AnswerState) decide(older, true, first.mark());
        assertThat(first.mark().getJournalPosition()).isEqualTo(50);
        assertThat(second.mark()).isEmpty();
    }

    /** Any order of any dispatches, with records forgotten at any time: no attempt starts twice, marks never sink. */
    @Test
    void startsEachAttemptAtMostOnceInAnyHistory() {
        for (long seed = 0; seed < 2000; seed++) {
            var random = new Random(seed);
            var known = new HashSet<Long>();
            var started = new HashSet<Long>();
            Optional<RunMark> mark = Optional.empty();
            for (int step = 0; step < 40; step++) {
                if (random.nextInt(5) == 0) {
                    known.removeIf(number -> random.nextBoolean());
                }
                long number = 1 + random.nextInt(8);
                long term = random.nextInt(4);
                Optional<Objection> objection = random.nextInt(6) == 0
                        ? Optional.of(new Objection(RefusalReason.REFUSAL_REASON_INVALID, "no"))
                        : NONE;
                var verdict =
                        AttemptLedger.decide(dispatch(number, term), "web-1", known.contains(number), mark, objection);
                Optional<RunMark> next;
                if (verdict instanceof Accept accept) {
                    assertThat(started.add(number))
                            .as("seed %s: attempt %s started twice", seed, number)
                            .isTrue();
                    known.add(number);
                    next = Optional.of(accept.mark());
                } else if (verdict instanceof AnswerState answer) {
                    next = answer.mark().or(() -> Optional.empty());
                } else {
                    next = ((Refuse) verdict).mark();
                }
                if (next.isPresent()) {
                    var before = mark.orElse(RunMark.getDefaultInstance());
                    assertThat(next.get().getHighestAttempt()).isGreaterThanOrEqualTo(before.getHighestAttempt());
                    assertThat(next.get().getHighestTerm()).isGreaterThanOrEqualTo(before.getHighestTerm());
                    mark = next;
                }
                if (verdict instanceof Accept) {
                    assertThat(term)
                            .as("seed %s", seed)
                            .isEqualTo(mark.orElseThrow().getHighestTerm());
                }
            }
        }
    }
}
