package dev.banksman.deploy.lab;

import dev.banksman.agent.action.ActionCatalog;
import dev.banksman.agent.action.ArtifactTransfer;
import dev.banksman.agent.action.ArtifactTransferException;
import dev.banksman.agent.action.HostTools;
import dev.banksman.agent.action.InvalidActionException;
import dev.banksman.agent.action.OutputRules;
import dev.banksman.agent.action.Work;
import dev.banksman.agent.action.Work.Finding;
import dev.banksman.agent.facts.HostSurvey;
import dev.banksman.common.Digest;
import dev.banksman.common.SystemTime;
import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.plan.Plan.PlannedStage;
import dev.banksman.controller.plan.Plan.PlannedStep;
import dev.banksman.controller.plan.Plan.Purpose;
import dev.banksman.controller.plan.Plan.Resolved;
import dev.banksman.controller.plan.PlanExpander;
import dev.banksman.proto.agent.v1.Action;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Goes through a plan step by step, host by host, with the agent's own actions on a bench, without controller and agent
 * processes. What a step's check sees is thus what an agent would see. One use, one thread.
 */
final class Walk {

    /** A step that ended, well or not. */
    record Stepped(PlannedStage stage, PlannedStep step, String host, Finding finding) {
        String name() {
            return stage.name() + "." + step.name();
        }
    }

    /** Told of each gate before it is approved and of each step that failed; may change the lab. */
    interface Observer {
        /** @return whether the person does the work */
        default boolean atGate(PlannedStage stage, PlannedStep step, String host) {
            return true;
        }

        /** @return whether the step is to be tried again */
        default boolean failed(Stepped stepped) throws IOException, InterruptedException {
            throw new AssertionError(stepped.name() + " on " + stepped.host() + ": " + stepped.finding());
        }
    }

    private final Bench bench;
    private final Plan plan;
    private final PlanExpander expander;
    private final Answers answers;
    private final Map<String, String> outputs = new HashMap<>();
    private final Map<String, ActionCatalog> catalogs = new HashMap<>();
    private final List<Stepped> passed = new ArrayList<>();
    private int works;

    Walk(Bench bench, Plan plan, Answers answers) {
        this.bench = bench;
        this.plan = plan;
        this.expander = PlanExpander.of(plan);
        this.answers = answers;
    }

    /** An output that a step has left. */
    String output(String stage, String step, String name) {
        var key = stage + "." + step + "@";
        return outputs.entrySet().stream()
                .filter(output ->
                        output.getKey().startsWith(key) && output.getKey().endsWith("." + name))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow();
    }

    List<Stepped> passed() {
        return passed;
    }

    void go(Observer observer) throws IOException, InterruptedException {
        for (var stage : plan.stages()) {
            for (var host : stage.hosts()) {
                for (var step : stage.steps()) {
                    step(observer, stage, step, host);
                }
            }
        }
    }

    private void step(Observer observer, PlannedStage stage, PlannedStep step, String host)
            throws IOException, InterruptedException {
        if (!(expander.condition(stage.index(), step.index(), host, this::output, "run-1")
                instanceof PlanExpander.Decided.Applies)) {
            return;
        }
        if (step.gate().isPresent()) {
            gate(observer, stage, step, host);
            return;
        }
        if (step.doneWhen().isPresent() && run(stage, step, host, Purpose.PROBE).succeeded()) {
            return;
        }
        for (int tries = 1; ; tries++) {
            var finding = shown(step, run(stage, step, host, Purpose.EXECUTE));
            if (finding.succeeded()) {
                finding.outputs()
                        .forEach((name, value) -> outputs.put(key(stage.name(), step.name(), host, name), value));
                finding.saved()
                        .forEach((name, value) -> outputs.put(key(stage.name(), step.name(), host, name), value));
                passed.add(new Stepped(stage, step, host, finding));
                return;
            }
            if (step.retry().isPresent() && tries < step.retry().get().attempts()) {
                SystemTime.pause(step.retry().get().backoff());
            } else if (!observer.failed(new Stepped(stage, step, host, finding))
                    || step.doneWhen().isPresent()
                            && run(stage, step, host, Purpose.PROBE).succeeded()) {
                return;
            }
        }
    }

    private void gate(Observer observer, PlannedStage stage, PlannedStep step, String host)
            throws IOException, InterruptedException {
        var answer = answers.to(stage.name() + "." + step.name(), host).orElseThrow();
        if (observer.atGate(stage, step, host)) {
            work(stage, step, host);
        }
        answer.evidence().forEach((name, value) -> outputs.put(key(stage.name(), step.name(), host, name), value));
    }

    /** The person's work of a gate, done now. */
    void work(PlannedStage stage, PlannedStep step, String host) throws IOException, InterruptedException {
        var answer = answers.to(stage.name() + "." + step.name(), host).orElseThrow();
        var trouble = new Hands(bench.folder).doWork(host, answer);
        if (trouble.isPresent()) {
            throw new AssertionError(stage.name() + "." + step.name() + " on " + host + ": " + trouble.get());
        }
    }

    private Finding run(PlannedStage stage, PlannedStep step, String host, Purpose purpose)
            throws IOException, InterruptedException {
        var resolved = expander.action(stage.index(), step.index(), host, purpose, this::output, "run-1");
        return switch (resolved) {
            case Resolved.Ready(var action) -> run(host, stage.name() + "." + step.name(), action);
            case Resolved.Impossible(var reason) -> throw new AssertionError(step.name() + ": " + reason);
        };
    }

    /** With the values that the step takes from what it showed. */
    private static Finding shown(PlannedStep step, Finding finding) {
        try {
            return OutputRules.compile(step.outputs()).applyTo(finding);
        } catch (InvalidActionException e) {
            throw new AssertionError(step.name() + ": " + e.getMessage(), e);
        }
    }

    /** What a remedy does, on this host. */
    Finding remedy(String name, String host) throws IOException, InterruptedException {
        return switch (expander.remedy(name, host, "run-1")) {
            case Resolved.Ready(var action) -> run(host, "remedy." + name, action);
            case Resolved.Impossible(var reason) -> throw new AssertionError(name + ": " + reason);
        };
    }

    private Finding run(String host, String task, Action action) throws IOException, InterruptedException {
        var directory = Files.createDirectories(bench.folder.root().resolve("work/" + ++works));
        try {
            var catalog = catalogs.computeIfAbsent(host, this::catalog);
            return switch (catalog.prepare(action, directory)) {
                case Work.Inside inside -> inside.body().run(new WalkContext(directory));
                case Work.Command command -> {
                    var argv = new ArrayList<>(command.argv());
                    bench.folder.tool(argv.get(0)).ifPresent(standIn -> argv.set(0, standIn.toString()));
                    var ended = bench.run(host, task, argv, command.environment());
                    yield command.ending().judge(ended.code(), new Said(ended.said()));
                }
            };
        } catch (InvalidActionException e) {
            throw new AssertionError(task + " on " + host + ": " + e.getMessage(), e);
        }
    }

    private ActionCatalog catalog(String host) {
        var tools = new HashMap<String, List<String>>();
        for (var tool : AgentConfiguration.PLATFORM_TOOLS) {
            var standIn = bench.folder.tool(tool);
            if (standIn.isEmpty()) {
                continue;
            }
            var command = new ArrayList<>(List.of("env", "LAB_SERVICE_SECONDS=1"));
            LabEnvironment.of(bench.folder, host).forEach((name, value) -> command.add(name + "=" + value));
            command.add(standIn.get().toString());
            tools.put(tool, List.copyOf(command));
        }
        var hostTools = new HostTools(
                HostTools.Platform.WINDOWS, Map.copyOf(tools), Path.of("/proc/sys/kernel/random/boot_id"));
        return new ActionCatalog(
                hostTools, new BenchArtifacts(bench.folder.root().resolve("artifacts")), new HostSurvey(hostTools));
    }

    private Optional<String> output(String stage, String step, String host, String name) {
        return Optional.ofNullable(outputs.get(key(stage, step, host, name)));
    }

    private static String key(String stage, String step, String host, String name) {
        return stage + "." + step + "@" + host + "." + name;
    }

    private record Said(String stdout) implements Work.Captured {
        @Override
        public String stderr() {
            return "";
        }
    }

    private record WalkContext(Path directory) implements Work.Context {
        @Override
        public void print(String text) {
            // The finding says all that a walk looks at.
        }

        @Override
        public void pause(Duration time) throws InterruptedException {
            SystemTime.pause(time);
        }

        @Override
        public long nanoTime() {
            return SystemTime.ticker().getAsLong();
        }

        @Override
        public Optional<char[]> secret(String name) {
            return Optional.of("secret".toCharArray());
        }
    }

    /** Files kept by their digest, as a controller keeps them. */
    private record BenchArtifacts(Path kept) implements ArtifactTransfer {
        @Override
        public void fetch(Digest digest, Path file) throws ArtifactTransferException {
            try {
                Files.copy(kept.resolve(digest.hex()), file, StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                throw new ArtifactTransferException(digest + " is not kept: " + e.getMessage());
            }
        }

        @Override
        public Digest store(Path file) throws ArtifactTransferException {
            try {
                var digest = Digest.of(file);
                Files.copy(
                        file, Files.createDirectories(kept).resolve(digest.hex()), StandardCopyOption.REPLACE_EXISTING);
                return digest;
            } catch (IOException e) {
                throw new ArtifactTransferException(file + " cannot be kept: " + e.getMessage());
            }
        }
    }
}
