package dev.banksman.controller.simulate;

import dev.banksman.controller.run.AttemptReport.AttemptResult;
import dev.banksman.controller.run.AttemptReport.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Results of commands that never were. */
final class Results {
    private Results() {}

    static AttemptResult of(Outcome outcome, Optional<Integer> exitCode) {
        return new AttemptResult(
                outcome,
                "",
                Optional.empty(),
                Map.of(),
                exitCode,
                false,
                Optional.empty(),
                Optional.empty(),
                List.of());
    }
}
