package dev.banksman.controller.forecast;

import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.plan.Plan.PlannedStage;
import dev.banksman.controller.plan.Plan.PlannedStep;
import dev.banksman.controller.plan.TaskKey;
import dev.banksman.controller.runbook.Runbook.ActionTemplate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * When a tier is out of service. A host of a role counts as out from the begin of its first step that takes it away to the
 * end of its last step for that role, verification included.
 *
 * <p>What takes a host away: a {@code service} that is stopped or restarted, a {@code package} that is installed, repaired
 * or removed, a {@code reboot}. A role none of whose steps does that counts from its first step that changes anything,
 * files apart: what stops it stands in a program or a statement then. One role's host does not count for another.
 */
final class Outages {

    private static final Set<String> LOOKS = Set.of("facts", "tcp", "wait");

    private final Plan plan;
    private final Map<String, String> roles = new HashMap<>();
    /** "stage.step" of steps from which on their host counts as out. */
    private final Set<String> first = new HashSet<>();

    Outages(Plan plan) {
        this.plan = plan;
        plan.stages().forEach(stage -> roles.put(stage.name(), stage.role()));
        for (String role : Set.copyOf(roles.values())) {
            var stages =
                    plan.stages().stream().filter(s -> s.role().equals(role)).toList();
            if (!mark(stages, Outages::takesAway)) {
                mark(stages, Outages::changes);
            }
        }
    }

    private boolean mark(List<PlannedStage> stages, java.util.function.Predicate<PlannedStep> which) {
        boolean any = false;
        for (PlannedStage stage : stages) {
            for (PlannedStep step : stage.steps()) {
                if (which.test(step)) {
                    any = true;
                    first.add(stage.name() + "." + step.name());
                }
            }
        }
        return any;
    }

    private static boolean takesAway(PlannedStep step) {
        return !step.check()
                && step.action()
                        .filter(action -> switch (action.action()) {
                            case "reboot" -> true;
                            case "service" -> Set.of("stop", "restart").contains(operation(action));
                            case "package" -> !operation(action).equals("query");
                            default -> false;
                        })
                        .isPresent();
    }

    private static String operation(ActionTemplate action) {
        return Optional.ofNullable(action.fields().get("operation"))
                .map(Object::toString)
                .orElse("");
    }

    private static boolean changes(PlannedStep step) {
        return !step.check()
                && step.action()
                        .filter(action -> !LOOKS.contains(action.action())
                                && !action.action().equals("file"))
                        .isPresent();
    }

    /** A host's work on a task, in one rehearsal or before it. */
    record Work(TaskKey task, Instant begin, Instant end) {}

    /** How long a tier was out, all of it and any of it. */
    record Outage(Duration down, Duration reduced) {}

    private record Out(Instant from, Instant until) {}

    /** By role; roles that were never out are left out. */
    Map<String, Outage> of(List<Work> works) {
        Map<String, Map<String, Out>> outs = new HashMap<>();
        works.stream().filter(work -> first.contains(step(work))).forEach(work -> {
            var hosts = outs.computeIfAbsent(roles.get(work.task().stage()), r -> new HashMap<>());
            hosts.merge(
                    work.task().host(),
                    new Out(work.begin(), work.end()),
                    (a, b) -> new Out(earlier(a.from(), b.from()), later(a.until(), b.until())));
        });
        for (Work work : works) {
            var hosts = outs.get(roles.get(work.task().stage()));
            if (hosts != null) {
                hosts.computeIfPresent(
                        work.task().host(), (host, out) -> new Out(out.from(), later(out.until(), work.end())));
            }
        }
        var result = new HashMap<String, Outage>();
        outs.forEach((role, hosts) -> result.put(role, outage(role, List.copyOf(hosts.values()))));
        return result;
    }

    private Outage outage(String role, List<Out> outs) {
        int hosts = plan.roles().getOrDefault(role, List.of()).size();
        var down = Duration.ZERO;
        if (outs.size() >= hosts) {
            Instant last =
                    outs.stream().map(Out::from).max(Comparator.naturalOrder()).orElseThrow();
            Instant back =
                    outs.stream().map(Out::until).min(Comparator.naturalOrder()).orElseThrow();
            down = back.isAfter(last) ? Duration.between(last, back) : Duration.ZERO;
        }
        return new Outage(down, together(outs));
    }

    /** How long at least one of them lasts. */
    private static Duration together(List<Out> outs) {
        var sorted = new ArrayList<>(outs);
        sorted.sort(Comparator.comparing(Out::from));
        var sum = Duration.ZERO;
        Instant reached = Instant.MIN;
        for (Out out : sorted) {
            Instant from = later(out.from(), reached);
            if (out.until().isAfter(from)) {
                sum = sum.plus(Duration.between(from, out.until()));
                reached = out.until();
            }
        }
        return sum;
    }

    private static String step(Work work) {
        return work.task().stage() + "." + work.task().step();
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
