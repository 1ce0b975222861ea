package dev.banksman.controller.engine;

import dev.banksman.controller.journal.Journal;
import dev.banksman.controller.run.RunInput;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares what agents have seen of a run's journal with what stands in it. Each dispatch carried a position and the
 * chain's hash there; an agent that comes with another hash took work from a history that is no more (the journal was
 * restored from an old copy, and went on). What it says of attempts would be about others of the same number, so it is
 * not taken in and not acknowledged, and nothing is sent to it. Touched by the run's turns alone.
 */
final class HistoryCheck {

    private static final Logger LOG = LoggerFactory.getLogger(HistoryCheck.class);

    private final Journal journal;
    private final String run;
    private final Set<String> strangers = new HashSet<>();

    HistoryCheck(Journal journal, String run) {
        this.journal = journal;
        this.run = run;
    }

    /** The letters that may be taken in; in the place of the first hello of a stranger, the news that it is one. */
    List<Letter> screened(List<Letter> letters) {
        List<Letter> passed = new ArrayList<>(letters.size());
        for (var letter : letters) {
            switch (letter.input()) {
                case RunInput.HostConnected hello -> {
                    if (sameHistory(letter, hello)) {
                        strangers.remove(hello.host());
                        passed.add(letter);
                    } else if (strangers.add(hello.host())) {
                        LOG.error(
                                "Run {}: host {} has seen another event at position {}",
                                run,
                                hello.host(),
                                hello.journalPosition());
                        passed.add(new Letter(
                                new RunInput.HistoryDiffers(hello.host(), hello.journalPosition(), hello.at())));
                    }
                }
                case RunInput.AttemptReported reported -> {
                    var host = reported.report().attempt().host();
                    if (!strangers.contains(host)) {
                        passed.add(letter);
                    }
                }
                default -> passed.add(letter);
            }
        }
        return passed;
    }

    /** A position beyond the journal's end has no hash here; that the core judges by the position alone. */
    private boolean sameHistory(Letter letter, RunInput.HostConnected hello) {
        return letter.chainHead().isEmpty()
                || journal.hash(run, hello.journalPosition())
                        .map(letter.chainHead()::equals)
                        .orElse(true);
    }
}
