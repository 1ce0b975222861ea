package dev.banksman.deploy.lab;

import dev.banksman.common.SystemTime;
import dev.banksman.proto.operator.v1.DecideRequest;
import dev.banksman.proto.operator.v1.DecisionKind;
import dev.banksman.proto.operator.v1.GetRunReply;
import dev.banksman.proto.operator.v1.GetRunRequest;
import dev.banksman.proto.operator.v1.ListRunsRequest;
import dev.banksman.proto.operator.v1.Run;
import dev.banksman.proto.operator.v1.RunPhase;
import dev.banksman.proto.operator.v1.Task;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The people of the lab, as a process of its own: waits for gates of the newest run, does at the machine what the
 * answers file says, and approves with its evidence through the operator API. Decides nothing else, unless it is told to
 * mend ({@link Mender}).
 *
 * <p>Ends when the run has ended, or when nothing goes on without somebody who is not here: exit codes below.
 */
@Command(name = "gate-answers", description = "Plays the people of the lab.", sortOptions = false)
public final class GateAnswers implements Callable<Integer> {

    /** The run has ended; how, the run itself says. */
    static final int ENDED = 0;
    /** A task that failed waits for a decision, and nothing else goes on. */
    static final int HELD = 4;
    /** A gate is open that the answers file does not list, or whose work could not be done. */
    static final int GATE_OPEN = 5;

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);
    /** So many looks in a row without a new event, and nothing running, mean that nothing will come. */
    private static final int QUIET_LOOKS = 15;

    @Option(names = "--lab", required = true, description = "Directory of the lab.")
    @SuppressWarnings("NullAway.Init")
    private Path lab;

    @Option(
            names = "--procedure",
            required = true,
            description = "Folder of the procedure (deploy/lab/SYSTEM/RUNBOOK).")
    @SuppressWarnings("NullAway.Init")
    private Path procedureFolder;

    @Option(names = "--answers", description = "Another answers file than the procedure's.")
    private @Nullable Path answersFile;

    @Option(names = "--run", description = "The run; default: the first to come.")
    private @Nullable String run;

    @Option(
            names = "--idle",
            paramLabel = "STAGE.STEP[@HOST]",
            description = "Approve this gate without doing its work, to see that the check after it notices.")
    private Set<String> idle = new HashSet<>();

    @Option(
            names = "--mend",
            description = "At a task that failed do what the answers file says about it, and have it tried again.")
    private boolean mend;

    @Option(names = "--patient", description = "Wait for other people's decisions in place of ending.")
    private boolean patient;

    private final PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    private final Set<String> unanswerable = new HashSet<>();

    private GateAnswers() {}

    public static void main(String[] args) {
        System.exit(play(args));
    }

    /** The same within this process; comes back when it would end, with its exit code. */
    static int play(String... args) {
        return new CommandLine(new GateAnswers())
                .setExecutionExceptionHandler((e, line, parsed) -> LabMessages.print(e, line.getErr()))
                .execute(args);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        var procedure = new LabProcedure(procedureFolder);
        var folder = new LabFolder(lab, procedure.scripts());
        var answers = Answers.read(answersFile == null ? procedure.answers() : answersFile)
                .in(folder);
        var hands = new Hands(folder);
        try (var link = OperatorLink.openAs(folder.controller(), folder.peopleToken())) {
            var id = awaitRun(link);
            var catalogue = FaultCatalogue.read(procedure.faults());
            var mends = new Mends(OrderedFaults.ordered(folder, catalogue), answers);
            var mender = new Mender(link, id, mends, hands, out);
            long position = -1;
            int quiet = 0;
            while (true) {
                var reply = look(link, id);
                if (reply.isPresent()) {
                    if (over(reply.get().getRun())) {
                        return ENDED;
                    }
                    boolean moved = answerAll(link, answers, hands, reply.get())
                            || mend && mender.mendAll(reply.get().getAwaitingDecisionList());
                    quiet = moved
                                    || reply.get().getRun().getPosition() != position
                                    || busy(reply.get().getRun())
                            ? 0
                            : quiet + 1;
                    position = reply.get().getRun().getPosition();
                    if (!patient && quiet >= QUIET_LOOKS && reply.get().getAwaitingDecisionCount() > 0) {
                        return unanswerable.isEmpty() ? HELD : GATE_OPEN;
                    }
                }
                SystemTime.pause(BETWEEN_LOOKS);
            }
        }
    }

    private String awaitRun(OperatorLink link) throws InterruptedException {
        while (run == null) {
            try {
                var runs = link.call()
                        .listRuns(ListRunsRequest.newBuilder().setPageSize(1).build());
                if (runs.getRunsCount() > 0) {
                    return runs.getRuns(0).getRun();
                }
            } catch (StatusRuntimeException e) {
                passOver(e);
            }
            SystemTime.pause(BETWEEN_LOOKS);
        }
        return run;
    }

    /** Empty while the controller does not answer: it may be on its way back. */
    private static Optional<GetRunReply> look(OperatorLink link, String id) {
        try {
            return Optional.of(
                    link.call().getRun(GetRunRequest.newBuilder().setRun(id).build()));
        } catch (StatusRuntimeException e) {
            passOver(e);
            return Optional.empty();
        }
    }

    private static void passOver(StatusRuntimeException e) {
        if (e.getStatus().getCode() != Status.Code.UNAVAILABLE
                && e.getStatus().getCode() != Status.Code.DEADLINE_EXCEEDED) {
            throw e;
        }
    }

    private boolean answerAll(OperatorLink link, Answers answers, Hands hands, GetRunReply reply)
            throws IOException, InterruptedException {
        boolean moved = false;
        for (var task : reply.getAwaitingDecisionList()) {
            if (atGate(task) && !unanswerable.contains(name(task))) {
                moved |= answer(link, answers, hands, reply.getRun().getRun(), task);
            }
        }
        return moved;
    }

    /** A gate that is open, not one whose approval failed. */
    private static boolean atGate(Task task) {
        return task.getGate() && task.getQuestion().getChoicesList().contains(DecisionKind.DECISION_KIND_APPROVE);
    }

    private boolean answer(OperatorLink link, Answers answers, Hands hands, String id, Task task)
            throws IOException, InterruptedException {
        var gate = task.getStage() + "." + task.getStep();
        var answer = answers.to(gate, task.getHost());
        if (answer.isEmpty()) {
            unanswerable.add(name(task));
            out.println("people: nobody answers the gate " + name(task) + ": the answers file does not have it");
            return false;
        }
        if (idle.contains(gate) || idle.contains(name(task))) {
            out.println("people: " + name(task) + " is approved, and nothing was done");
        } else {
            var trouble = hands.doWork(task.getHost(), answer.get());
            if (trouble.isPresent()) {
                unanswerable.add(name(task));
                out.println("people: " + name(task) + " stays open: " + trouble.get());
                return false;
            }
        }
        approve(link, id, task, answer.get());
        return true;
    }

    private void approve(OperatorLink link, String id, Task task, Answers.Answer answer) {
        try {
            link.call()
                    .decide(DecideRequest.newBuilder()
                            .setRun(id)
                            .setIdempotencyKey(SystemTime.ids().get())
                            .setDecision(DecisionKind.DECISION_KIND_APPROVE)
                            .setStage(task.getStage())
                            .setStep(task.getStep())
                            .setHost(task.getHost())
                            .setReason("done as the lab's answers file says")
                            .putAllEvidence(answer.evidence())
                            .build());
        } catch (StatusRuntimeException e) {
            if (List.of(Status.Code.UNAVAILABLE, Status.Code.DEADLINE_EXCEEDED)
                    .contains(e.getStatus().getCode())) {
                // Not known whether it was heard; the next look shows whether the gate is still open.
                return;
            }
            unanswerable.add(name(task));
            out.println("people: " + name(task) + " could not be approved: "
                    + e.getStatus().getDescription());
        }
    }

    private static String name(Task task) {
        return task.getStage() + "." + task.getStep() + "@" + task.getHost();
    }

    private static boolean over(Run run) {
        return run.getPhase() == RunPhase.RUN_PHASE_SUCCEEDED
                || run.getPhase() == RunPhase.RUN_PHASE_FAILED
                || run.getPhase() == RunPhase.RUN_PHASE_ABORTED;
    }

    private static boolean busy(Run run) {
        return List.of("READY", "DISPATCHED", "RUNNING", "CANCELLING").stream()
                .anyMatch(state -> run.getTasksOrDefault(state, 0) > 0);
    }
}
