package dev.banksman.deploy.lab;

import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.banksman.common.SystemTime;
import dev.banksman.controller.runbook.Read;
import dev.banksman.controller.runbook.Runbook;
import dev.banksman.controller.runbook.RunbookReader;
import dev.banksman.controller.runbook.compose.Bundle;
import dev.banksman.proto.agent.v1.OutputStream;
import dev.banksman.proto.operator.v1.Attempt;
import dev.banksman.proto.operator.v1.DecideRequest;
import dev.banksman.proto.operator.v1.DecisionKind;
import dev.banksman.proto.operator.v1.DiagnoseRequest;
import dev.banksman.proto.operator.v1.Document;
import dev.banksman.proto.operator.v1.GetRunReply;
import dev.banksman.proto.operator.v1.GetRunRequest;
import dev.banksman.proto.operator.v1.ListTasksRequest;
import dev.banksman.proto.operator.v1.ReadOutputRequest;
import dev.banksman.proto.operator.v1.RunPhase;
import dev.banksman.proto.operator.v1.StartRunRequest;
import dev.banksman.proto.operator.v1.Task;
import dev.banksman.proto.operator.v1.WatchRunReply;
import dev.banksman.proto.operator.v1.WatchRunRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A whole lab for a test: controller, agents and people as processes of their own, moved through the operator API. What
 * it is asked to wait for may take four minutes, on a machine that is busy otherwise.
 */
final class LiveLab implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Path DISTRIBUTION = Path.of("target/banksman");

    final LabRig rig;
    private final Path directory;
    private final LabProcedure procedure;
    private final List<LabProcess> people = new ArrayList<>();

    private LiveLab(LabRig rig, Path directory, LabProcedure procedure) {
        this.rig = rig;
        this.directory = directory;
        this.procedure = procedure;
    }

    /** The lab of the GP procedure. */
    static LiveLab start(Path directory, String... failures) throws IOException, InterruptedException, SQLException {
        return start(directory, Bench.GP, Map.of(), failures);
    }

    /**
     * @param parameters values in the place of the procedure's own
     * @param failures as on the quickstart's command line: {@code --fail} where there is a {@code =}, else {@code --fault}
     */
    static LiveLab start(Path directory, LabProcedure procedure, Map<String, String> parameters, String... failures)
            throws IOException, InterruptedException, SQLException {
        var faults = new OrderedFaults(
                new LabFolder(directory, procedure.scripts()),
                FaultCatalogue.read(procedure.faults()),
                procedure.hosts());
        for (var failure : failures) {
            if (failure.contains("=")) {
                faults.fail(failure);
            } else {
                faults.fault(failure);
            }
        }
        return new LiveLab(LabRig.start(directory, procedure, DISTRIBUTION, parameters), directory, procedure);
    }

    /** The installer of this product goes on and on on this host, printing, until it is {@linkplain #release released}. */
    void hold(String host, String product) throws IOException {
        LabFolder.put(installer(host, "hold", product), "held by a test");
    }

    void release(String host, String product) throws IOException {
        Files.delete(installer(host, "hold", product));
    }

    /** What a released installer has printed of its actions, as it counted them itself. */
    String everyAction(String host, String product) throws IOException {
        var actions = Integer.parseInt(
                Files.readString(installer(host, "held", product)).strip());
        return IntStream.rangeClosed(1, actions)
                .mapToObj(action -> "Action " + action + "\n")
                .collect(Collectors.joining());
    }

    private Path installer(String host, String what, String product) {
        return directory.resolve("state/hosts").resolve(host).resolve(what).resolve(product);
    }

    /** Comes back when the command has printed more than this, and the controller has it. */
    void awaitMoreOutput(String run, String host, long attempt, String than) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(300))
                .until(() -> output(run, host, attempt).length() > than.length());
    }

    OperatorLink link() throws IOException {
        return OperatorLink.open(rig.folder().controller());
    }

    /** Starts the upgrade and the people who answer its gates. */
    String startRunWithPeople() throws IOException {
        var run = startRun();
        var command = List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                GateAnswers.class.getName(),
                "--lab",
                directory.toString(),
                "--procedure",
                procedure.folder().toString(),
                "--run",
                run,
                "--patient");
        people.add(LabProcess.start("people", directory.resolve("people.log"), Map.of(), command));
        return run;
    }

    String startRun() throws IOException {
        var file = Plans.runbook(procedure);
        return startRun(file.getFileName().toString(), Bundle.read(file, LiveLab::bytes));
    }

    /** Looks whether the hosts are ready for the run. */
    DiagnoseRequest diagnosis() throws IOException {
        var parameters = parameters();
        var file = Plans.runbook(procedure);
        var request = DiagnoseRequest.newBuilder()
                .setRunbook(Document.newBuilder()
                        .setName(file.getFileName().toString())
                        .setContent(ByteString.copyFrom(Bundle.read(file, LiveLab::bytes))))
                .setInventory(document(rig.folder().inventory()));
        parameters.stringPropertyNames().forEach(n -> request.putParameters(n, parameters.getProperty(n)));
        return request.build();
    }

    private Properties parameters() throws IOException {
        var parameters = new Properties();
        try (var reader = Files.newBufferedReader(rig.folder().parameters())) {
            parameters.load(reader);
        }
        return parameters;
    }

    /** Another runbook than the procedure's, on its hosts and with those of its parameters that it knows. */
    String startRun(String name, byte[] runbook) throws IOException {
        var parameters = parameters();
        if (RunbookReader.read(name, runbook) instanceof Read.Valid<Runbook> valid) {
            parameters.keySet().retainAll(valid.value().parameters().keySet());
        }
        var request = StartRunRequest.newBuilder()
                .setIdempotencyKey(SystemTime.ids().get())
                .setRunbook(Document.newBuilder().setName(name).setContent(ByteString.copyFrom(runbook)))
                .setInventory(document(rig.folder().inventory()));
        parameters.stringPropertyNames().forEach(n -> request.putParameters(n, parameters.getProperty(n)));
        try (var link = link()) {
            return link.call().startRun(request.build()).getRun();
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Document document(Path file) throws IOException {
        return Document.newBuilder()
                .setName(file.getFileName().toString())
                .setContent(ByteString.copyFrom(Files.readAllBytes(file)))
                .build();
    }

    GetRunReply run(String run) throws IOException {
        try (var link = link()) {
            return link.call().getRun(GetRunRequest.newBuilder().setRun(run).build());
        }
    }

    /** Comes back when the run is in this phase; fails at once if it ended in another, or a process is gone. */
    void awaitPhase(String run, RunPhase phase) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(300)).until(() -> {
            var now = run(run).getRun();
            if (now.getPhase() != phase && now.hasEndedAt()) {
                throw new AssertionError("ended as " + now.getPhase() + ": " + now.getReason());
            }
            return now.getPhase() == phase;
        });
    }

    void awaitHeld(String run) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(300))
                .until(() -> run(run).getRun().getHeld());
    }

    Task awaitTask(String run, String name, String host, Predicate<Task> condition) {
        return await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> task(run, name, host), condition);
    }

    Task task(String run, String name, String host) throws IOException {
        return tasks(run).stream()
                .filter(task -> (task.getStage() + "." + task.getStep()).equals(name)
                        && task.getHost().equals(host))
                .findFirst()
                .orElseThrow();
    }

    List<Task> tasks(String run) throws IOException {
        var tasks = new ArrayList<Task>();
        var token = "";
        try (var link = link()) {
            do {
                var page = link.call()
                        .listTasks(ListTasksRequest.newBuilder()
                                .setRun(run)
                                .setPageSize(500)
                                .setPageToken(token)
                                .build());
                tasks.addAll(page.getTasksList());
                token = page.getNextPageToken();
            } while (!token.isEmpty());
        }
        return tasks;
    }

    void decide(String run, DecisionKind decision, Task task) throws IOException {
        decide(run, decision, task, "");
    }

    void runRemedy(String run, Task task, String remedy) throws IOException {
        decide(run, DecisionKind.DECISION_KIND_RUN_REMEDY, task, remedy);
    }

    private void decide(String run, DecisionKind decision, Task task, String remedy) throws IOException {
        try (var link = link()) {
            link.call()
                    .decide(DecideRequest.newBuilder()
                            .setRun(run)
                            .setIdempotencyKey(SystemTime.ids().get())
                            .setDecision(decision)
                            .setStage(task.getStage())
                            .setStep(task.getStep())
                            .setHost(task.getHost())
                            .setRemedy(remedy)
                            .setReason("decided by the test")
                            .build());
        }
    }

    /** Everything that happened in a run that has ended. */
    List<WatchRunReply> events(String run) throws IOException {
        try (var link = link()) {
            var events = new ArrayList<WatchRunReply>();
            link.call()
                    .watchRun(WatchRunRequest.newBuilder().setRun(run).build())
                    .forEachRemaining(events::add);
            return events;
        }
    }

    String output(String run, String host, long attempt) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var link = link()) {
            link.call()
                    .readOutput(ReadOutputRequest.newBuilder()
                            .setRun(run)
                            .setHost(host)
                            .setAttempt(attempt)
                            .setStream(OutputStream.OUTPUT_STREAM_STDOUT)
                            .build())
                    .forEachRemaining(part -> bytes.writeBytes(part.getData().toByteArray()));
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** The tries of a step itself, without the probes that ask whether it is done already. */
    static List<Attempt> executions(Task task) {
        return task.getAttemptsList().stream()
                .filter(attempt -> attempt.getPurpose().equals("execute"))
                .toList();
    }

    /** How the call is refused. */
    static Status refusal(Callable call) throws Exception {
        try {
            call.call();
        } catch (StatusRuntimeException e) {
            return e.getStatus();
        }
        throw new AssertionError("it was not refused");
    }

    interface Callable {
        void call() throws Exception;
    }

    @Override
    public void close() throws InterruptedException {
        for (var process : people) {
            process.kill();
        }
        rig.close();
    }

    /** The attempts in a lab's log of starts, with how often a program of each was started; people's are left out. */
    static Map<String, Integer> starts(Path log) throws IOException {
        var starts = new TreeMap<String, Integer>();
        for (var line : Files.readAllLines(log)) {
            var attempt = line.split(" ", 3)[1];
            if (attempt.startsWith("run-")) {
                starts.merge(attempt, 1, Integer::sum);
            }
        }
        return starts;
    }

    /** The attempts of a run that were processes, as the controller's journal has them. */
    static List<String> processes(String run, List<Task> tasks) {
        return tasks.stream()
                .flatMap(task -> task.getAttemptsList().stream()
                        .filter(attempt -> attempt.hasExitCode())
                        .map(attempt -> run + "/" + task.getHost() + "/" + attempt.getNumber()))
                .sorted()
                .toList();
    }
}
