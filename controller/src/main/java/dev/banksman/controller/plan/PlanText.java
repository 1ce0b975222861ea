package dev.banksman.controller.plan;

import dev.banksman.controller.plan.Plan.PlannedStage;
import dev.banksman.controller.plan.Plan.PlannedStep;
import dev.banksman.controller.runbook.Problem;
import dev.banksman.controller.runbook.Runbook.Severity;
import dev.banksman.controller.runbook.syntax.Durations;
import java.util.ArrayList;
import java.util.List;

/** A plan as text for a terminal or a review: what happens where, in which order, and what is proven about it. */
public final class PlanText {
    private static final int MOST_HOSTS = 12;

    private final Plan plan;
    private final StringBuilder text = new StringBuilder();

    private PlanText(Plan plan) {
        this.plan = plan;
    }

    /** {@code warnings} are those that came with the plan. Lines end with a line feed. */
    public static String of(Plan plan, List<Problem> warnings) {
        var page = new PlanText(plan);
        page.head();
        page.before();
        page.parameters();
        page.hosts();
        page.line("Stages");
        plan.stages().forEach(page::stage);
        page.leftOut();
        page.interlocks();
        page.remedies();
        page.warnings(warnings);
        return page.text.toString();
    }

    private void head() {
        var path = CriticalPath.of(plan);
        line("%s, version %s: %s", plan.runbook(), plan.runbookVersion(), plan.title());
        line("  runbook        %s", plan.sources().runbookFile());
        line("  inventory      %s", plan.sources().inventoryFile());
        line("  plan           %s", plan.hash());
        line("  changes        %s", plan.changing() ? "yes" : "nothing: it only looks");
        line("  critical path  %s", String.join(" > ", path.stages()));
        line("                 at most %s, if every step takes all its time", Durations.format(path.atMost()));
        if (path.untimedGates() > 0) {
            line("                 plus %s that do not say how long they take", count(path.untimedGates(), "gate"));
        }
        line("");
    }

    private void before() {
        plan.window().ifPresent(window -> {
            line("Maintenance window");
            line("  from %s to %s; then the run is held until a person lets it go on", window.opens(), window.closes());
            if (window.guarded()) {
                line("  also before work in it that would overrun, by the forecast");
            }
            line("");
        });
        if (!plan.prerequisites().isEmpty()) {
            line("Before it starts");
            for (var prerequisite : plan.prerequisites()) {
                line(
                        "  %s: a run of %s%s that succeeded%s",
                        prerequisite.name(),
                        prerequisite.runbook(),
                        prerequisite.version().map(v -> ", version " + v + ",").orElse(""),
                        prerequisite
                                .within()
                                .map(w -> " within the last " + Durations.format(w))
                                .orElse(""));
                prerequisite.parameters().forEach((name, value) -> line("    with %s = %s", name, value));
                prerequisite.outputs().forEach((name, value) -> line("    where %s gave %s", name, value));
                if (prerequisite.nothingSkipped()) {
                    line("    with no step skipped by a person");
                }
                if (prerequisite.nothingMarkedDone()) {
                    line("    with no step marked as done by a person");
                }
                line("    %s", prerequisite.because());
            }
            line("");
        }
    }

    private void parameters() {
        if (!plan.parameters().isEmpty()) {
            var width = width(List.copyOf(plan.parameters().keySet()));
            line("Parameters");
            plan.parameters().forEach((name, value) -> line("  %s  %s", pad(name, width), value));
            line("");
        }
    }

    private void hosts() {
        line("Hosts");
        var width = width(List.copyOf(plan.roles().keySet()));
        plan.roles()
                .forEach((role, hosts) -> line("  %s  %s", pad(role, width), hosts.isEmpty() ? "none" : listed(hosts)));
        line("");
    }

    private void stage(PlannedStage stage) {
        var needs = stage.needs().stream().map(i -> plan.stages().get(i).name()).toList();
        line(
                "  %d. %s%s",
                stage.index() + 1, stage.name(), stage.title().equals(stage.name()) ? "" : ": " + stage.title());
        line(
                "     begins %s%s",
                needs.isEmpty() ? "at once" : "after " + String.join(", ", needs),
                stage.inWindow() ? ", when the maintenance window is open" : "");
        line("     on %s: %s", stage.roleTitle(), order(stage));
        var width = width(stage.steps().stream().map(PlannedStep::name).toList());
        var kinds = width(stage.steps().stream().map(PlanText::kind).toList());
        for (var step : stage.steps()) {
            line("       %s  %s  %s", pad(kind(step), kinds), pad(step.name(), width), detail(step));
            step.restorePoint().ifPresent(point -> line("       ------ restore point %s ------", point.name()));
            if (step.pointOfNoReturn()) {
                line("       ====== point of no return ======");
            }
        }
        line("");
    }

    private static String order(PlannedStage stage) {
        var hosts = stage.hosts();
        var limit = stage.limit();
        if (hosts.size() == 1) {
            return hosts.getFirst();
        }
        var parts = new ArrayList<String>();
        if (limit.canary() > 0) {
            parts.add("first " + listed(hosts.subList(0, limit.canary())));
            if (!limit.soak().isZero()) {
                parts.add("wait " + Durations.format(limit.soak()));
            }
        }
        var rest = hosts.subList(limit.canary(), hosts.size());
        if (!rest.isEmpty()) {
            var atOnce = limit.batch() >= rest.size() ? "all at once" : limit.batch() + " at once";
            parts.add(atOnce + ": " + listed(rest));
        }
        var most = limit.maxFailures();
        var failures = most == Integer.MAX_VALUE
                ? ""
                : most == 0 ? "; stops at the first failure" : "; goes on with up to " + count(most, "failure");
        return String.join(", then ", parts) + failures;
    }

    private static String kind(PlannedStep step) {
        return step.gate().isPresent()
                ? "GATE"
                : step.check() ? "check" : step.action().map(a -> a.action()).orElse("");
    }

    private String detail(PlannedStep step) {
        var parts = new ArrayList<String>();
        if (!step.title().equals(step.name())) {
            parts.add(step.title());
        }
        step.gate().ifPresent(gate -> {
            parts.add("decided by " + String.join(" or ", gate.deciders())
                    + (gate.differsFromStarter() ? ", not by whoever started" : ""));
            gate.expectedDuration().ifPresent(d -> parts.add("about " + Durations.format(d)));
        });
        if (step.gate().isEmpty()) {
            parts.add("at most " + Durations.format(step.timeout()));
        }
        step.timeoutFrom()
                .ifPresent(from -> parts.add("%s times as long as %s, at least %s"
                        .formatted(number(from.times()), from.step(), Durations.format(from.atLeast()))));
        step.retry().ifPresent(retry -> parts.add(count(retry.attempts(), "retry", "retries")));
        if (step.check() && step.severity() == Severity.WARN) {
            parts.add("warns only");
        }
        step.condition().ifPresent(when -> parts.add("only if " + when.expression()));
        if (!step.leftOut().isEmpty()) {
            parts.add("not on " + listed(step.leftOut().stream().sorted().toList()));
        }
        return String.join("; ", parts);
    }

    private void leftOut() {
        if (!plan.leftOut().isEmpty()) {
            line("Left out");
            plan.leftOut().forEach((stage, why) -> line("  %s: %s", stage, why));
            line("");
        }
    }

    private void interlocks() {
        if (!plan.interlocks().isEmpty()) {
            line("Interlocks, proven for every order this plan permits");
            for (var interlock : plan.interlocks()) {
                var require = PlanTree.reference(plan, interlock.requireStage(), interlock.requireStep());
                var before = PlanTree.reference(plan, interlock.beforeStage(), interlock.beforeStep());
                line("  %s: %s before %s", interlock.name(), require, before);
                line("    %s", interlock.because());
            }
            line("");
        }
    }

    private void remedies() {
        if (!plan.remedies().isEmpty()) {
            line("Known failures");
            for (var remedy : plan.remedies()) {
                line("  %s: %s (%s)", remedy.name(), remedy.title(), remedy.step());
            }
            line("");
        }
    }

    private void warnings(List<Problem> warnings) {
        if (!warnings.isEmpty()) {
            line("Warnings");
            warnings.forEach(warning -> line("  %s", warning));
            line("");
        }
    }

    private static String listed(List<String> hosts) {
        return hosts.size() <= MOST_HOSTS
                ? String.join(", ", hosts)
                : String.join(", ", hosts.subList(0, MOST_HOSTS)) + " and " + (hosts.size() - MOST_HOSTS) + " more";
    }

    private static String number(double times) {
        return times == Math.rint(times) ? Long.toString((long) times) : Double.toString(times);
    }

    private static String count(int number, String one) {
        return count(number, one, one + "s");
    }

    private static String count(int number, String one, String many) {
        return number + " " + (number == 1 ? one : many);
    }

    private static int width(List<String> names) {
        return names.stream().mapToInt(String::length).max().orElse(0);
    }

    private static String pad(String name, int width) {
        return name + " ".repeat(Math.max(0, width - name.length()));
    }

    private void line(String format, Object... values) {
        var line = values.length == 0 ? format : format.formatted(values);
        text.append(line.stripTrailing()).append('\n');
    }
}
