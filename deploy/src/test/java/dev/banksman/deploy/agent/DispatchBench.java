package dev.banksman.deploy.agent;

import com.google.protobuf.ByteString;
import dev.banksman.common.SystemTime;
import dev.banksman.controller.engine.DocumentPlanning;
import dev.banksman.controller.engine.Engine;
import dev.banksman.controller.engine.EngineSettings;
import dev.banksman.controller.engine.Planning.Documents;
import dev.banksman.controller.engine.ScheduledTimers;
import dev.banksman.controller.engine.StartAnswer;
import dev.banksman.controller.engine.StartRequest;
import dev.banksman.controller.fleet.AgentSessions;
import dev.banksman.controller.identity.CertificateAuthority;
import dev.banksman.controller.journal.SqliteJournal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Prints how long a step takes from the moment in which its dispatch is durable to the moment in which its result is,
 * over mutual TLS, with SQLite on the controller's side and a real agent process: {@code java ... DispatchBench
 * [DIRECTORY]}. One step at a time on one host. Not a test: the figures are the machine's.
 */
final class DispatchBench {

    private static final int WARM_UP = 200;
    private static final int MEASURED = 400;
    private static final int STEPS_OF_A_STAGE = 100;
    private static final int MINUTES_ALLOWED = 10;

    private DispatchBench() {}

    public static void main(String[] args) throws Exception {
        // Beside the sources rather than in /tmp, which may be memory: what is durable must reach a disk.
        var parent = args.length > 0 ? Path.of(args[0]) : Path.of("").toAbsolutePath();
        var directory = Files.createTempDirectory(parent, "bench");
        try {
            var inside = measure(directory.resolve("inside"), "file: {inspect: {path: /bin/true}}");
            var process = measure(directory.resolve("process"), "exec: {program: /bin/true}");
            System.out.println("From durable dispatch to durable result, " + MEASURED + " steps after " + WARM_UP
                    + " to warm up:");
            inside.print("inside the agent (looks at a file)");
            process.print("a process (exec of /bin/true)");
        } finally {
            try (var files = Files.walk(directory)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static Latencies measure(Path root, String action) throws Exception {
        Files.createDirectories(root);
        var closing = new ArrayDeque<AutoCloseable>();
        var latencies = new Latencies(SystemTime.ticker(), WARM_UP);
        try {
            var metrics = new SimpleMeterRegistry();
            var journal = SqliteJournal.open(root.resolve("journal.db"), metrics);
            closing.push(journal);
            var scheduler = Executors.newSingleThreadScheduledExecutor();
            closing.push(scheduler::shutdownNow);
            var loops = Executors.newVirtualThreadPerTaskExecutor();
            closing.push(loops);
            var sessions = new AgentSessions(metrics);
            var clock = SystemTime.clock();
            var timers = new ScheduledTimers(clock, scheduler);
            var engine = Engine.recover(
                    new Engine.Ports(
                            journal, sessions, timers, new DocumentPlanning(), clock, loops, loops, "benchmark"),
                    EngineSettings.DEFAULTS,
                    latencies);
            closing.push(engine);
            var fleet =
                    new FleetRig(root, CertificateAuthority.HOST_LIFETIME, sessions, engine.agentEvents(), List.of());
            closing.push(fleet);
            fleet.enroll("/bin/true");
            var unused = fleet.run("");
            fleet.awaitConnected();
            switch (engine.start(request(action)).get(1, TimeUnit.MINUTES)) {
                case StartAnswer.Started started -> latencies.awaitEnd(MINUTES_ALLOWED, TimeUnit.MINUTES);
                case StartAnswer.Invalid(var problems) -> throw new IllegalStateException(problems.toString());
                case StartAnswer.Refused(var reason) -> throw new IllegalStateException(reason);
            }
            return latencies;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the run did not succeed: " + e.getCause(), e);
        } finally {
            while (!closing.isEmpty()) {
                closing.pop().close();
            }
        }
    }

    private static StartRequest request(String action) {
        var runbook = new StringBuilder("""
            runbook: benchmark
            version: "1"
            title: One small step after the other
            about: For measuring.
            roles:
              web: {hosts: 1}
            stages:
            """);
        for (int step = 0; step < WARM_UP + MEASURED; step++) {
            if (step % STEPS_OF_A_STAGE == 0) {
                int stage = step / STEPS_OF_A_STAGE;
                runbook.append("  - stage: stage-%d\n    on: web\n".formatted(stage))
                        .append(stage == 0 ? "" : "    needs: [stage-%d]\n".formatted(stage - 1))
                        .append("    steps:\n");
            }
            runbook.append("      - {step: step-%d, title: Step, undo: {none: changes nothing}, %s}\n"
                    .formatted(step, action));
        }
        var inventory = "inventory: one\nhosts:\n  " + FleetRig.HOST + ": {roles: [web]}\n";
        var documents = new Documents(
                "benchmark.yaml",
                ByteString.copyFromUtf8(runbook.toString()),
                "hosts.yaml",
                ByteString.copyFromUtf8(inventory),
                Map.of());
        return new StartRequest("benchmark", documents, Optional.empty(), "benchmark");
    }
}
