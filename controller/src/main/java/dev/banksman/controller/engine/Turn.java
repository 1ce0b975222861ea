package dev.banksman.controller.engine;

import dev.banksman.controller.journal.RunStatus;
import dev.banksman.controller.run.Ruling;
import dev.banksman.controller.run.RunEvent;
import dev.banksman.controller.run.RunInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a number of inputs made of a state: decided and folded one after the other, nothing of it stored yet.
 *
 * @param rulings one for each letter
 * @param deeds what is to be done once the events are durable, in order
 */
record Turn(List<Letter> letters, List<Ruling> rulings, List<RunEvent> events, List<Deed> deeds, Fold after) {

    /** Pure. An exception is a fault of the core. */
    static Turn of(Fold before, List<Letter> letters) {
        List<Ruling> rulings = new ArrayList<>(letters.size());
        List<RunEvent> events = new ArrayList<>();
        List<Deed> deeds = new ArrayList<>();
        var fold = before;
        for (var letter : letters) {
            var ruling = fold.decide(letter.input());
            rulings.add(ruling);
            switch (ruling) {
                case Ruling.Accepted(var happened, var owed) -> {
                    if (letter.input() instanceof RunInput.HostConnected hello) {
                        deeds.add(new Deed.Heard(hello.host(), letter.link()));
                    }
                    for (var event : happened) {
                        fold = fold.evolve(event);
                        events.add(event);
                        fold.caused(event).forEach(effect -> deeds.add(new Deed.Do(effect)));
                    }
                    owed.forEach(effect -> deeds.add(new Deed.Do(effect)));
                }
                case Ruling.Rejected rejected -> {
                    // Nothing changes; the sender is told with the others.
                }
            }
        }
        return new Turn(letters, rulings, events, deeds, fold);
    }

    /** Where the run stands after this, if that differs from before. */
    Optional<RunStatus> status(RunStatus before) {
        var now = status(after);
        return now.equals(before) ? Optional.empty() : Optional.of(now);
    }

    static RunStatus status(Fold fold) {
        var view = fold.view();
        return new RunStatus(view.phase(), view.held(), view.paused(), view.endedAt());
    }

    /** @param position of the newest durable event */
    void answerAll(long position) {
        for (int i = 0; i < letters.size(); i++) {
            letters.get(i).settle(rulings.get(i), position);
        }
    }
}
