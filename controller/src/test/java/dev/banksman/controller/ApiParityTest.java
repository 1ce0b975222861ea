package dev.banksman.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.banksman.controller.operator.http.Route;
import dev.banksman.proto.operator.v1.OperatorGrpc;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every method of the operator API is there by gRPC, by HTTP and on the command line. */
@Timeout(120)
final class ApiParityTest {

    /** The command, and the option where it takes one. A new method needs a line here, and a command that calls it. */
    private static final Map<String, String> COMMANDS = new TreeMap<>(Map.ofEntries(
            Map.entry("WhoAmI", "whoami"),
            Map.entry("ValidateRunbook", "runbooks check"),
            Map.entry("PreviewPlan", "plan"),
            Map.entry("SimulatePlan", "simulate"),
            Map.entry("StartRun", "run"),
            Map.entry("ListRuns", "runs"),
            Map.entry("GetRun", "watch"),
            Map.entry("ListTasks", "tasks"),
            Map.entry("GetForecast", "watch"),
            Map.entry("WatchRun", "watch"),
            Map.entry("WatchRuns", "runs --watch"),
            Map.entry("GetPlan", "report --plan"),
            Map.entry("Decide", "decide"),
            Map.entry("ReadOutput", "logs"),
            Map.entry("SearchOutput", "logs --search"),
            Map.entry("ListArtifacts", "artifact list"),
            Map.entry("StoreArtifact", "artifact put"),
            Map.entry("GetArtifact", "artifact get"),
            Map.entry("ListRunbooks", "runbooks"),
            Map.entry("GetRunbook", "runbooks get"),
            Map.entry("ListHosts", "hosts list"),
            Map.entry("CreateEnrollmentToken", "enroll"),
            Map.entry("RevokeHost", "hosts revoke"),
            Map.entry("DrainHost", "hosts drain"),
            Map.entry("Diagnose", "doctor"),
            Map.entry("StoreAgentPackage", "hosts upgrade"),
            Map.entry("UpgradeHosts", "hosts upgrade"),
            Map.entry("ListOperators", "operators list"),
            Map.entry("CreateOperator", "operators add"),
            Map.entry("RemoveOperator", "operators remove"),
            Map.entry("ListAudit", "audit"),
            Map.entry("GetReport", "report")));

    @TempDir
    private static Path directory;

    private static RunningController controller;

    @BeforeAll
    static void start() throws Exception {
        controller = new RunningController(directory.resolve("data"));
    }

    @AfterAll
    static void stop() {
        controller.close();
    }

    private static Iterable<MethodDescriptor> methods() {
        return dev.banksman.proto.operator.v1.OperatorOuterClass.getDescriptor()
                .findServiceByName("Operator")
                .getMethods();
    }

    @Test
    void noTwoMethodsAreFoundAtOnePlace() {
        var places = new HashSet<String>();
        for (var method : methods()) {
            var route = Route.of(method);
            assertThat(places.add(route.verbName() + " " + route.template().replaceAll("\\{\\w+}", "{}")))
                    .as(method.getName())
                    .isTrue();
        }
    }

    @Test
    void everyMethodIsThereByHttp() throws Exception {
        for (var method : methods()) {
            var route = Route.of(method);
            var request = controller.request(
                    route.template().replaceAll("\\{attempt}", "1").replaceAll("\\{\\w+}", "none"));
            var body = route.shape() == Route.Shape.UPLOAD
                    ? BodyPublishers.ofString("x")
                    : route.verbName().equals("POST") ? BodyPublishers.ofString("{}") : BodyPublishers.noBody();
            request.header("content-type", "application/json").method(route.verbName(), body);
            var response = controller.open(request);
            try (var stream = response.body()) {
                var text =
                        response.statusCode() == 200 ? "" : new String(stream.readAllBytes(), StandardCharsets.UTF_8);
                assertThat(text)
                        .as(method.getName())
                        .doesNotContain("There is nothing at")
                        .doesNotContain("A fault in the controller");
                assertThat(response.statusCode())
                        .as(method.getName() + ": " + text)
                        .isIn(200, 400, 404);
            }
        }
    }

    @Test
    void everyMethodIsThereByGrpc() throws Exception {
        var headers = new Metadata();
        headers.put(
                Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
                "Bearer " + controller.adminToken());
        var address = controller.address().split(":");
        var channel = NettyChannelBuilder.forAddress(address[0], Integer.parseInt(address[1]))
                .sslContext(GrpcSslContexts.forClient()
                        .trustManager(
                                controller.data().resolve("operator/ca.pem").toFile())
                        .build())
                .build();
        try {
            var named = ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
            for (var method : OperatorGrpc.getServiceDescriptor().getMethods()) {
                assertThat(code(named, method))
                        .as(method.getBareMethodName())
                        .isIn(
                                Status.Code.OK,
                                Status.Code.INVALID_ARGUMENT,
                                Status.Code.NOT_FOUND,
                                Status.Code.FAILED_PRECONDITION);
            }
        } finally {
            channel.shutdownNow();
        }
    }

    /** What a call with nothing in it comes to; OK as soon as it has a first answer. */
    private static <Q, A> Status.Code code(io.grpc.Channel channel, io.grpc.MethodDescriptor<Q, A> method)
            throws Exception {
        var outcome = new CompletableFuture<Status.Code>();
        var call = channel.newCall(method, CallOptions.DEFAULT);
        var observer = new StreamObserver<A>() {
            @Override
            public void onNext(A answer) {
                outcome.complete(Status.Code.OK);
            }

            @Override
            public void onError(Throwable failure) {
                outcome.complete(Status.fromThrowable(failure).getCode());
            }

            @Override
            public void onCompleted() {
                outcome.complete(Status.Code.OK);
            }
        };
        if (method.getType().clientSendsOneMessage()) {
            ClientCalls.asyncServerStreamingCall(call, empty(method), observer);
        } else {
            ClientCalls.asyncClientStreamingCall(call, observer).onCompleted();
        }
        try {
            return outcome.get(60, TimeUnit.SECONDS);
        } finally {
            call.cancel("seen", new StatusRuntimeException(Status.CANCELLED));
        }
    }

    private static <Q> Q empty(io.grpc.MethodDescriptor<Q, ?> method) {
        return method.parseRequest(new java.io.ByteArrayInputStream(new byte[0]));
    }

    @Test
    void everyMethodHasACommandThatCallsIt() {
        var classes = new ClassFileImporter().importPackages("dev.banksman.controller.cli");
        for (var method : methods()) {
            var command = COMMANDS.get(method.getName());
            if (command == null) {
                fail("Method " + method.getName() + " of the operator API has no command; add one, and a line here.");
            }
            assertThat(isThere(command))
                    .as(method.getName() + ": banksman " + command)
                    .isTrue();
            assertThat(isCalled(classes, method.getName()))
                    .as(method.getName() + " is called by a command")
                    .isTrue();
        }
        var names = new HashSet<String>();
        methods().forEach(method -> names.add(method.getName()));
        assertThat(names).containsAll(COMMANDS.keySet());
    }

    private static boolean isThere(String command) {
        var at = Banksman.commandLine();
        for (var word : command.split(" ")) {
            if (word.startsWith("--")) {
                return at.getCommandSpec().findOption(word) != null;
            }
            at = at.getSubcommands().get(word);
            if (at == null) {
                return false;
            }
        }
        return true;
    }

    private static boolean isCalled(JavaClasses classes, String method) {
        var name = method.substring(0, 1).toLowerCase(Locale.ROOT) + method.substring(1);
        return classes.stream()
                .flatMap(type -> type.getMethodCallsFromSelf().stream())
                .anyMatch(call -> call.getName().equals(name)
                        && call.getTargetOwner().getName().startsWith(OperatorGrpc.class.getName()));
    }
}
