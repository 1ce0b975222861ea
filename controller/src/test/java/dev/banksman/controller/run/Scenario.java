package dev.banksman.controller.run;

import dev.banksman.controller.plan.Plan.Purpose;
import dev.banksman.controller.run.AttemptReport.AttemptKey;
import dev.banksman.controller.run.AttemptReport.AttemptResult;
import dev.banksman.controller.run.AttemptReport.Observation;
import dev.banksman.controller.run.AttemptReport.Outcome;
import dev.banksman.controller.run.AttemptReport.Verdict;
import dev.banksman.controller.run.RunInput.DecisionKind;
import dev.banksman.controller.run.RunInput.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A run as a text that a person can review: first the plan ({@link PlanScript}), then inputs, each on a line that
 * begins with {@code >}, and below each what came of it: events, effects ({@code =>}), or why it was turned away
 * ({@code !}). Lines with {@code #} are remarks. What stands below the inputs is written by the machine.
 */
final class Scenario {
    private static final Pattern WORD = Pattern.compile("([a-z-]+=)?(\"[^\"]*\"|\\S+)");

    private final StringBuilder transcript = new StringBuilder();
    private final StringBuilder plan = new StringBuilder();
    private Optional<Bench> bench = Optional.empty();
    private int decisions;

    /** The same text, with what comes of each input as it is now. */
    static String play(String text) {
        var scenario = new Scenario();
        text.lines().forEach(scenario::line);
        return scenario.transcript.toString();
    }

    private void line(String line) {
        if (line.startsWith("    ") && bench.isPresent()) {
            return;
        }
        if (!line.startsWith(">")) {
            transcript.append(line).append('\n');
            if (bench.isEmpty() && !line.startsWith("#")) {
                plan.append(line).append('\n');
            }
            return;
        }
        if (bench.isEmpty()) {
            bench = Optional.of(Bench.of(plan.toString()));
        }
        transcript.append(line).append('\n');
        input(bench.get(), words(line.substring(1).strip()));
    }

    private static List<String> words(String line) {
        var words = new ArrayList<String>();
        Matcher matcher = WORD.matcher(line);
        while (matcher.find()) {
            words.add(Optional.ofNullable(matcher.group(1)).orElse("")
                    + matcher.group(2).replaceAll("^\"|\"$", ""));
        }
        return words;
    }

    private void input(Bench bench, List<String> words) {
        try {
            switch (words.getFirst()) {
                case "show" -> show(bench);
                case "pass" -> print(bench, bench.pass(PlanScript.duration(words.get(1))));
                case "begin" -> {
                    bench.acquire();
                    bench.start();
                    bench.plan.hosts().keySet().forEach(bench::hello);
                    bench.effects.clear();
                    bench.effects.addAll(RunCore.outstanding(bench.state));
                    print(bench, bench.journal);
                }
                default -> {
                    bench.now = bench.now.plusSeconds(1);
                    print(bench, bench.take(parse(bench, words)));
                }
            }
        } catch (Bench.RejectedException e) {
            out("! " + e.getMessage());
        }
    }

    private RunInput parse(Bench bench, List<String> words) {
        Map<String, String> named = named(words);
        return switch (words.getFirst()) {
            case "acquire" -> new RunInput.Acquired(Long.parseLong(words.get(1)), "controller", bench.now);
            case "start" -> new RunInput.Start(words.get(1), bench.now);
            case "lost" -> new RunInput.HostLost(words.get(1), "connection reset", bench.now);
            case "differs" -> new RunInput.HistoryDiffers(words.get(1), Long.parseLong(words.get(2)), bench.now);
            case "hello" -> hello(bench, words, named);
            case "forecast" ->
                new RunInput.WindowForecast(Bench.START.plus(PlanScript.duration(words.get(1))), bench.now);
            case "decide" -> decide(bench, words, named);
            default -> new RunInput.AttemptReported(report(bench, words, named), bench.now);
        };
    }

    /** {@code hello host 1=started 2=ended:SUCCEEDED high=3 position=9}. */
    private static RunInput hello(Bench bench, List<String> words, Map<String, String> named) {
        String host = words.get(1);
        var known = new ArrayList<AttemptReport>();
        for (String word : words.subList(2, words.size())) {
            String[] parts = word.split("[=:]");
            if (parts[0].matches("\\d+")) {
                var all = new ArrayList<>(List.of(parts[1], host + "/" + parts[0]));
                all.addAll(List.of(parts).subList(2, parts.length));
                known.add(report(bench, all, Map.of()));
            }
        }
        return new RunInput.HostConnected(
                host,
                named.getOrDefault("boot", "boot-1"),
                Long.parseLong(named.getOrDefault(
                        "high", Long.toString(bench.state.host(host).lastAttempt()))),
                Long.parseLong(named.getOrDefault("position", "0")),
                known,
                bench.now);
    }

    private static AttemptReport report(Bench bench, List<String> words, Map<String, String> named) {
        String[] parts = words.get(1).split("/");
        var key = new AttemptKey(parts[0], Long.parseLong(parts[1]));
        return switch (words.getFirst()) {
            case "accepted" -> new AttemptReport.Accepted(key);
            case "started" -> new AttemptReport.Started(key, bench.now, 4711, words.contains("adopted"));
            case "ended" ->
                new AttemptReport.Ended(
                        key,
                        new AttemptResult(
                                Outcome.valueOf(words.get(2)),
                                named.getOrDefault("message", ""),
                                Optional.ofNullable(named.get("verdict"))
                                        .map(v ->
                                                new Observation(Verdict.valueOf(v), "expected", "observed", Map.of())),
                                outputs(words),
                                Optional.ofNullable(named.get("code")).map(Integer::valueOf),
                                words.contains("reboot"),
                                Optional.ofNullable(named.get("took"))
                                        .map(t -> bench.now.minus(PlanScript.duration(t))),
                                Optional.of(bench.now),
                                List.of()));
            case "refused" -> new AttemptReport.Refused(key, words.get(2), named.getOrDefault("message", "no"));
            case "not-known" -> new AttemptReport.NotKnown(key);
            default -> throw new IllegalArgumentException("no such input: " + words);
        };
    }

    private RunInput decide(Bench bench, List<String> words, Map<String, String> named) {
        String about = words.size() > 3 && !words.get(3).contains("=") ? words.get(3) : "";
        Target target = Bench.target(about);
        return new RunInput.Decide(
                named.getOrDefault("id", "d" + ++decisions),
                words.get(2),
                DecisionKind.valueOf(words.get(1).toUpperCase(Locale.ROOT).replace('-', '_')),
                new Target(
                        target.stage(),
                        target.step(),
                        target.host(),
                        Optional.ofNullable(named.get("remedy")),
                        Optional.ofNullable(named.get("interlock")),
                        Optional.ofNullable(named.get("to"))),
                named.getOrDefault("reason", ""),
                outputs(words),
                Optional.ofNullable(named.get("asked")).map(t -> Bench.START.plus(PlanScript.duration(t))),
                bench.now);
    }

    private static Map<String, String> named(List<String> words) {
        var named = new TreeMap<String, String>();
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals > 0) {
                named.put(word.substring(0, equals), word.substring(equals + 1));
            }
        }
        return named;
    }

    /** Words {@code gives=name=value} are outputs of a result, or evidence of a decision. */
    private static Map<String, String> outputs(List<String> words) {
        var outputs = new TreeMap<String, String>();
        words.stream().filter(w -> w.startsWith("gives=")).forEach(w -> {
            String[] parts = w.split("=", 3);
            outputs.put(parts[1], parts[2]);
        });
        return outputs;
    }

    private void print(Bench bench, List<RunEvent> events) {
        events.forEach(event -> out(Lines.event(event)));
        bench.effects.forEach(effect -> out("=> " + Lines.effect(effect)));
        if (events.isEmpty() && bench.effects.isEmpty()) {
            out("nothing changes");
        }
    }

    private void show(Bench bench) {
        RunState state = bench.state;
        out(state.phase()
                + (state.held() ? " held" : "")
                + (state.paused() ? " paused" : "")
                + state.holdReason().map(r -> ": " + r).orElse("")
                + state.windowRisk().map(r -> "; at risk: " + r).orElse(""));
        state.tasks()
                .forEach(task -> out(
                        task.key() + " " + task.state() + (task.reason().isBlank() ? "" : " (" + task.reason() + ")")));
    }

    private void out(String line) {
        transcript.append("    ").append(line).append('\n');
    }

    /** One line for each event and effect. */
    static final class Lines {
        private Lines() {}

        static String event(RunEvent event) {
            return switch (event) {
                case RunEvent.RunPlanned e -> "planned";
                case RunEvent.TermTaken e -> "term " + e.term() + " taken by " + e.owner();
                case RunEvent.RunStarted e -> "run started by " + e.by();
                case RunEvent.StageOpened e -> "stage " + e.stage() + " opened";
                case RunEvent.StageClosed e -> "stage " + e.stage() + " closed";
                case RunEvent.HostEntered e -> e.host() + " entered " + e.stage();
                case RunEvent.TaskMoved e -> e.task() + " -> " + e.to() + ": " + e.reason();
                case RunEvent.TaskPassed e -> e.task() + " passed: " + e.reason();
                case RunEvent.AttemptDispatched e ->
                    e.task() + " " + e.purpose() + e.remedy().map(r -> " " + r).orElse("") + " as attempt "
                            + e.attempt() + " for " + Texts.duration(e.timeAllowed())
                            + (e.purpose() == Purpose.REBOOT
                                    ? ", due since start "
                                            + e.action().getReboot().getSinceBoot()
                                    : "");
                case RunEvent.AttemptAccepted e -> "attempt " + e.attempt() + " accepted";
                case RunEvent.AttemptStarted e -> "attempt " + e.attempt() + (e.adopted() ? " adopted" : " started");
                case RunEvent.AttemptEnded e ->
                    "attempt " + e.attempt() + " ended" + (e.late() ? " (late)" : "") + ": " + Texts.result(e.result());
                case RunEvent.AttemptRefused e ->
                    "attempt " + e.attempt() + " refused: " + e.reason() + " " + e.message();
                case RunEvent.DecisionAsked e ->
                    e.task() + " asks: " + e.why() + " " + e.choices()
                            + (e.remedies().isEmpty() ? "" : " remedies " + e.remedies());
                case RunEvent.DecisionTaken e ->
                    "decision " + e.id() + ": " + e.kind() + " by " + e.by()
                            + (e.reason().isBlank() ? "" : " (" + e.reason() + ")");
                case RunEvent.OutputsKnown e -> e.task() + " gives " + new TreeMap<>(e.outputs());
                case RunEvent.HostReached e -> e.host() + " reached";
                case RunEvent.HostUnreachable e -> e.host() + " unreachable: " + e.reason();
                case RunEvent.HostExcluded e -> e.host() + " excluded: " + e.reason();
                case RunEvent.HostIncluded e -> e.host() + " included: " + e.reason();
                case RunEvent.InterlockOverridden e ->
                    "interlock " + e.interlock() + " overridden by " + e.first() + " and " + e.second();
                case RunEvent.TimerSet e -> "timer " + timer(e.timer()) + " set " + after(e.at(), e.due());
                case RunEvent.TimerExpired e -> "timer " + timer(e.timer()) + " expired";
                case RunEvent.RunPaused e -> "paused by " + e.by();
                case RunEvent.RunResumed e -> "resumed by " + e.by();
                case RunEvent.RunHeld e -> "run held: " + e.reason();
                case RunEvent.RunReleased e -> "run released by " + e.by();
                case RunEvent.BrakeApplied e -> "brake on: " + e.reason();
                case RunEvent.BrakeReleased e -> "brake off" + (e.by().isEmpty() ? "" : " by " + e.by());
                case RunEvent.WentBack e ->
                    "went back to " + e.restorePoint() + ", generation " + e.generation() + ", by " + e.by();
                case RunEvent.PrerequisiteMet e -> "prerequisite " + e.prerequisite() + " met by " + e.other();
                case RunEvent.WindowClosed e -> "run held: " + e.reason();
                case RunEvent.WindowExtended e -> "window extended by " + e.by();
                case RunEvent.WindowAtRisk e -> (e.holds() ? "run held: " : "window at risk: ") + e.reason();
                case RunEvent.WindowRiskTaken e -> "window risk taken by " + e.by();
                case RunEvent.WindowInReach e -> "window in reach: " + e.finish();
                case RunEvent.RunAborting e -> "aborting, by " + e.by();
                case RunEvent.RunEnded e -> "run " + e.phase() + ": " + e.reason();
            };
        }

        static String effect(Effect effect) {
            return switch (effect) {
                case Effect.Dispatch e -> "dispatch " + e.attempt();
                case Effect.Cancel e -> "cancel " + e.attempt();
                case Effect.Acknowledge e -> "acknowledge " + e.attempt();
                case Effect.SetTimer e -> "timer " + timer(e.timer()) + " at " + after(Bench.START, e.due());
                case Effect.Finish e -> "finish";
            };
        }

        private static String timer(TimerKey timer) {
            return switch (timer) {
                case TimerKey.Overdue(AttemptKey attempt) -> "overdue " + attempt;
                case TimerKey.RetryDue(var task) -> "retry " + task;
                case TimerKey.Window(boolean opens) -> "window " + (opens ? "opens" : "closes");
                case TimerKey.Soaked(String stage) -> "soaked " + stage;
            };
        }

        private static String after(java.time.Instant from, java.time.Instant to) {
            return "+" + Texts.duration(Duration.between(from, to));
        }
    }
}
