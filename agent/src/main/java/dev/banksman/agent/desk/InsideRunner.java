package dev.banksman.agent.desk;

import dev.banksman.agent.action.Work;
import dev.banksman.agent.journal.AttemptKey;
import java.util.Optional;
import java.util.function.Consumer;

/** Runs what runs inside the agent, away from the desk's thread. */
public interface InsideRunner {

    /**
     * Starts the body. {@code done} is called once, on the desk's thread and never from within this call, when the body
     * is over and nothing of it runs any more.
     */
    Running start(AttemptKey key, Work.Body body, Consumer<End> done);

    /** A body under way. */
    interface Running {
        /** Asks the body to stop; {@code done} follows when it has. Repeatable. */
        void stop();
    }

    /**
     * How a body ended.
     *
     * @param finding empty when it was stopped or broke off
     * @param problem why there is no finding
     */
    record End(Optional<Work.Finding> finding, String problem) {}
}
