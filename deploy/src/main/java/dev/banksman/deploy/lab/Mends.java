package dev.banksman.deploy.lab;

import dev.banksman.deploy.lab.FaultCatalogue.Fault;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the lab's people do about a step that fails: what the entries of the faults that were ordered say about it, one
 * after the other; where they say nothing, what the answers file says. After as many tries as that takes, and three more,
 * they leave it to others. For one thread.
 */
final class Mends {

    private static final int MORE_TRIES = 3;

    private final List<Fault> faults;
    private final Answers answers;
    private final Map<String, Integer> failures = new HashMap<>();

    Mends(List<Fault> faults, Answers answers) {
        this.faults = List.copyOf(faults);
        this.answers = answers;
    }

    /**
     * What is done this time.
     *
     * @param runnable remedies that are offered and do something
     */
    Optional<Mend> next(String step, String host, List<String> runnable) {
        var times = failures.merge(step + "@" + host, 1, Integer::sum);
        var ordered = faults.stream()
                .flatMap(fault -> fault.mends().stream())
                .filter(mend -> mend.step().equals(step))
                .toList();
        if (times > ordered.size() + MORE_TRIES) {
            return Optional.empty();
        }
        if (ordered.isEmpty()) {
            return answers.mend(step, runnable);
        }
        return Optional.of(ordered.get(Math.min(times, ordered.size()) - 1))
                .filter(mend -> mend.remedy().map(runnable::contains).orElse(true));
    }
}
