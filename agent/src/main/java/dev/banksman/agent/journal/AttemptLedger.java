package dev.banksman.agent.journal;

import dev.banksman.proto.agent.v1.Dispatch;
import dev.banksman.proto.agent.v1.RefusalReason;
import dev.banksman.proto.agent.v1.RunMark;
import java.util.Optional;

/**
 * Decides what a dispatch means, from what is known and nothing else. Keeps no state and does no I/O: the caller makes
 * the mark durable before it acts.
 */
public final class AttemptLedger {

    private AttemptLedger() {}

    /** What to do with a dispatch. */
    public sealed interface Verdict {}

    /** Record it under this mark, then start it. */
    public record Accept(RunMark mark) implements Verdict {}

    /** It is known: answer with its state. The mark is given when the dispatch raises it. */
    public record AnswerState(Optional<RunMark> mark) implements Verdict {}

    /** Do not take it. The mark, where given, must be durable first, so that it is not taken later either. */
    public record Refuse(RefusalReason reason, String message, Optional<RunMark> mark) implements Verdict {}

    /** Why this host would not do what the dispatch asks, found before anything is recorded. */
    public record Objection(RefusalReason reason, String message) {}

    /**
     * @param host this host's name
     * @param known whether the agent has a record of this attempt
     * @param mark the mark of its run, if the agent ever heard of it
     * @param objection what speaks against it apart from its number and term
     */
    public static Verdict decide(
            Dispatch dispatch, String host, boolean known, Optional<RunMark> mark, Optional<Objection> objection) {
        var key = AttemptKey.of(dispatch.getAttempt());
        var problem = key.problem(host);
        if (!problem.isEmpty()) {
            return new Refuse(RefusalReason.REFUSAL_REASON_INVALID, problem, Optional.empty());
        }
        long highestTerm = mark.map(RunMark::getHighestTerm).orElse(0L);
        boolean stale = Long.compareUnsigned(dispatch.getTerm(), highestTerm) < 0;
        if (known) {
            var raised = raised(dispatch, mark, key.number());
            return new AnswerState(stale || raised.equals(mark.orElse(null)) ? Optional.empty() : Optional.of(raised));
        }
        if (stale) {
            return new Refuse(
                    RefusalReason.REFUSAL_REASON_STALE_TERM,
                    "Expected term " + highestTerm + " of run " + key.run() + " or a later one, found "
                            + dispatch.getTerm() + ": another controller has taken the run over.",
                    Optional.empty());
        }
        long highestAttempt = mark.map(RunMark::getHighestAttempt).orElse(0L);
        if (key.number() <= highestAttempt) {
            return new Refuse(
                    RefusalReason.REFUSAL_REASON_BELOW_HIGH_WATER,
                    "Attempt " + key.number() + " of run " + key.run() + " is not known here, and attempts up to "
                            + highestAttempt + " were: it may have run before, so it is not started.",
                    Optional.empty());
        }
        var raised = raised(dispatch, mark, key.number());
        return objection
                .<Verdict>map(found -> new Refuse(found.reason(), found.message(), Optional.of(raised)))
                .orElseGet(() -> new Accept(raised));
    }

    /** The mark after a message with this term from the run's controller. */
    public static RunMark withTerm(RunMark mark, long term) {
        return Long.compareUnsigned(term, mark.getHighestTerm()) > 0
                ? mark.toBuilder().setHighestTerm(term).build()
                : mark;
    }

    private static RunMark raised(Dispatch dispatch, Optional<RunMark> mark, long number) {
        var old = mark.orElseGet(() ->
                RunMark.newBuilder().setRun(dispatch.getAttempt().getRun()).build());
        var next = withTerm(old, dispatch.getTerm()).toBuilder()
                .setHighestAttempt(Math.max(old.getHighestAttempt(), number));
        if (dispatch.getJournalPosition() > old.getJournalPosition()) {
            next.setJournalPosition(dispatch.getJournalPosition()).setChainHead(dispatch.getChainHead());
        }
        return next.build();
    }
}
