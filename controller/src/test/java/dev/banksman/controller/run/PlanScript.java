package dev.banksman.controller.run;

import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.plan.Plan.PlanSources;
import dev.banksman.controller.plan.Plan.PlannedHost;
import dev.banksman.controller.plan.Plan.PlannedInterlock;
import dev.banksman.controller.plan.Plan.PlannedRemedy;
import dev.banksman.controller.plan.Plan.PlannedStage;
import dev.banksman.controller.plan.Plan.PlannedStep;
import dev.banksman.controller.plan.Plan.RollingLimit;
import dev.banksman.controller.runbook.Position;
import dev.banksman.controller.runbook.Runbook;
import dev.banksman.controller.runbook.Runbook.ActionTemplate;
import dev.banksman.controller.runbook.Runbook.EvidenceField;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Plans for tests, from a few lines of text:
 *
 * <pre>
 * stage web on web1
 *   step install retry=2/10s/1m/0 done-when undo timeout=10m on-failure=hold
 *   step verify check severity=warn repeatable
 * stage rest on s1 s2 s3 needs web rolling canary=1 soak=5m batch=1 max-failures=0
 *   step upgrade needs-output=web.install.name when=web.gate.name=x left-out=s2
 *   gate approve evidence=name:string!,count:integer other-person
 * interlock order before rest.upgrade require web.verify
 * remedy fix step=rest.* exit=1603 output=CHANGE try role=web1
 * </pre>
 */
public final class PlanScript {
    private final Map<String, PlannedHost> hosts = new LinkedHashMap<>();
    private final Map<String, List<String>> roles = new LinkedHashMap<>();
    private final List<PlannedStage> stages = new ArrayList<>();
    private final List<PlannedInterlock> interlocks = new ArrayList<>();
    private final List<PlannedRemedy> remedies = new ArrayList<>();

    private Optional<Plan.PlannedWindow> window = Optional.empty();

    private PlanScript() {}

    public static Plan plan(String text) {
        var script = new PlanScript();
        text.lines().map(String::strip).filter(l -> !l.isEmpty()).forEach(script::line);
        return new Plan(
                "test",
                "1",
                "Test",
                Map.of(),
                script.hosts,
                script.roles,
                List.of(),
                script.window,
                List.copyOf(script.stages),
                Map.of(),
                List.copyOf(script.interlocks),
                List.copyOf(script.remedies),
                true,
                new PlanSources("test.yaml", text, "hosts.yaml", ""),
                "sha256:test");
    }

    private void line(String line) {
        var words = new Words(List.of(line.split(" +")));
        switch (words.at(0)) {
            case "stage" -> stage(words);
            case "step", "gate" -> step(words);
            case "interlock" -> interlock(words);
            case "window" ->
                window = Optional.of(new Plan.PlannedWindow(
                        Bench.START.plus(duration(words.at(1))),
                        Bench.START.plus(duration(words.at(2))),
                        words.has("guarded")));
            case "remedy" -> remedy(words);
            default ->
                throw new IllegalArgumentException("neither stage, step, gate, interlock, remedy nor window: " + line);
        }
    }

    private void stage(Words words) {
        List<String> on = words.after("on");
        for (String host : on) {
            hosts.putIfAbsent(host, new PlannedHost(host, List.of(host), Map.of()));
            roles.putIfAbsent(host, List.of(host));
        }
        boolean rolling = words.has("rolling");
        var limit = rolling
                ? new RollingLimit(
                        words.number("canary", 0),
                        words.duration("soak", Duration.ZERO),
                        words.number("batch", 1),
                        words.number("max-failures", 0))
                : new RollingLimit(0, Duration.ZERO, on.size(), Integer.MAX_VALUE);
        stages.add(new PlannedStage(
                stages.size(),
                words.at(1),
                words.at(1),
                words.at(1),
                words.at(1),
                on,
                words.after("needs").stream().map(n -> index(n)).toList(),
                limit,
                words.has("in-window"),
                new ArrayList<>()));
    }

    private void step(Words words) {
        PlannedStage stage = stages.getLast();
        boolean gate = words.at(0).equals("gate");
        stage.steps()
                .add(new PlannedStep(
                        stage.steps().size(),
                        words.at(1),
                        words.at(1),
                        gate ? Optional.empty() : Optional.of(template(words)),
                        gate ? Optional.of(gate(words)) : Optional.empty(),
                        words.has("check"),
                        words.value("severity").equals(Optional.of("warn"))
                                ? Runbook.Severity.WARN
                                : Runbook.Severity.FAIL,
                        words.value("when").map(w -> new Runbook.Condition(w, Position.NONE)),
                        words.value("left-out").map(h -> Set.of(h.split(","))).orElse(Set.of()),
                        words.duration("timeout", Duration.ofMinutes(10)),
                        words.value("timeout-from").map(PlanScript::measured),
                        words.has("repeatable") || words.value("retry").isPresent() || words.has("check"),
                        words.value("retry").map(PlanScript::retry),
                        words.has("done-when") ? Optional.of(template(words)) : Optional.empty(),
                        words.has("reboot-if-required"),
                        List.of(),
                        Runbook.OnFailure.valueOf(
                                words.value("on-failure").orElse("hold").toUpperCase(java.util.Locale.ROOT)),
                        words.has("undo") ? new Runbook.Undo.By(template(words)) : new Runbook.Undo.Unsaid(),
                        words.value("restore-point").map(name -> restorePoint(name, words)),
                        words.has("no-return"),
                        Optional.empty()));
    }

    /** {@code stage.step*6/30m}: times as long as that step, at least so long. */
    private static Runbook.Measured measured(String text) {
        String[] parts = text.split("[*/]");
        String[] reference = parts[0].split("\\.");
        var step = new Runbook.StepRef(reference[0], Optional.of(reference[1]), Position.NONE);
        return new Runbook.Measured(step, Double.parseDouble(parts[1]), duration(parts[2]));
    }

    private static Runbook.RestorePoint restorePoint(String name, Words words) {
        boolean byHand = words.has("by-hand");
        return new Runbook.RestorePoint(
                name,
                "as it was",
                byHand ? Optional.empty() : Optional.of(template(words)),
                byHand ? Optional.of("put it back") : Optional.empty(),
                Optional.empty(),
                Position.NONE);
    }

    private static ActionTemplate template(Words words) {
        return new ActionTemplate(
                words.has("reboots") ? "reboot" : "exec",
                words.value("needs-output")
                        .map(o -> Map.<String, Object>of("needs", o))
                        .orElse(Map.of()),
                Position.NONE);
    }

    private static Runbook.Gate gate(Words words) {
        List<EvidenceField> evidence = words.value("evidence").stream()
                .flatMap(list -> Arrays.stream(list.split(",")))
                .map(PlanScript::field)
                .toList();
        return new Runbook.Gate("Look", evidence, List.of(), words.has("other-person"), Optional.empty());
    }

    /** {@code name:type!=default/pattern}; the exclamation mark means required. */
    private static EvidenceField field(String text) {
        String[] parts = text.split("[:=/]");
        boolean required = parts[1].endsWith("!");
        return new EvidenceField(
                parts[0],
                Runbook.ParameterType.valueOf(parts[1].replace("!", "").toUpperCase(java.util.Locale.ROOT)),
                "the " + parts[0],
                required,
                text.contains("=") ? Optional.of(parts[2]) : Optional.empty(),
                List.of(),
                text.contains("/") ? Optional.of(parts[parts.length - 1]) : Optional.empty());
    }

    private static Runbook.Retry retry(String text) {
        String[] parts = text.split("/");
        return new Runbook.Retry(
                Integer.parseInt(parts[0]),
                duration(parts[1]),
                duration(parts[2]),
                parts.length > 3 ? Double.parseDouble(parts[3]) : 0);
    }

    private void interlock(Words words) {
        String[] before = words.after("before").getFirst().split("\\.");
        String[] require = words.after("require").getFirst().split("\\.");
        interlocks.add(new PlannedInterlock(
                words.at(1), index(before[0]), step(before), index(require[0]), step(require), "it would break"));
    }

    private void remedy(Words words) {
        remedies.add(new PlannedRemedy(
                words.at(1),
                words.at(1),
                words.value("step").orElse("*.*"),
                words.value("exit").map(Integer::valueOf),
                words.value("output"),
                "known",
                words.has("try") ? Optional.of(template(words)) : Optional.empty(),
                words.value("role"),
                Duration.ofMinutes(1)));
    }

    private int index(String stage) {
        return stages.stream()
                .filter(s -> s.name().equals(stage))
                .findFirst()
                .orElseThrow()
                .index();
    }

    private Optional<Integer> step(String[] reference) {
        return reference.length < 2
                ? Optional.empty()
                : Optional.of(stages.get(index(reference[0])).steps().stream()
                        .filter(s -> s.name().equals(reference[1]))
                        .findFirst()
                        .orElseThrow()
                        .index());
    }

    public static Duration duration(String text) {
        return Duration.parse("PT" + text);
    }

    /** Words of a line: {@code name=value}, flags, and lists that go on to the next known word. */
    record Words(List<String> words) {
        private static final Set<String> KEYS = Set.of("on", "needs", "rolling", "in-window", "before", "require");

        String at(int index) {
            return words.get(index);
        }

        boolean has(String flag) {
            return words.contains(flag);
        }

        Optional<String> value(String name) {
            return words.stream()
                    .filter(w -> w.startsWith(name + "="))
                    .map(w -> w.substring(name.length() + 1))
                    .findFirst();
        }

        int number(String name, int otherwise) {
            return value(name).map(Integer::parseInt).orElse(otherwise);
        }

        Duration duration(String name, Duration otherwise) {
            return value(name).map(PlanScript::duration).orElse(otherwise);
        }

        List<String> after(String key) {
            int from = words.indexOf(key);
            if (from < 0) {
                return List.of();
            }
            return words.stream()
                    .skip(from + 1)
                    .takeWhile(w -> !KEYS.contains(w) && !w.contains("="))
                    .toList();
        }
    }
}
