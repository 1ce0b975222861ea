package dev.banksman.controller.forecast;

import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.plan.TaskKey;
import dev.banksman.controller.runbook.syntax.Durations;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Something that goes wrong in a simulation, because it was asked for. Written {@code host:step=what}: the host or {@code *};
 * {@code stage.step}, a step's name alone, or {@code *}; then one of {@link Kind}'s words, {@code slow:3x}, or {@code
 * unreachable:45m}.
 *
 * @param times for SLOW: how many times as long it takes
 * @param away for UNREACHABLE: how long the host is away
 */
public record Fault(String host, String step, Kind kind, double times, Duration away, String written) {

    public static final String EXPECTED =
            "host:step=what, with fail, unknown, timeout, slow:3x, unreachable or unreachable:45m for what";

    private static final Pattern WRITTEN = Pattern.compile("([^:=]+):([^:=]+)=([a-z]+)(?::(.+))?");
    private static final Pattern TIMES = Pattern.compile("([0-9]{1,3}(?:\\.[0-9]{1,2})?)x");
    private static final Duration AWAY = Duration.ofMinutes(20);
    private static final double SLOW = 2;

    /** What goes wrong. */
    public enum Kind {
        /** It fails, and every automatic retry fails, until a person has looked. */
        FAIL,
        /** Its end is lost, once. */
        UNKNOWN,
        /** It takes all its time, and every automatic retry does, until a person has looked. */
        TIMEOUT,
        /** It takes longer; beyond its time it is ended, as a real one is. */
        SLOW,
        /** Its host cannot be reached from the begin of the step on, once; the step goes on there. */
        UNREACHABLE
    }

    /** Empty for a text that is none; {@link #EXPECTED} says how one looks. */
    public static Optional<Fault> parse(String text) {
        var match = WRITTEN.matcher(text);
        if (!match.matches()) {
            return Optional.empty();
        }
        Optional<Kind> kind = kind(match.group(3));
        Optional<String> more = Optional.ofNullable(match.group(4));
        double times = SLOW;
        Duration away = AWAY;
        if (more.isPresent()) {
            var factor = TIMES.matcher(more.get());
            if (kind.equals(Optional.of(Kind.SLOW)) && factor.matches()) {
                times = Double.parseDouble(factor.group(1));
            } else if (kind.equals(Optional.of(Kind.UNREACHABLE))
                    && Durations.parse(more.get()).isPresent()) {
                away = Durations.parse(more.get()).get();
            } else {
                return Optional.empty();
            }
        }
        double slower = times;
        Duration time = away;
        return kind.map(k -> new Fault(match.group(1), match.group(2), k, slower, time, text));
    }

    private static Optional<Kind> kind(String word) {
        for (Kind kind : Kind.values()) {
            if (kind.name().toLowerCase(Locale.ROOT).equals(word)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    boolean strikes(TaskKey task) {
        return fits(host, task.host()) && (fits(step, task.step()) || step.equals(task.stage() + "." + task.step()));
    }

    /** Whether a plan has a step of a machine that it strikes: gates have nothing that could break. */
    boolean isIn(Plan plan) {
        return plan.stages().stream()
                .anyMatch(stage -> stage.hosts().stream()
                        .anyMatch(on -> stage.steps().stream()
                                .anyMatch(s ->
                                        s.gate().isEmpty() && strikes(new TaskKey(stage.name(), s.name(), on, 1)))));
    }

    private static boolean fits(String wanted, String name) {
        return wanted.equals("*") || wanted.equals(name);
    }

    @Override
    public String toString() {
        return written;
    }
}
