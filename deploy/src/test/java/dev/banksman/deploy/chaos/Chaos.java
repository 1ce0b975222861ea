package dev.banksman.deploy.chaos;

import com.google.protobuf.ByteString;
import dev.banksman.common.SystemTime;
import dev.banksman.proto.operator.v1.DecisionKind;
import dev.banksman.proto.operator.v1.OperatorGrpc.OperatorBlockingStub;
import dev.banksman.proto.operator.v1.RunPhase;
import dev.banksman.proto.operator.v1.Task;
import dev.banksman.proto.operator.v1.TaskState;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * Runs, and blows while they go on, until there were so many kills and, unless it is a sample, every blow was dealt and
 * something has died at every crash point. Then all must have ended right.
 */
final class Chaos {

    private static final Set<RunPhase> OVER =
            EnumSet.of(RunPhase.RUN_PHASE_SUCCEEDED, RunPhase.RUN_PHASE_FAILED, RunPhase.RUN_PHASE_ABORTED);
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration RUN_LIMIT = Duration.ofMinutes(10);
    private static final int CONTROLLER_DISK_MIB = 400;
    private static final int EVENTS_BETWEEN_BLOWS = 16;
    private static final int SELDOM = 60;

    private final ChaosRig rig;
    private final StepLedger ledger;
    private final SplittableRandom random;
    private final Dealer dealer;
    private final long seed;
    private final int kills;
    private final boolean sample;
    private final Deque<Blow> bag = new ArrayDeque<>();
    private final Map<String, String> decided = new HashMap<>();
    private final ChaosSummary summary = new ChaosSummary();

    private Chaos(ChaosRig rig, CrashPoints points, long seed, int kills, boolean sample) throws IOException {
        this.rig = rig;
        this.sample = sample;
        this.seed = seed;
        this.kills = kills;
        this.random = new SplittableRandom(seed);
        this.ledger = new StepLedger(rig.root.resolve("ledger"));
        this.dealer = new Dealer(rig, random.split(), points);
    }

    /** What it came to, printed and checked. */
    record Outcome(ChaosSummary summary, String text) {}

    /**
     * @param repository where the crash points stand in the source
     * @param directory a new one
     * @param sample so many kills are enough, whatever blows they were
     */
    static Outcome run(Path repository, Path directory, long seed, int kills, boolean sample) throws Exception {
        var points = CrashPoints.in(repository);
        try (var rig = new ChaosRig(directory, 2, new ChaosRig.Disks(CONTROLLER_DISK_MIB, 0), true)) {
            var chaos = new Chaos(rig, points, seed, kills, sample);
            try {
                chaos.run();
            } finally {
                chaos.summary.proof(chaos.dealer).write("chaos from seed " + seed);
            }
            return new Outcome(chaos.summary, chaos.summary.text(seed, chaos.dealer));
        }
    }

    /** {@code Chaos SEED KILLS [DIRECTORY]}, in the folder {@code deploy}. */
    public static void main(String[] arguments) throws Exception {
        long seed = Long.parseLong(arguments[0]);
        int kills = Integer.parseInt(arguments[1]);
        var directory =
                arguments.length > 2 ? Path.of(arguments[2]).toAbsolutePath() : Files.createTempDirectory("chaos");
        System.out.println("chaos: seed " + seed + ", in " + directory);
        var outcome = run(Path.of(".."), directory, seed, kills, false);
        System.out.println(outcome.text());
        System.exit(outcome.summary().problems().isEmpty() ? 0 : 1);
    }

    private void run() throws IOException, InterruptedException {
        while (!enough()) {
            var run = startRun();
            drive(run);
            reckon(run);
        }
    }

    private boolean enough() {
        return dealer.kills() >= kills
                && (sample
                        || dealer.pointsLeft().isEmpty()
                                && dealer.dealt.keySet().containsAll(possible()));
    }

    private Set<Blow> possible() {
        var blows = EnumSet.allOf(Blow.class);
        if (rig.disk.isEmpty()) {
            blows.remove(Blow.FULL_DISK);
        }
        return blows;
    }

    private Blow next() {
        if (bag.isEmpty()) {
            var left = new ArrayList<>(possible());
            while (!left.isEmpty()) {
                bag.add(left.remove(random.nextInt(left.size())));
            }
        }
        return bag.poll();
    }

    private String startRun() throws IOException, InterruptedException {
        var key = SystemTime.ids().get();
        return persist(Console.start(
                key,
                ChaosRunbook.text(),
                ChaosRunbook.inventory(rig.hosts.keySet()),
                Map.of(
                        "ledger",
                        ledger.directory().toString(),
                        "scratch",
                        ledger.directory().resolve(key).toString())));
    }

    /** Blows fall as the run gets on, however fast this machine is; now and then while it does not. */
    private void drive(String run) throws IOException, InterruptedException {
        long limit = SystemTime.ticker().getAsLong() + RUN_LIMIT.toNanos();
        long due = random.nextInt(EVENTS_BETWEEN_BLOWS);
        var seen = persist(Console.run(run));
        while (!OVER.contains(seen.getPhase())) {
            if (SystemTime.ticker().getAsLong() - limit > 0) {
                throw new AssertionError("seed " + seed + ": run " + run + " does not end: "
                        + persist(Console.tasks(run)) + System.lineSeparator()
                        + summary.text(seed, dealer));
            }
            decide(run);
            if (!enough() && (seen.getPosition() >= due || random.nextInt(SELDOM) == 0)) {
                dealer.deal(next());
                due = seen.getPosition() + 1 + random.nextInt(EVENTS_BETWEEN_BLOWS);
            }
            SystemTime.pause(LOOK);
            dealer.revive();
            seen = rig.console.ask(Console.run(run)).orElse(seen);
        }
    }

    /** Plays the person who is asked. */
    private void decide(String run) {
        for (var task : rig.console.ask(Console.tasks(run)).orElse(List.of())) {
            if (task.getState() == TaskState.TASK_STATE_AWAITING_DECISION) {
                decide(run, task);
            }
        }
    }

    private void decide(String run, Task task) {
        var last = task.getAttemptsList().getLast();
        var id = run + "/" + task.getHost() + "/" + last.getNumber();
        // By the attempt, so that the same question is answered the same, however often it must be sent.
        boolean done = id.hashCode() % 2 == 0
                && last.getOutcome().equals("UNKNOWN")
                && !ChaosRunbook.CONTINUES.contains(task.getStep());
        var decision = done ? DecisionKind.DECISION_KIND_MARK_DONE : DecisionKind.DECISION_KIND_RETRY;
        try {
            // Before it is asked: the answer may be lost, and the decision taken all the same.
            decided.put(id, done ? "held: a person marked it done" : "held: a person retried it");
            rig.console.ask(Console.decide("decide-" + id, run, task, decision));
        } catch (StatusRuntimeException e) {
            // Answered already by a call whose answer was lost, or by a late word from the host: then it asks no more.
            if (e.getStatus().getCode() != Code.FAILED_PRECONDITION || stillAsks(run, task)) {
                throw e;
            }
        }
    }

    private boolean stillAsks(String run, Task task) {
        return rig.console.ask(Console.tasks(run)).orElse(List.of()).contains(task);
    }

    private void reckon(String run) throws IOException, InterruptedException {
        var tasks = persist(Console.tasks(run));
        var reckoning = new Reckoning(run, ledger, dealer.destroyed, decided).of(tasks);
        for (var id : reckoning.whole) {
            var expected = ChaosRunbook.output(id, ChaosRunbook.LINES);
            awaitOutput(id, expected);
        }
        for (var id : reckoning.broken) {
            var found = output(id);
            if (!ChaosRunbook.output(id, 1_000 + found.length() / 10).startsWith(found)) {
                summary.problem(id + ": its output has a hole: " + found);
            }
        }
        summary.add(reckoning, persist(Console.run(run)).getPosition());
    }

    /** It may still be on its way when the run has ended. */
    private void awaitOutput(String id, String expected) throws IOException, InterruptedException {
        long limit = SystemTime.ticker().getAsLong() + RUN_LIMIT.toNanos();
        var found = output(id);
        while (!found.equals(expected)) {
            if (SystemTime.ticker().getAsLong() - limit > 0) {
                summary.problem(id + ": its output has a hole, or lacks its end: " + found);
                return;
            }
            SystemTime.pause(LOOK);
            found = output(id);
        }
    }

    private String output(String id) throws IOException, InterruptedException {
        var parts = id.split("/", 3);
        var bytes = ByteString.EMPTY;
        for (var piece : persist(Console.output(parts[0], parts[1], Long.parseLong(parts[2])))) {
            bytes = bytes.concat(piece.getData());
        }
        return bytes.toStringUtf8();
    }

    /** Asks until there is an answer, and starts again meanwhile what has died. */
    private <T> T persist(Function<OperatorBlockingStub, T> question) throws IOException, InterruptedException {
        long limit = SystemTime.ticker().getAsLong() + RUN_LIMIT.toNanos();
        while (SystemTime.ticker().getAsLong() - limit < 0) {
            dealer.revive();
            Optional<T> answer = rig.console.ask(question);
            if (answer.isPresent()) {
                return answer.get();
            }
            SystemTime.pause(LOOK);
        }
        throw new AssertionError("seed " + seed + ": the controller has not answered for minutes; it said: "
                + rig.controller.lastWords());
    }
}
