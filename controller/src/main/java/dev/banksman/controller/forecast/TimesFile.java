package dev.banksman.controller.forecast;

import dev.banksman.controller.forecast.RunTimes.TaskTime;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The stored form of {@link RunTimes}: lines of words parted by tabs, small enough to read dozens of them for one forecast.
 * A head of its own, then for each step a line "step" or "gate" with its name and role, and below it a line for each host
 * with milliseconds. It can always be made again from the journal, so whatever is not understood is simply no file.
 */
final class TimesFile {

    private static final String HEAD = "banksman durations 1";
    private static final String STEP = "step";
    private static final String GATE = "gate";

    private TimesFile() {}

    static String write(RunTimes times) {
        var text = new StringBuilder();
        line(text, HEAD);
        line(text, times.run(), times.runbook(), times.planned().toString());
        // The version is an author's text: last, and on a line of its own.
        line(text, times.version().replaceAll("\\s+", " "));
        Map<List<String>, List<TaskTime>> steps = new LinkedHashMap<>();
        for (TaskTime task : times.tasks()) {
            steps.computeIfAbsent(
                            List.of(task.gate() ? GATE : STEP, task.stage(), task.step(), task.role()),
                            k -> new ArrayList<>())
                    .add(task);
        }
        steps.forEach((step, tasks) -> {
            line(text, step.toArray(String[]::new));
            tasks.forEach(
                    task -> line(text, task.host(), Long.toString(task.took().toMillis())));
        });
        line(text, "end");
        return text.toString();
    }

    private static void line(StringBuilder text, String... words) {
        text.append(String.join("\t", words)).append('\n');
    }

    /** Empty for anything but a whole file of this form. */
    static Optional<RunTimes> read(String text) {
        var lines = text.split("\n", -1);
        if (lines.length < 5 || !lines[0].equals(HEAD) || !lines[lines.length - 2].equals("end")) {
            return Optional.empty();
        }
        var head = lines[1].split("\t", -1);
        try {
            var tasks = tasks(lines);
            return head.length == 3
                    ? Optional.of(new RunTimes(head[0], head[1], lines[2], Instant.parse(head[2]), true, tasks))
                    : Optional.empty();
        } catch (DateTimeParseException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    private static List<TaskTime> tasks(String[] lines) {
        var tasks = new ArrayList<TaskTime>();
        var step = new String[0];
        for (int i = 3; i < lines.length - 2; i++) {
            var words = lines[i].split("\t", -1);
            if (words.length == 4) {
                step = words;
            } else {
                tasks.add(new TaskTime(
                        step[1],
                        step[2],
                        step[3],
                        words[0],
                        step[0].equals(GATE),
                        Duration.ofMillis(Long.parseLong(words[1]))));
            }
        }
        return tasks;
    }
}
