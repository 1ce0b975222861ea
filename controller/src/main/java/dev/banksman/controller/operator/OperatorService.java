package dev.banksman.controller.operator;

import dev.banksman.controller.identity.OperatorTokens;
import dev.banksman.controller.identity.Role;
import dev.banksman.proto.operator.v1.CreateEnrollmentTokenReply;
import dev.banksman.proto.operator.v1.CreateEnrollmentTokenRequest;
import dev.banksman.proto.operator.v1.CreateOperatorReply;
import dev.banksman.proto.operator.v1.CreateOperatorRequest;
import dev.banksman.proto.operator.v1.DecideReply;
import dev.banksman.proto.operator.v1.DecideRequest;
import dev.banksman.proto.operator.v1.GetReportReply;
import dev.banksman.proto.operator.v1.GetReportRequest;
import dev.banksman.proto.operator.v1.GetRunReply;
import dev.banksman.proto.operator.v1.GetRunRequest;
import dev.banksman.proto.operator.v1.ListHostsReply;
import dev.banksman.proto.operator.v1.ListHostsRequest;
import dev.banksman.proto.operator.v1.ListOperatorsReply;
import dev.banksman.proto.operator.v1.ListOperatorsRequest;
import dev.banksman.proto.operator.v1.ListRunsReply;
import dev.banksman.proto.operator.v1.ListRunsRequest;
import dev.banksman.proto.operator.v1.ListTasksReply;
import dev.banksman.proto.operator.v1.ListTasksRequest;
import dev.banksman.proto.operator.v1.OperatorGrpc;
import dev.banksman.proto.operator.v1.PreviewPlanReply;
import dev.banksman.proto.operator.v1.PreviewPlanRequest;
import dev.banksman.proto.operator.v1.ReadOutputReply;
import dev.banksman.proto.operator.v1.ReadOutputRequest;
import dev.banksman.proto.operator.v1.RemoveOperatorReply;
import dev.banksman.proto.operator.v1.RemoveOperatorRequest;
import dev.banksman.proto.operator.v1.RevokeHostReply;
import dev.banksman.proto.operator.v1.RevokeHostRequest;
import dev.banksman.proto.operator.v1.StartRunReply;
import dev.banksman.proto.operator.v1.StartRunRequest;
import dev.banksman.proto.operator.v1.StoreAgentPackageReply;
import dev.banksman.proto.operator.v1.StoreAgentPackageRequest;
import dev.banksman.proto.operator.v1.UpgradeHostsReply;
import dev.banksman.proto.operator.v1.UpgradeHostsRequest;
import dev.banksman.proto.operator.v1.ValidateRunbookReply;
import dev.banksman.proto.operator.v1.ValidateRunbookRequest;
import dev.banksman.proto.operator.v1.WatchRunReply;
import dev.banksman.proto.operator.v1.WatchRunRequest;
import dev.banksman.proto.operator.v1.WhoAmIReply;
import dev.banksman.proto.operator.v1.WhoAmIRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operator API over gRPC: says who may call what and maps failures to status codes; the answers are made by the
 * classes beside it. Calls may block and must not run on an event loop.
 */
public final class OperatorService extends OperatorGrpc.OperatorImplBase {

    private static final Logger log = LoggerFactory.getLogger(OperatorService.class);

    private static final int MAX_DESCRIPTION = 2_000;

    private final Backend backend;
    private final PlanCalls plans;
    private final RunCalls runs;
    private final StreamCalls streams;
    private final HostCalls hosts;
    private final UpgradeCalls upgrades;
    private final OperatorCalls operators;

    public OperatorService(Backend backend, OperatorTokens tokens, java.time.InstantSource clock) {
        this.backend = backend;
        this.plans = new PlanCalls(backend);
        this.runs = new RunCalls(backend, clock);
        this.streams = new StreamCalls(backend);
        this.hosts = new HostCalls(backend);
        this.upgrades = new UpgradeCalls(backend);
        this.operators = new OperatorCalls(tokens);
    }

    @Override
    public void whoAmI(WhoAmIRequest request, StreamObserver<WhoAmIReply> response) {
        answer(Role.VIEWER, response, () -> {
            var caller = Authentication.caller();
            var reply = WhoAmIReply.newBuilder().setName(caller.name()).setControllerVersion(backend.version());
            caller.roles().stream().sorted().forEach(role -> reply.addRoles(role.word()));
            return reply.build();
        });
    }

    @Override
    public void validateRunbook(ValidateRunbookRequest request, StreamObserver<ValidateRunbookReply> response) {
        answer(Role.VIEWER, response, () -> plans.validate(request));
    }

    @Override
    public void previewPlan(PreviewPlanRequest request, StreamObserver<PreviewPlanReply> response) {
        answer(Role.VIEWER, response, () -> plans.preview(request));
    }

    @Override
    public void startRun(StartRunRequest request, StreamObserver<StartRunReply> response) {
        answer(Role.OPERATOR, response, () -> plans.start(request, Authentication.caller()));
    }

    @Override
    public void listRuns(ListRunsRequest request, StreamObserver<ListRunsReply> response) {
        answer(Role.VIEWER, response, () -> runs.list(request));
    }

    @Override
    public void getRun(GetRunRequest request, StreamObserver<GetRunReply> response) {
        answer(Role.VIEWER, response, () -> runs.get(request));
    }

    @Override
    public void listTasks(ListTasksRequest request, StreamObserver<ListTasksReply> response) {
        answer(Role.VIEWER, response, () -> runs.tasks(request));
    }

    @Override
    public void decide(DecideRequest request, StreamObserver<DecideReply> response) {
        answer(Role.VIEWER, response, () -> runs.decide(request, Authentication.caller()));
    }

    @Override
    public void watchRun(WatchRunRequest request, StreamObserver<WatchRunReply> response) {
        stream(Role.VIEWER, response, sender -> streams.watch(request, sender));
    }

    @Override
    public void readOutput(ReadOutputRequest request, StreamObserver<ReadOutputReply> response) {
        stream(Role.VIEWER, response, sender -> streams.read(request, sender));
    }

    @Override
    public void listHosts(ListHostsRequest request, StreamObserver<ListHostsReply> response) {
        answer(Role.VIEWER, response, hosts::list);
    }

    @Override
    public void createEnrollmentToken(
            CreateEnrollmentTokenRequest request, StreamObserver<CreateEnrollmentTokenReply> response) {
        answer(Role.ADMIN, response, () -> hosts.enroll(request));
    }

    @Override
    public void revokeHost(RevokeHostRequest request, StreamObserver<RevokeHostReply> response) {
        answer(Role.ADMIN, response, () -> hosts.revoke(request, Authentication.caller()));
    }

    @Override
    public StreamObserver<StoreAgentPackageRequest> storeAgentPackage(StreamObserver<StoreAgentPackageReply> response) {
        try {
            var by = Authentication.caller(Role.ADMIN);
            return new PackageIntake(by, backend.upgrades().packages(), response, OperatorService::status);
        } catch (IOException | RuntimeException e) {
            response.onError(status(e));
            return new Unheard<>();
        }
    }

    @Override
    public void upgradeHosts(UpgradeHostsRequest request, StreamObserver<UpgradeHostsReply> response) {
        var by = Authentication.caller();
        stream(Role.ADMIN, response, sender -> upgrades.upgrade(request, by, sender));
    }

    @Override
    public void listOperators(ListOperatorsRequest request, StreamObserver<ListOperatorsReply> response) {
        answer(Role.ADMIN, response, operators::list);
    }

    @Override
    public void createOperator(CreateOperatorRequest request, StreamObserver<CreateOperatorReply> response) {
        answer(Role.ADMIN, response, () -> operators.create(request, Authentication.caller()));
    }

    @Override
    public void removeOperator(RemoveOperatorRequest request, StreamObserver<RemoveOperatorReply> response) {
        answer(Role.ADMIN, response, () -> operators.remove(request, Authentication.caller()));
    }

    @Override
    public void getReport(GetReportRequest request, StreamObserver<GetReportReply> response) {
        answer(Role.VIEWER, response, () -> runs.report(request));
    }

    private static <T> void answer(Role needed, StreamObserver<T> response, Callable<T> call) {
        try {
            Authentication.caller(needed);
            response.onNext(call.call());
            response.onCompleted();
        } catch (Exception e) {
            response.onError(status(e));
        }
    }

    /** Streams have threads of their own; they end when their receiver leaves. */
    private static <T> void stream(Role needed, StreamObserver<T> response, StreamBody<T> body) {
        try {
            Authentication.caller(needed);
            var sender = new PacedSender<>(response);
            Thread.ofVirtual().name("operator-stream").start(() -> run(response, sender, body));
        } catch (RuntimeException e) {
            response.onError(status(e));
        }
    }

    private static <T> void run(StreamObserver<T> response, PacedSender<T> sender, StreamBody<T> body) {
        try {
            body.run(sender);
            if (sender.open()) {
                response.onCompleted();
            }
        } catch (Exception e) {
            if (sender.open()) {
                response.onError(status(e));
            }
        }
    }

    /** The one place where failures become status codes. */
    private static Exception status(Exception failure) {
        return switch (failure) {
            case StatusRuntimeException said -> said;
            case IllegalArgumentException refused ->
                Status.INVALID_ARGUMENT
                        .withDescription(bounded(String.valueOf(refused.getMessage())))
                        .asRuntimeException();
            case Backend.UnavailableException away ->
                Status.FAILED_PRECONDITION
                        .withDescription(bounded(String.valueOf(away.getMessage())))
                        .asRuntimeException();
            case InterruptedException ended -> {
                Thread.currentThread().interrupt();
                yield Status.UNAVAILABLE
                        .withDescription("The controller is stopping.")
                        .withCause(ended)
                        .asRuntimeException();
            }
            case IOException disk -> {
                log.error("An operator's call failed on the disk", disk);
                yield Status.UNAVAILABLE
                        .withDescription("The controller could not read or write its disk: " + disk.getMessage())
                        .asRuntimeException();
            }
            case Exception fault -> {
                log.error("An operator's call failed", fault);
                yield Status.INTERNAL
                        .withDescription("A fault in the controller; its log has the details.")
                        .asRuntimeException();
            }
        };
    }

    /** Descriptions travel in headers, and those are bounded. */
    private static String bounded(String text) {
        return text.length() <= MAX_DESCRIPTION ? text : text.substring(0, MAX_DESCRIPTION) + " ...";
    }

    /** Takes what comes after a call was refused. */
    private static final class Unheard<T> implements StreamObserver<T> {
        @Override
        public void onNext(T message) {
            // The call has been answered.
        }

        @Override
        public void onError(Throwable cause) {
            // The call has been answered.
        }

        @Override
        public void onCompleted() {
            // The call has been answered.
        }
    }

    @FunctionalInterface
    private interface StreamBody<T> {
        void run(PacedSender<T> sender) throws Exception;
    }
}
