package dev.banksman.controller.doctor;

/**
 * Something that was looked at.
 *
 * @param host empty for the controller itself
 * @param task "stage.step"; empty for the host as such
 * @param subject what was looked at, a word or two
 * @param advice what a person can do about it; empty where all is well
 */
public record Finding(
        String host, String task, String subject, Verdict verdict, String expected, String observed, String advice) {

    /** What it means for the day of the run. */
    public enum Verdict {
        PASS,
        WARN,
        FAIL,
        /** It cannot be told beforehand. */
        SKIPPED
    }

    static Finding pass(String host, String subject, String expected, String observed) {
        return new Finding(host, "", subject, Verdict.PASS, expected, observed, "");
    }

    static Finding warn(String host, String subject, String expected, String observed, String advice) {
        return new Finding(host, "", subject, Verdict.WARN, expected, observed, advice);
    }

    static Finding fail(String host, String subject, String expected, String observed, String advice) {
        return new Finding(host, "", subject, Verdict.FAIL, expected, observed, advice);
    }
}
