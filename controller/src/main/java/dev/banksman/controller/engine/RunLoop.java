package dev.banksman.controller.engine;

import dev.banksman.common.CrashPoint;
import dev.banksman.controller.journal.EventCodec;
import dev.banksman.controller.journal.Journal.Append;
import dev.banksman.controller.journal.Journal.Appended;
import dev.banksman.controller.journal.JournalException;
import dev.banksman.controller.journal.RunStatus;
import dev.banksman.controller.run.RunInput;
import dev.banksman.controller.run.RunView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one writer of one run. Inputs wait in a mailbox; a turn takes what waits, lets the core decide and fold each,
 * appends all their events at once, and only when those are durable lets the state be seen, does what they ask for, and
 * answers whoever waits. Between turns nothing of a run happens, and turns never overlap.
 *
 * <p>If the journal cannot be written, the run rests: what was decided is forgotten, and after a while the run is read
 * from the journal again. If the core or the journal's content breaks the rules, the run is quarantined: it takes
 * nothing in until a person has looked and the controller is started again. A crash loses nothing that was answered.
 */
final class RunLoop {

    private static final Logger LOG = LoggerFactory.getLogger(RunLoop.class);

    private final LoopContext context;
    private final String run;
    private final RunFeed feed;
    private final Mailbox mailbox;
    private final RunEffects effects;
    private final HistoryCheck history;

    // Below: touched by the turn under way alone; the mailbox's hand-over orders one turn after another.
    private Fold fold;
    private Appended durable;
    private RunStatus status;

    /** The next effects are all that the state asks for, not only what its last events did. */
    private boolean deriveAll;

    private volatile RunView view;
    private volatile LoopCondition condition = new LoopCondition.Live();

    /** A run as it is stored. Inputs wait until it begins. */
    RunLoop(LoopContext context, String run, StoredRun stored, RunFeed feed) {
        this.context = context;
        this.run = run;
        this.feed = feed;
        fold = stored.fold();
        durable = stored.durable();
        status = stored.status();
        view = fold.view();
        history = new HistoryCheck(context.journal(), run);
        effects = new RunEffects(context, run, this::offer);
        mailbox = new Mailbox(
                context.settings().mailboxLimit(), context.settings().batchLimit(), context.executor(), this::turn);
        mailbox.hold();
    }

    /** Goes on with a run whose first events this engine has just stored. */
    void begin() {
        context.executor().execute(() -> {
            doAll();
            mailbox.release();
        });
    }

    /** Goes on with a run of an earlier engine: takes it over, and when that is durable does all it asks for. */
    void takeOver() {
        deriveAll = true;
        mailbox.putBack(new Letter(new RunInput.Acquired(
                context.term(), context.owner(), context.clock().instant())));
        mailbox.release();
    }

    String run() {
        return run;
    }

    /** As of the newest durable event. */
    RunView view() {
        return view;
    }

    RunFeed feed() {
        return feed;
    }

    LoopCondition condition() {
        return condition;
    }

    /** @throws MailboxFullException if too much waits already; the sender comes again */
    void offer(RunInput input) {
        offer(new Letter(input));
    }

    /** @throws MailboxFullException if too much waits already; the sender comes again */
    void offer(Letter letter) {
        switch (condition) {
            case LoopCondition.Live live -> put(letter);
            case LoopCondition.Resting resting -> put(letter);
            case LoopCondition.Quarantined quarantined ->
                LOG.warn("Run {} is quarantined; {} is passed over", run, letter.input());
            case LoopCondition.Closed closed -> LOG.debug("Run {} is closed; {} is passed over", run, letter.input());
        }
    }

    /** The loss of a host is taken in whatever waits: its sender is gone, and could not come again. */
    private void put(Letter letter) {
        if (letter.input() instanceof RunInput.HostLost) {
            mailbox.putBeyondLimit(letter);
        } else {
            mailbox.put(letter);
        }
    }

    /** The future completes when what the input caused is durable. */
    CompletableFuture<Recorded> ask(RunInput input) {
        var problem = condition.problem();
        if (problem.isPresent()) {
            return CompletableFuture.failedFuture(new RunUnavailableException("Run " + run + ": " + problem.get()));
        }
        var letter = new Letter(input);
        var answer = letter.answer();
        try {
            mailbox.put(letter);
        } catch (MailboxFullException e) {
            return CompletableFuture.failedFuture(new RunUnavailableException("Run " + run + ": " + e.getMessage()));
        }
        return answer;
    }

    /** Nothing is taken in any more; an append under way is answered by no one. */
    void close() {
        condition = new LoopCondition.Closed("the controller is stopping");
        mailbox.close();
        effects.close();
    }

    private void turn(List<Letter> letters) {
        if (!(condition instanceof LoopCondition.Live)) {
            letters.forEach(letter -> letter.fail(unavailable()));
            mailbox.turnDone();
            return;
        }
        Turn turn;
        try {
            turn = Turn.of(fold, history.screened(letters));
        } catch (RuntimeException e) {
            quarantine("its state could not take in an input", e, letters);
            mailbox.turnDone();
            return;
        }
        if (turn.events().isEmpty()) {
            settle(turn, durable);
            mailbox.turnDone();
            return;
        }
        var changed = turn.status(status);
        CrashPoint.reach("turn-decided");
        var append = new Append(
                run,
                durable.position(),
                context.term(),
                turn.events().stream().map(EventCodec::encode).toList(),
                Optional.empty(),
                changed);
        Completion.then(
                context.journal().append(append),
                context.executor(),
                appended -> {
                    status = changed.orElse(status);
                    settle(turn, appended);
                    mailbox.turnDone();
                },
                failure -> {
                    notAppended(turn, failure);
                    mailbox.turnDone();
                });
    }

    /** What was decided is durable: let it be seen, carry it out, answer. */
    private void settle(Turn turn, Appended appended) {
        fold = turn.after();
        durable = appended;
        view = fold.view();
        CrashPoint.reach("turn-durable");
        try {
            if (!turn.events().isEmpty()) {
                feed.published(turn.events(), appended.position());
                context.listener().appended(run, turn.events(), view);
            }
            if (condition instanceof LoopCondition.Live) {
                List<Deed> toDo = new ArrayList<>(deriveAll ? outstanding() : List.of());
                deriveAll = false;
                toDo.addAll(turn.deeds());
                carryOut(toDo);
            }
        } catch (RuntimeException e) {
            quarantine("what it asks for could not be carried out", e, List.of());
        }
        CrashPoint.reach("turn-carried-out");
        turn.answerAll(durable.position());
    }

    private void doAll() {
        try {
            carryOut(outstanding());
        } catch (RuntimeException e) {
            quarantine("what it asks for could not be carried out", e, List.of());
        }
    }

    private List<Deed> outstanding() {
        return fold.outstanding().stream().<Deed>map(Deed.Do::new).toList();
    }

    private void carryOut(List<Deed> toDo) {
        if (effects.carryOut(toDo, durable)) {
            condition = new LoopCondition.Closed("it is over");
            mailbox.close();
            effects.close();
            feed.completed();
            context.listener().finished(this);
        }
    }

    private void notAppended(Turn turn, Throwable cause) {
        switch (cause) {
            case JournalException.Unavailable unavailable -> rest(turn, unavailable);
            case JournalException.Fenced fenced -> {
                condition = new LoopCondition.Closed(String.valueOf(fenced.getMessage()));
                turn.letters().forEach(letter -> letter.fail(unavailable()));
                effects.close();
                context.listener().fenced(fenced);
            }
            default -> quarantine("its events could not be appended", cause, turn.letters());
        }
    }

    /** Letters that nobody waits for are kept for later; those who wait are told that it was not recorded. */
    private void rest(Turn turn, JournalException.Unavailable cause) {
        LOG.error("Run {} rests: {}", run, cause.getMessage());
        condition = new LoopCondition.Resting(String.valueOf(cause.getMessage()));
        mailbox.hold();
        for (var letter : turn.letters().reversed()) {
            if (letter.awaited()) {
                letter.fail(unavailable());
            } else {
                mailbox.putBack(letter);
            }
        }
        wakeLater();
    }

    private void wakeLater() {
        context.timers()
                .at(
                        context.clock().instant().plus(context.settings().retryAfter()),
                        () -> context.executor().execute(this::wakeUp));
    }

    private void wakeUp() {
        if (!(condition instanceof LoopCondition.Resting)) {
            return;
        }
        Completion.then(context.journal().probe(), context.executor(), done -> readAgain(), failure -> wakeLater());
    }

    private void readAgain() {
        try {
            var stored = context.reader().read(run);
            fold = stored.fold();
            durable = stored.durable();
            status = stored.status();
            view = fold.view();
            condition = new LoopCondition.Live();
            feed.reread(durable.position());
            LOG.info("Run {} goes on from position {}", run, durable.position());
            // Not taken over yet: that letter is the first in the mailbox, and what is to be done comes after it.
            deriveAll = view.term() < context.term();
            if (!deriveAll) {
                doAll();
            }
            mailbox.release();
        } catch (JournalException.Unavailable e) {
            condition = new LoopCondition.Resting(String.valueOf(e.getMessage()));
            wakeLater();
        } catch (RuntimeException e) {
            quarantine("it could not be read from the journal again", e, List.of());
            mailbox.release();
        }
    }

    private void quarantine(String why, Throwable cause, List<Letter> letters) {
        LOG.error("Run {} is QUARANTINED: {}. Nothing of it goes on; other runs do", run, why, cause);
        condition = new LoopCondition.Quarantined(why + ": "
                + String.valueOf(cause.getMessage()).lines().findFirst().orElse(""));
        effects.close();
        letters.forEach(letter -> letter.fail(unavailable()));
        context.listener().quarantined(run, condition.problem().orElse(why));
    }

    private RunUnavailableException unavailable() {
        return new RunUnavailableException(
                "Run " + run + ": not recorded, " + condition.problem().orElse("it was not taken in"));
    }

    /** What was read of a run. */
    record StoredRun(Fold fold, Appended durable, RunStatus status) {}
}
