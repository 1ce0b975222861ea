package dev.banksman.controller.run;

import dev.banksman.controller.run.AttemptReport.AttemptResult;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Sentences about results, for people. */
final class Texts {
    private Texts() {}

    static String result(AttemptResult result) {
        String what = switch (result.outcome()) {
            case SUCCEEDED -> "succeeded";
            case FAILED -> "failed";
            case TIMED_OUT -> "its time was up";
            case CANCELLED -> "cancelled";
            case UNKNOWN -> "its end is not known";
            case NEVER_STARTED -> "never started";
        };
        String code = result.exitCode().map(c -> " with exit code " + c).orElse("");
        return what + code + (result.message().isBlank() ? "" : ": " + result.message());
    }

    /** What a remedy's pattern is looked for in. */
    static String searched(AttemptResult result) {
        var text = new StringBuilder(result.message());
        result.observation().ifPresent(o -> {
            text.append('\n').append(o.expected()).append('\n').append(o.observed());
            o.details().values().forEach(detail -> text.append('\n').append(detail));
        });
        return text.length() > Limits.SEARCHED ? text.substring(0, Limits.SEARCHED) : text.toString();
    }

    /** The first few, and how many more there are. */
    static String some(List<String> names) {
        int shown = Math.min(names.size(), 5);
        String list = String.join(", ", names.subList(0, shown));
        return names.size() == shown ? list : list + " and " + (names.size() - shown) + " more";
    }

    static String tasks(int count) {
        return count == 1 ? "1 task" : count + " tasks";
    }

    /** As in "1h30m". */
    static String duration(Duration duration) {
        return duration.toString().substring(2).toLowerCase(Locale.ROOT);
    }
}
