package dev.banksman.agent.examine;

import dev.banksman.agent.action.Foresight;
import dev.banksman.proto.agent.v1.FindingVerdict;
import dev.banksman.proto.agent.v1.HostFinding;
import java.util.function.UnaryOperator;

/** Findings as they go over the wire: in bounds, and without secrets. */
final class Findings {

    /** At most three bytes a character: each text stays within the 1 KiB that the wire promises. */
    private static final int MOST_CHARS = 340;

    private static final String CUT = " ...";

    private Findings() {}

    static HostFinding message(String task, Foresight found, UnaryOperator<String> redact) {
        return HostFinding.newBuilder()
                .setTask(task)
                .setSubject(found.subject())
                .setVerdict(verdict(found.verdict()))
                .setExpected(bounded(redact.apply(found.expected())))
                .setObserved(bounded(redact.apply(found.observed())))
                .setAdvice(bounded(redact.apply(found.advice())))
                .build();
    }

    private static FindingVerdict verdict(Foresight.Verdict verdict) {
        return switch (verdict) {
            case PASS -> FindingVerdict.FINDING_VERDICT_PASS;
            case WARN -> FindingVerdict.FINDING_VERDICT_WARN;
            case FAIL -> FindingVerdict.FINDING_VERDICT_FAIL;
            case SKIPPED -> FindingVerdict.FINDING_VERDICT_SKIPPED;
        };
    }

    private static String bounded(String text) {
        var line = text.strip().replaceAll("\\s+", " ");
        if (line.length() <= MOST_CHARS) {
            return line;
        }
        var end = MOST_CHARS - CUT.length();
        return line.substring(0, Character.isHighSurrogate(line.charAt(end - 1)) ? end - 1 : end) + CUT;
    }
}
