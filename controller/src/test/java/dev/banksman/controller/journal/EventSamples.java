package dev.banksman.controller.journal;

import dev.banksman.controller.plan.Plan.Purpose;
import dev.banksman.controller.plan.TaskKey;
import dev.banksman.controller.run.AttemptReport.AttemptKey;
import dev.banksman.controller.run.AttemptReport.AttemptResult;
import dev.banksman.controller.run.AttemptReport.Observation;
import dev.banksman.controller.run.AttemptReport.Outcome;
import dev.banksman.controller.run.AttemptReport.StreamLength;
import dev.banksman.controller.run.AttemptReport.Verdict;
import dev.banksman.controller.run.RunEvent;
import dev.banksman.controller.run.RunInput;
import dev.banksman.controller.run.RunInput.DecisionKind;
import dev.banksman.controller.run.RunPhase;
import dev.banksman.controller.run.TaskState;
import dev.banksman.controller.run.TimerKey;
import dev.banksman.proto.agent.v1.Action;
import dev.banksman.proto.agent.v1.Exec;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Events of every kind with random content, made from the records themselves, so that a new kind is never missed. */
final class EventSamples {

    private static final int[] CHARACTERS = IntStream.concat(IntStream.range(0, 128), IntStream.of('ä', '‱', 0x1F6A7))
            .toArray();

    private final SplittableRandom random;

    EventSamples(SplittableRandom random) {
        this.random = random;
    }

    /** All kinds there are, from the sealed interface. */
    static List<Class<?>> kinds() {
        return Arrays.asList(RunEvent.class.getPermittedSubclasses());
    }

    Object record(Class<?> type) {
        var components = type.getRecordComponents();
        var types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        var values = Arrays.stream(components)
                .map(component -> value(component.getGenericType()))
                .toArray();
        try {
            var constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("cannot make " + type.getSimpleName() + " of " + Arrays.toString(values), e);
        }
    }

    private Object value(Type type) {
        if (type instanceof ParameterizedType generic) {
            var arguments = generic.getActualTypeArguments();
            if (generic.getRawType() == Optional.class) {
                return random.nextBoolean() ? Optional.empty() : Optional.of(value(arguments[0]));
            }
            if (generic.getRawType() == List.class) {
                return Stream.generate(() -> value(arguments[0]))
                        .limit(random.nextInt(5))
                        .toList();
            }
            if (generic.getRawType() == Map.class) {
                var map = new HashMap<String, String>();
                for (int i = random.nextInt(5); i > 0; i--) {
                    map.put(text(), text());
                }
                return map;
            }
        }
        if (type instanceof Class<?> plain) {
            return plainValue(plain);
        }
        throw new AssertionError("no sample for " + type);
    }

    private Object plainValue(Class<?> type) {
        if (type == String.class) {
            return text();
        }
        if (type == long.class) {
            return number(0, Long.MAX_VALUE);
        }
        if (type == int.class) {
            return (int) number(0, Integer.MAX_VALUE);
        }
        if (type == Integer.class) {
            return (int) number(Integer.MIN_VALUE, Integer.MAX_VALUE);
        }
        if (type == boolean.class) {
            return random.nextBoolean();
        }
        if (type == Instant.class) {
            return Instant.ofEpochSecond(number(-1_000_000_000L, 4_000_000_000L), number(0, 999_999_999));
        }
        if (type == Duration.class) {
            return Duration.ofNanos(number(0, Long.MAX_VALUE / 2));
        }
        if (type == Action.class) {
            return Action.newBuilder()
                    .setExec(Exec.newBuilder().setProgram(text()))
                    .build();
        }
        if (type == TimerKey.class) {
            return record(oneOf(TimerKey.class.getPermittedSubclasses()));
        }
        if (type.isEnum()) {
            return oneOf(type.getEnumConstants());
        }
        if (type.isRecord()) {
            return record(type);
        }
        throw new AssertionError("no sample for " + type);
    }

    /** Often the ends of the range and what lies near zero, where encodings change their length. */
    private long number(long least, long greatest) {
        return switch (random.nextInt(8)) {
            case 0 -> least;
            case 1 -> greatest;
            case 2, 3 -> Math.clamp(random.nextLong(-300, 300), least, greatest);
            default ->
                greatest == Long.MAX_VALUE ? random.nextLong() & Long.MAX_VALUE : random.nextLong(least, greatest + 1);
        };
    }

    /** No lone surrogates: they are no text, and nothing that reaches the core can hold one. */
    private String text() {
        return random.ints(random.nextInt(13), 0, CHARACTERS.length)
                .map(i -> CHARACTERS[i])
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private <T> T oneOf(T[] choices) {
        return choices[random.nextInt(choices.length)];
    }

    static final Instant AT = Instant.parse("2026-03-01T03:00:00.123456789Z");

    /** One full event of a few kinds, for bytes that are frozen. */
    static List<RunEvent> fixed() {
        var task = new TaskKey("web-site", "upgrade", "web-1", 2);
        var attempt = new AttemptKey("web-1", 7);
        var result = new AttemptResult(
                Outcome.FAILED,
                "exit code 1603",
                Optional.of(new Observation(Verdict.FAIL, "0", "1603", Map.of("log", "C:\\setup.log"))),
                Map.of("database", "DYN2"),
                Optional.of(-1603),
                true,
                Optional.of(AT),
                Optional.of(AT.plusSeconds(5)),
                List.of(new StreamLength("stdout", 70_000_000_000L, 12)));
        return List.of(
                new RunEvent.TermTaken(3, "ops-1 (pid 17)", AT),
                new RunEvent.TaskMoved(task, TaskState.AWAITING_DECISION, "failed", AT),
                new RunEvent.AttemptDispatched(
                        attempt,
                        task,
                        Purpose.REMEDY,
                        Optional.of("free-space"),
                        Action.newBuilder()
                                .setExec(Exec.newBuilder().setProgram("/bin/true"))
                                .build(),
                        Duration.ofMinutes(45),
                        AT),
                new RunEvent.AttemptEnded(attempt, result, true, AT),
                new RunEvent.DecisionAsked(
                        task,
                        "why",
                        List.of("free-space"),
                        Optional.of("central-first"),
                        List.of(DecisionKind.RETRY, DecisionKind.SKIP),
                        AT),
                new RunEvent.DecisionTaken(
                        "d-1", "ann", DecisionKind.RETRY, RunInput.Target.RUN, "mended", Map.of("who", "ann"), AT),
                new RunEvent.TimerSet(new TimerKey.Soaked("web-site"), AT.plusSeconds(300), AT),
                new RunEvent.RunEnded(RunPhase.SUCCEEDED, "all done", AT));
    }
}
