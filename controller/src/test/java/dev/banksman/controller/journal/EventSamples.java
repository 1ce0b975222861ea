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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Events of every kind with arbitrary content, made from the records themselves, so that a new kind is never missed. */
final class EventSamples {

    private EventSamples() {}

    /** All kinds there are, from the sealed interface. */
    static List<Class<?>> kinds() {
        return Arrays.asList(RunEvent.class.getPermittedSubclasses());
    }

    static Arbitrary<RunEvent> events() {
        List<Arbitrary<RunEvent>> all = new ArrayList<>();
        for (var kind : kinds()) {
            all.add(ofRecord(kind).map(RunEvent.class::cast));
        }
        return Arbitraries.oneOf(all);
    }

    static Arbitrary<Object> ofRecord(Class<?> type) {
        var components = type.getRecordComponents();
        var types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        List<Arbitrary<Object>> values = new ArrayList<>();
        for (var component : components) {
            values.add(of(component.getGenericType()));
        }
        return Combinators.combine(values).as(parts -> {
            try {
                var constructor = type.getDeclaredConstructor(types);
                constructor.setAccessible(true);
                return constructor.newInstance(parts.toArray());
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(e);
            }
        });
    }

    private static Arbitrary<Object> of(Type type) {
        if (type instanceof ParameterizedType generic) {
            var arguments = generic.getActualTypeArguments();
            if (generic.getRawType() == Optional.class) {
                return Arbitraries.oneOf(
                        Arbitraries.just(Optional.empty()), of(arguments[0]).map(Optional::of));
            }
            if (generic.getRawType() == List.class) {
                return of(arguments[0]).list().ofMaxSize(4).map(list -> list);
            }
            if (generic.getRawType() == Map.class) {
                return Arbitraries.maps(text(), text()).ofMaxSize(4).map(map -> map);
            }
        }
        if (type instanceof Class<?> plain) {
            return ofClass(plain);
        }
        throw new AssertionError("no arbitrary for " + type);
    }

    private static Arbitrary<Object> ofClass(Class<?> type) {
        if (type == String.class) {
            return text().map(s -> s);
        }
        if (type == long.class) {
            return Arbitraries.longs().greaterOrEqual(0).map(n -> n);
        }
        if (type == int.class) {
            return Arbitraries.integers().greaterOrEqual(0).map(n -> n);
        }
        if (type == Integer.class) {
            return Arbitraries.integers().map(n -> n);
        }
        if (type == boolean.class) {
            return Arbitraries.of(true, false).map(b -> b);
        }
        if (type == Instant.class) {
            return Combinators.combine(
                            Arbitraries.longs().between(-1_000_000_000L, 4_000_000_000L),
                            Arbitraries.integers().between(0, 999_999_999))
                    .as(Instant::ofEpochSecond);
        }
        if (type == Duration.class) {
            return Arbitraries.longs().between(0, Long.MAX_VALUE / 2).map(Duration::ofNanos);
        }
        if (type == Action.class) {
            return text().map(program -> Action.newBuilder()
                    .setExec(Exec.newBuilder().setProgram(program))
                    .build());
        }
        if (type == TimerKey.class) {
            return Arbitraries.oneOf(Arrays.stream(TimerKey.class.getPermittedSubclasses())
                    .map(EventSamples::ofRecord)
                    .toList());
        }
        if (type.isEnum()) {
            return Arbitraries.of(type.getEnumConstants());
        }
        if (type.isRecord()) {
            return ofRecord(type);
        }
        throw new AssertionError("no arbitrary for " + type);
    }

    private static Arbitrary<String> text() {
        // No lone surrogates: they are no text, and nothing that reaches the core can hold one.
        return Arbitraries.strings().ascii().withChars('ä', '‱', '\n', '"').ofMaxLength(12);
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
