package dev.banksman.controller.engine;

import dev.banksman.controller.run.RunEvent;
import dev.banksman.controller.run.RunView;
import org.jspecify.annotations.Nullable;

/** Folds the events of a run, one by one from the first, for a reader who wants the state in between. One thread. */
public final class RunFolding {

    private final Fold.Source folds;
    private @Nullable Fold fold;

    RunFolding(Fold.Source folds) {
        this.folds = folds;
    }

    /** For a reader who has no engine. */
    public static RunFolding of(Planning planning) {
        return new RunFolding(new CoreFolds(planning));
    }

    /** @throws RuntimeException if the event cannot follow those before it */
    public RunView take(RunEvent event) {
        if (fold != null) {
            fold = fold.evolve(event);
        } else if (event instanceof RunEvent.RunPlanned planned) {
            fold = folds.begin(planned);
        } else {
            throw new IllegalArgumentException("expected a run's first event, found " + event);
        }
        return fold.view();
    }
}
