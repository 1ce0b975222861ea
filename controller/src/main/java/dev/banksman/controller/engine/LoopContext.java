package dev.banksman.controller.engine;

import dev.banksman.controller.engine.RunLoop.StoredRun;
import dev.banksman.controller.journal.Journal;
import dev.banksman.controller.journal.JournalException;
import dev.banksman.controller.run.RunEvent;
import dev.banksman.controller.run.RunView;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;

/** What the loops of one engine share: the ports, the term, the limits. */
record LoopContext(
        Journal journal,
        Agents agents,
        Timers timers,
        InstantSource clock,
        Executor executor,
        EngineSettings settings,
        long term,
        String owner,
        Reader reader,
        Listener listener) {

    /** Reads a run from the journal and folds it. */
    interface Reader {
        StoredRun read(String run);
    }

    /** What the engine wants to know of its loops. Called from their turns; must not block. */
    interface Listener {
        void appended(String run, List<RunEvent> events, RunView view);

        void finished(RunLoop loop);

        void quarantined(String run, String why);

        /** Another controller owns the journal. */
        void fenced(JournalException.Fenced cause);
    }
}
