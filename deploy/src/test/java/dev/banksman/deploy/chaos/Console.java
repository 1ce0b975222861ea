package dev.banksman.deploy.chaos;

import com.google.protobuf.ByteString;
import dev.banksman.common.SystemTime;
import dev.banksman.deploy.lab.OperatorLink;
import dev.banksman.proto.agent.v1.OutputStream;
import dev.banksman.proto.operator.v1.CreateEnrollmentTokenRequest;
import dev.banksman.proto.operator.v1.DecideRequest;
import dev.banksman.proto.operator.v1.DecisionKind;
import dev.banksman.proto.operator.v1.Document;
import dev.banksman.proto.operator.v1.GetRunRequest;
import dev.banksman.proto.operator.v1.Host;
import dev.banksman.proto.operator.v1.ListHostsRequest;
import dev.banksman.proto.operator.v1.ListTasksRequest;
import dev.banksman.proto.operator.v1.OperatorGrpc.OperatorBlockingStub;
import dev.banksman.proto.operator.v1.ReadOutputReply;
import dev.banksman.proto.operator.v1.ReadOutputRequest;
import dev.banksman.proto.operator.v1.Run;
import dev.banksman.proto.operator.v1.StartRunRequest;
import dev.banksman.proto.operator.v1.Task;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * An operator who does not mind that the controller dies under a call: asks once, and says whether there was an answer.
 * What changes something carries a key, so that asking again changes nothing twice.
 */
final class Console implements AutoCloseable {

    private static final Set<Code> NO_ANSWER =
            EnumSet.of(Code.UNAVAILABLE, Code.DEADLINE_EXCEEDED, Code.CANCELLED, Code.UNKNOWN);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(200);
    private static final int TRIES = 1_200;

    private final Door door;

    /** Kept from call to call; each start of the controller needs another. */
    private Optional<OperatorLink> link = Optional.empty();

    /** To the controller whose data directory this is. */
    Console(Path data) {
        this(() -> OperatorLink.open(data));
    }

    Console(Door door) {
        this.door = door;
    }

    /** How a controller is reached. */
    interface Door {
        /** @throws IOException when there is no controller yet */
        OperatorLink open() throws IOException;
    }

    /** The answer, or nothing where there is no controller to give one. */
    <T> Optional<T> ask(Function<OperatorBlockingStub, T> question) {
        try {
            if (link.isEmpty()) {
                link = Optional.of(door.open());
            }
            return Optional.of(question.apply(link.get().call()));
        } catch (IOException e) {
            // It has not written its address, or is just writing it.
            return Optional.empty();
        } catch (StatusRuntimeException e) {
            if (NO_ANSWER.contains(e.getStatus().getCode())) {
                close();
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public void close() {
        link.ifPresent(OperatorLink::close);
        link = Optional.empty();
    }

    /** Asks until there is an answer. */
    <T> T insist(Function<OperatorBlockingStub, T> question) throws InterruptedException {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            var answer = ask(question);
            if (answer.isPresent()) {
                return answer.get();
            }
            SystemTime.pause(BETWEEN_TRIES);
        }
        throw new AssertionError("the controller has not answered for minutes");
    }

    static Function<OperatorBlockingStub, String> start(
            String key, String runbook, String inventory, Map<String, String> parameters) {
        return call -> call.startRun(StartRunRequest.newBuilder()
                        .setIdempotencyKey(key)
                        .setRunbook(document("runbook.yaml", runbook))
                        .setInventory(document("inventory.yaml", inventory))
                        .putAllParameters(parameters)
                        .build())
                .getRun();
    }

    private static Document document(String name, String text) {
        return Document.newBuilder()
                .setName(name)
                .setContent(ByteString.copyFromUtf8(text))
                .build();
    }

    static Function<OperatorBlockingStub, Run> run(String run) {
        return call ->
                call.getRun(GetRunRequest.newBuilder().setRun(run).build()).getRun();
    }

    static Function<OperatorBlockingStub, List<Task>> tasks(String run) {
        return call -> call.listTasks(ListTasksRequest.newBuilder()
                        .setRun(run)
                        .setPageSize(500)
                        .build())
                .getTasksList();
    }

    static Function<OperatorBlockingStub, List<Host>> hosts() {
        return call -> call.listHosts(ListHostsRequest.getDefaultInstance()).getHostsList();
    }

    static Function<OperatorBlockingStub, String> enrollmentToken(String host) {
        return call -> call.createEnrollmentToken(CreateEnrollmentTokenRequest.newBuilder()
                        .setHost(host)
                        .setValidFor(com.google.protobuf.Duration.newBuilder().setSeconds(3600))
                        .build())
                .getToken();
    }

    /** @param key the same whenever the same decision is sent again */
    static Function<OperatorBlockingStub, Long> decide(String key, String run, Task task, DecisionKind decision) {
        return call -> call.decide(DecideRequest.newBuilder()
                        .setRun(run)
                        .setIdempotencyKey(key)
                        .setDecision(decision)
                        .setStage(task.getStage())
                        .setStep(task.getStep())
                        .setHost(task.getHost())
                        .setReason("decided by the test")
                        .putEvidence("seen", "by the test, on the disk of the host")
                        .build())
                .getPosition();
    }

    /** The pieces in which the controller gives what an attempt printed. */
    static Function<OperatorBlockingStub, List<ReadOutputReply>> output(String run, String host, long attempt) {
        return call -> {
            var pieces = new ArrayList<ReadOutputReply>();
            call.readOutput(ReadOutputRequest.newBuilder()
                            .setRun(run)
                            .setHost(host)
                            .setAttempt(attempt)
                            .setStream(OutputStream.OUTPUT_STREAM_STDOUT)
                            .build())
                    .forEachRemaining(pieces::add);
            return pieces;
        };
    }
}
