package dev.banksman.controller.cli;

import com.google.protobuf.ProtocolMessageEnum;
import com.google.protobuf.Timestamp;
import dev.banksman.proto.operator.v1.DecisionKind;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The API's values in the words people type and read. */
final class Words {

    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    private Words() {}

    /** {@code TASK_STATE_TIMED_OUT} as {@code TIMED_OUT}. */
    static String state(ProtocolMessageEnum value) {
        var prefix = value.getDescriptorForType().getName().replaceAll("([a-z])([A-Z])", "$1_$2") + "_";
        return value.getValueDescriptor().getName().substring(prefix.length());
    }

    /** {@code DECISION_KIND_MARK_DONE} as {@code mark-done}. */
    static String choice(DecisionKind kind) {
        return state(kind).toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static DecisionKind decision(String word) {
        for (var kind : DecisionKind.values()) {
            if (kind != DecisionKind.UNRECOGNIZED
                    && kind != DecisionKind.DECISION_KIND_UNSPECIFIED
                    && choice(kind).equals(word)) {
                return kind;
            }
        }
        var known = Arrays.stream(DecisionKind.values())
                .filter(k -> k != DecisionKind.UNRECOGNIZED && k != DecisionKind.DECISION_KIND_UNSPECIFIED)
                .map(Words::choice)
                .collect(Collectors.joining(", "));
        throw new CommandFailure(ExitCode.REFUSED, "Decision: expected one of " + known + "; found " + word + ".");
    }

    static Instant instant(Timestamp timestamp) {
        return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
    }

    static String clock(Timestamp timestamp) {
        return CLOCK.format(instant(timestamp).atZone(ZoneId.systemDefault()));
    }

    static String day(Timestamp timestamp) {
        return timestamp.getSeconds() == 0 ? "-" : DAY.format(instant(timestamp).atZone(ZoneId.systemDefault()));
    }

    /** 7s, 2m05s, 1h03m. */
    static String length(Duration length) {
        var seconds = Math.max(0, length.toSeconds());
        if (seconds < 60) {
            return seconds + "s";
        }
        if (seconds < 3600) {
            return String.format(Locale.ROOT, "%dm%02ds", seconds / 60, seconds % 60);
        }
        return String.format(Locale.ROOT, "%dh%02dm", seconds / 3600, seconds / 60 % 60);
    }

    static String cut(String text, int width) {
        var line = text.replace('\n', ' ').strip();
        return line.length() <= width
                ? line
                : line.substring(0, Math.max(0, width - 3)).stripTrailing() + "...";
    }

    static String pad(String text, int width) {
        return text.length() >= width ? text : text + " ".repeat(width - text.length());
    }

    /** Paragraphs, which blank lines part, as lines of at most this width; a longer word is not broken. */
    static List<String> wrap(String text, int width) {
        var lines = new ArrayList<String>();
        for (var paragraph : text.strip().split("\n\\s*\n", -1)) {
            var line = new StringBuilder();
            for (var word : paragraph.strip().split("\\s+", -1)) {
                if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                    lines.add(line.toString());
                    line.setLength(0);
                }
                line.append(line.isEmpty() ? "" : " ").append(word);
            }
            lines.add(line.toString());
        }
        return lines;
    }
}
