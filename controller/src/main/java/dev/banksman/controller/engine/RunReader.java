package dev.banksman.controller.engine;

import dev.banksman.controller.engine.RunLoop.StoredRun;
import dev.banksman.controller.journal.Chain;
import dev.banksman.controller.journal.EventCodec;
import dev.banksman.controller.journal.Journal;
import dev.banksman.controller.journal.Journal.Appended;
import dev.banksman.controller.journal.JournalFault;
import dev.banksman.controller.run.RunEvent;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a run from the journal, page by page, and folds it. */
final class RunReader implements LoopContext.Reader {

    private static final int PAGE = 1_000;

    private final Journal journal;
    private final Fold.Source folds;

    RunReader(Journal journal, Fold.Source folds) {
        this.journal = journal;
        this.folds = folds;
    }

    /** @throws RuntimeException if the journal is damaged, or its events cannot be folded, naming the position */
    @Override
    public StoredRun read(String run) {
        @Nullable Fold fold = null;
        long position = 0;
        var head = Chain.START;
        while (true) {
            var page = journal.read(run, position, PAGE);
            for (var stored : page) {
                fold = evolve(run, Optional.ofNullable(fold), stored);
                position = stored.position();
                head = stored.hash();
            }
            if (page.size() < PAGE) {
                break;
            }
        }
        if (fold == null) {
            throw new JournalFault("expected the events of run " + run + ", found none");
        }
        return new StoredRun(fold, new Appended(position, head), Turn.status(fold));
    }

    private Fold evolve(String run, Optional<Fold> before, Journal.StoredEvent stored) {
        try {
            var event = EventCodec.decode(stored.bytes());
            if (before.isPresent()) {
                return before.get().evolve(event);
            }
            if (event instanceof RunEvent.RunPlanned planned && planned.run().equals(run)) {
                return folds.begin(planned);
            }
            throw new JournalFault("expected the plan of this run, found " + event);
        } catch (RuntimeException e) {
            throw new JournalFault("Run " + run + ", position " + stored.position() + ": " + e.getMessage(), e);
        }
    }
}
