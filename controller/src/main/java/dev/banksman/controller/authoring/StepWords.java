package dev.banksman.controller.authoring;

import java.util.List;
import java.util.Optional;

/**
 * One step in plain sentences.
 *
 * @param kind "gate", "check" or the action's name
 * @param does what it does, in the imperative; of a gate, its instructions
 * @param verbatim a script, query or content that belongs to it; empty for none
 * @param goodIf what must be seen for it to count as well done
 * @param writeDown what a person must write down at a gate
 * @param ifNot what happens on failure
 * @param takes how long it may take, or usually takes
 * @param restorePoint the state that can be gone back to once it is done, and how
 * @param guardedBy interlocks that keep it, or its stage, from starting too early
 * @param guardedItself those of them that are about this step alone
 * @param remedies known failures it may show
 * @param remediesItself those of them that are not about any step whatever
 */
public record StepWords(
        String name,
        String title,
        String kind,
        Optional<String> when,
        String does,
        String verbatim,
        List<String> details,
        List<String> goodIf,
        List<EvidenceWords> writeDown,
        String decidedBy,
        List<String> ifNot,
        String takes,
        Optional<String> doneAlreadyIf,
        List<String> outputs,
        String undo,
        Optional<String> restorePoint,
        boolean pointOfNoReturn,
        List<String> guardedBy,
        List<String> guardedItself,
        List<String> remedies,
        List<String> remediesItself,
        Optional<String> source) {

    /** What happens on failure where a step says nothing else. */
    public static final String HELD = "the host is held until a person decides";

    /** How long a step may take that says nothing else. */
    public static final String USUAL = "at most 30m for each try";

    /** Whether what follows a failure is the usual. */
    public boolean heldIfNot() {
        return ifNot.equals(List.of(HELD));
    }

    /** What a person writes down. */
    public record EvidenceWords(String name, String help, String value, boolean required) {}
}
