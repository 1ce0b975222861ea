package dev.banksman.controller.operator;

import dev.banksman.controller.forecast.Forecast;
import dev.banksman.controller.forecast.Simulator.Simulation;
import dev.banksman.controller.runbook.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the API needs to look ahead. Calls may take seconds for a big plan; they change nothing. */
public interface Forecasts {

    /** Of documents that make a plan; empty for documents that do not. */
    Optional<Forecast> ofPlan(Backend.Documents documents);

    /**
     * Of a run that has not ended, from where it stands; empty if there is none. May be a few seconds old.
     *
     * @throws Backend.UnavailableException for a run that has ended or cannot be looked at
     */
    Optional<Forecast> ofRun(String run);

    /**
     * @param faults as people write them
     * @param durationsOf one run whose durations are taken; empty: all earlier runs of the runbook
     * @param deliberation how long people take to answer
     * @throws IllegalArgumentException with a sentence for a fault or a run that there is not
     */
    Simulated simulate(
            Backend.Documents documents, List<String> faults, Optional<String> durationsOf, Duration deliberation);

    /** What a simulation came to, or why there is no plan to simulate. */
    sealed interface Simulated {
        record Played(String planHash, Simulation simulation, List<Problem> warnings) implements Simulated {}

        record Refused(List<Problem> problems) implements Simulated {}
    }
}
