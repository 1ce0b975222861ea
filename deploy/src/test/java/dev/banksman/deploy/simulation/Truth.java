package dev.banksman.deploy.simulation;

import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.plan.Plan.PlannedStage;
import dev.banksman.controller.plan.Plan.Purpose;
import dev.banksman.controller.run.AttemptReport.AttemptKey;
import dev.banksman.controller.run.AttemptReport.Outcome;
import dev.banksman.controller.run.RunEvent;
import dev.banksman.controller.run.RunView;
import dev.banksman.controller.run.RunView.AttemptView;
import dev.banksman.controller.run.RunView.TaskView;
import dev.banksman.controller.run.TaskState;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What really happened on the hosts, whatever anybody was told, and what must always hold between that and the journal.
 * A breach ends the simulation.
 */
final class Truth {

    /** Thrown when something does not hold that must always hold. An error, which the product does not handle. */
    static final class Breach extends Error {
        private static final long serialVersionUID = 1L;

        Breach(String message) {
            super(message);
        }
    }

    private static final class Course {
        private final HostKernel.Process body;
        private Optional<Integer> code = Optional.empty();
        private final StringBuilder printed = new StringBuilder();
        private boolean powerLost;

        Course(HostKernel.Process body) {
            this.body = body;
        }

        boolean running() {
            return code.isEmpty() && body.alive();
        }
    }

    private final Transcript transcript;
    private final Map<String, Course> courses = new LinkedHashMap<>();
    private final Map<String, Integer> stubs = new HashMap<>();
    private final Set<String> never = new HashSet<>();
    private final Set<String> done = new HashSet<>();
    private final Map<String, Set<HostKernel.Process>> trees = new HashMap<>();
    private final Map<String, String> endedUnder = new HashMap<>();
    /** The start under which each attempt asked for a restart. */
    private final Map<String, String> restarts = new HashMap<>();

    private final Set<String> overridden = new HashSet<>();
    private Optional<RunView> durable = Optional.empty();
    private int doubleStarts;
    private int lostResults;
    private Optional<String> first = Optional.empty();

    Truth(Transcript transcript) {
        this.transcript = transcript;
    }

    void breach(String what) {
        transcript.line("BREACH", what);
        if (first.isEmpty()) {
            first = Optional.of(what);
        }
        throw new Breach(what);
    }

    /** The first breach, which somebody between here and the simulation may have swallowed. */
    Optional<String> first() {
        return first;
    }

    /** The state that the durable journal holds, after each of its events. */
    void durable(RunView view, RunEvent event) {
        durable = Optional.of(view);
        if (event instanceof RunEvent.AttemptEnded ended && !ended.late()) {
            compare(view.run(), ended);
        }
        if (event instanceof RunEvent.InterlockOverridden override) {
            overridden.add(override.interlock());
        }
    }

    Optional<RunView> durable() {
        return durable;
    }

    void begins(String key, HostKernel.Process body) {
        transcript.line(key, "the body begins, pid " + body.pid);
        if (courses.put(key, new Course(body)) != null) {
            doubleStarts++;
            breach("attempt " + key + " begins a second time");
        }
        if (never.contains(key)) {
            breach("attempt " + key + " begins after it was said that it never would");
        }
        var attempt = parse(key);
        for (var other : courses.entrySet()) {
            if (!other.getKey().equals(key)
                    && parse(other.getKey()).host().equals(attempt.host())
                    && other.getValue().running()) {
                breach("attempt " + key + " begins while " + other.getKey() + " runs on the same host");
            }
        }
        var view = durable.orElseThrow();
        var found = find(view, attempt);
        if (found.isEmpty()) {
            breach("attempt " + key + " begins, and the journal knows nothing of it");
        } else if (found.get().attempt().result().isPresent()) {
            breach("attempt " + key + " begins, and the journal says that it is over");
        } else if (found.get().attempt().purpose() == Purpose.EXECUTE) {
            orderHolds(view, found.get().task());
        }
    }

    /** One attempt restarts its host once: under another start of the host it never asks again. */
    void asksForRestart(String key, String boot) {
        var before = restarts.putIfAbsent(key, boot);
        if (before == null) {
            transcript.line(key, "asks for a restart, start " + boot);
        } else if (!before.equals(boot)) {
            breach("attempt " + key + " asks for a second restart: under start " + before + ", and under " + boot);
        }
        var found = find(durable.orElseThrow(), parse(key));
        if (found.isEmpty()) {
            breach("attempt " + key + " asks for a restart, and the journal knows nothing of it");
        } else if (found.get()
                .attempt()
                .result()
                .filter(result -> result.outcome() != Outcome.UNKNOWN)
                .isPresent()) {
            breach("attempt " + key + " asks for a restart, and the journal says that it is over");
        } else if (found.get().attempt().purpose() == Purpose.EXECUTE) {
            orderHolds(durable.orElseThrow(), found.get().task());
        }
    }

    /** Whether the attempt's body runs at this moment. */
    boolean runs(String key) {
        return Optional.ofNullable(courses.get(key)).filter(Course::running).isPresent();
    }

    void belongs(String key, HostKernel.Process process) {
        trees.computeIfAbsent(key, k -> new HashSet<>()).add(process);
    }

    /** Under which start of its host the attempt's body ended, if it did. */
    Optional<String> endedUnder(String key) {
        return Optional.ofNullable(endedUnder.get(key));
    }

    void ends(String key, int code, String boot) {
        endedUnder.put(key, boot);
        var course = courses.get(key);
        if (course != null) {
            transcript.line(key, "the body ends with " + code);
            course.code = Optional.of(code);
        } else {
            stubs.put(key, code);
        }
    }

    void printed(String key, String text) {
        var course = courses.get(key);
        if (course != null) {
            course.printed.append(text);
        }
    }

    /** The host has lost its power; what its commands printed may be lost with it. */
    void powerLost(String host) {
        courses.forEach((key, course) -> {
            if (parse(key).host().equals(host)) {
                course.powerLost = true;
            }
        });
    }

    /** Everything that was printed by an attempt, if it can be known to have reached the disk. */
    Optional<String> expectedOutput(String key) {
        return Optional.ofNullable(courses.get(key))
                .filter(course -> !course.powerLost && course.code.isPresent())
                .map(course -> course.printed.toString());
    }

    int started() {
        return courses.size();
    }

    /** Bodies that began although their attempt had begun before. */
    int doubleStarts() {
        return doubleStarts;
    }

    /** Attempts of which the journal says another end than they had. */
    int lostResults() {
        return lostResults;
    }

    /** A step has had its effect. */
    void does(String task) {
        done.add(task);
    }

    boolean done(String task) {
        return done.contains(task);
    }

    private void compare(String run, RunEvent.AttemptEnded ended) {
        var key = run + "/" + ended.attempt();
        var result = ended.result();
        var course = courses.get(key);
        boolean running = course != null && course.running();
        if (result.outcome() == Outcome.UNKNOWN) {
            return;
        }
        if (running) {
            breach("attempt " + key + " is said to be over (" + result.outcome() + "), and still runs");
        }
        if (result.outcome() == Outcome.NEVER_STARTED) {
            never.add(key);
            if (course != null) {
                lostResults++;
                breach("attempt " + key + " is said never to have begun, and did");
            }
            return;
        }
        if (result.outcome() == Outcome.CANCELLED || result.outcome() == Outcome.TIMED_OUT) {
            if (course == null) {
                never.add(key);
            }
            trees.getOrDefault(key, Set.of()).stream()
                    .filter(HostKernel.Process::alive)
                    .findAny()
                    .ifPresent(left -> breach("attempt " + key + " is said to be " + result.outcome() + ", and process "
                            + left.pid + " of it lives"));
            return;
        }
        if (course == null && result.exitCode().equals(Optional.ofNullable(stubs.get(key)))) {
            // The body's process ended before it became the program; its exit code is the true one all the same.
            return;
        }
        if (course == null) {
            lostResults++;
            breach("attempt " + key + " is said to have ended (" + result.outcome() + "), and never began");
        } else if (!course.code.equals(result.exitCode())) {
            lostResults++;
            breach("attempt " + key + " is said to have ended with " + result.exitCode() + ", and ended with "
                    + course.code);
        }
    }

    private record Found(TaskView task, AttemptView attempt) {}

    private static Optional<Found> find(RunView view, AttemptKey key) {
        return view.tasks()
                .flatMap(task -> task.attempts().stream().map(attempt -> new Found(task, attempt)))
                .filter(found -> found.attempt().attempt().equals(key))
                .findFirst();
    }

    /** Stages that are needed are through, earlier steps are done, interlocks hold. */
    private void orderHolds(RunView view, TaskView task) {
        var plan = view.plan();
        var stage = stage(plan, task.key().stage());
        for (int need : stage.needs()) {
            var needed = plan.stages().get(need);
            for (var host : needed.hosts()) {
                for (var step : needed.steps()) {
                    requireThrough(view, task, needed.name(), step.name(), host, false);
                }
            }
        }
        for (var step : stage.steps()) {
            if (step.name().equals(task.key().step())) {
                break;
            }
            requireThrough(view, task, stage.name(), step.name(), task.key().host(), false);
        }
        for (var interlock : plan.interlocks()) {
            boolean guarded = interlock.beforeStage() == stage.index()
                    && interlock
                            .beforeStep()
                            .map(step -> stage.steps()
                                    .get(step)
                                    .name()
                                    .equals(task.key().step()))
                            .orElse(true);
            if (guarded && !overridden.contains(interlock.name())) {
                var required = plan.stages().get(interlock.requireStage());
                for (var host : required.hosts()) {
                    for (var step : required.steps()) {
                        if (interlock.requireStep().map(s -> s == step.index()).orElse(true)) {
                            requireThrough(view, task, required.name(), step.name(), host, true);
                        }
                    }
                }
            }
        }
    }

    private void requireThrough(RunView view, TaskView task, String stage, String step, String host, boolean strictly) {
        var state = view.task(stage, step, host).map(TaskView::state).orElse(TaskState.WAITING);
        boolean excluded = view.hosts().stream().anyMatch(h -> h.host().equals(host) && h.excluded());
        boolean through = state == TaskState.SUCCEEDED
                || state == TaskState.EXCLUDED
                || excluded
                || (state == TaskState.SKIPPED && !strictly);
        if (!through) {
            breach(task.key() + " begins before " + stage + "." + step + "@" + host + ", which is " + state);
        }
    }

    private static PlannedStage stage(Plan plan, String name) {
        return plan.stages().stream()
                .filter(stage -> stage.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** {@code run/host/number}, as the agent's environment carries it. */
    private static AttemptKey parse(String key) {
        var parts = key.split("/");
        return new AttemptKey(parts[1], Long.parseLong(parts[2]));
    }
}
