package dev.banksman.controller.operator;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.common.encoding.StreamEncoderFactories;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.encoding.EncodingService;
import com.linecorp.armeria.server.grpc.GrpcService;
import dev.banksman.controller.identity.AuditLog;
import dev.banksman.controller.identity.ControllerCertificate;
import dev.banksman.controller.identity.OperatorTokens;
import dev.banksman.controller.operator.http.ConsoleFiles;
import dev.banksman.controller.operator.http.HttpApi;
import dev.banksman.controller.operator.http.TransportErrors;
import dev.banksman.controller.telemetry.Health;
import dev.banksman.controller.telemetry.Telemetry;
import dev.banksman.proto.operator.v1.OperatorGrpc;
import dev.banksman.proto.operator.v1.Problems;
import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The operators' listener: the API as gRPC and by HTTP below {@code /v1}, the console, enrollment of hosts, {@code
 * /metrics}, {@code /healthz} and {@code /readyz}, all over TLS on one port. Owns the port and its threads; {@link #close} ends calls in progress
 * after a short grace.
 *
 * <p>Everything but enrollment, the console's files and the two health endpoints takes a token; {@code /metrics} takes one unless it is asked
 * from the same machine.
 */
public final class OperatorServer implements AutoCloseable {

    private static final int MAX_MESSAGE_BYTES = 64 << 20;
    /** Whoever enrolls has shown nothing yet: a token and a certificate request, and soon. */
    private static final int ENROLLMENT_BYTES = 64 << 10;

    private static final Duration ENROLLMENT_LIMIT = Duration.ofSeconds(20);
    /** How long a call that gives one answer may take. */
    private static final Duration ANSWER_LIMIT = Duration.ofMinutes(2);

    private static final Duration HEARTBEAT = Duration.ofSeconds(10);
    private static final Set<String> STREAMS = OperatorGrpc.getServiceDescriptor().getMethods().stream()
            .filter(method -> method.getType() != MethodDescriptor.MethodType.UNARY)
            .map(MethodDescriptor::getFullMethodName)
            .collect(Collectors.toUnmodifiableSet());

    private static final Duration HANDSHAKE_LIMIT = Duration.ofSeconds(10);
    /** Far more than operators have, and few enough to leave the agents' listener its share of open files. */
    private static final int MAX_CONNECTIONS = 2_000;

    private static final int CONNECTION_WINDOW_BYTES = 16 << 20;
    private static final Duration IDLE = Duration.ofMinutes(5);
    private static final Duration QUIET = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final MediaType JSON = MediaType.JSON_UTF_8;

    private final Server server;

    private OperatorServer(Server server) {
        this.server = server;
    }

    /**
     * Starts listening.
     *
     * @param address where; port 0 takes a free one
     * @param tokens who a token stands for
     * @param audit where calls that change something are written down
     * @throws IllegalStateException if the port cannot be had; the message says which
     */
    public static OperatorServer start(
            InetSocketAddress address,
            ControllerCertificate certificate,
            OperatorTokens tokens,
            OperatorService operators,
            AuditLog audit,
            BindableService enrollment,
            Telemetry telemetry) {
        var service = ServerInterceptors.intercept(
                operators,
                // The last one is asked first.
                new Auditing(audit),
                new Authentication(tokens));
        var grpc = GrpcService.builder()
                .addService(service)
                .useBlockingTaskExecutor(true)
                .maxRequestMessageLength(MAX_MESSAGE_BYTES)
                .maxResponseMessageLength(MAX_MESSAGE_BYTES)
                .build();
        var enrollments = GrpcService.builder()
                .addService(enrollment)
                .useBlockingTaskExecutor(true)
                .maxRequestMessageLength(ENROLLMENT_BYTES)
                .build();
        var console = new ConsoleFiles(OperatorServer.class.getClassLoader(), "console/");
        var server = Server.builder()
                .port(address, SessionProtocol.HTTPS)
                .tlsProvider(new ShownCertificate(certificate))
                .maxNumConnections(MAX_CONNECTIONS)
                .childChannelPipelineCustomizer(pipeline -> pipeline.addFirst(new PromptHandshake(HANDSHAKE_LIMIT)))
                .service(grpc, next -> (context, request) -> {
                    if (!goesOn(context.path())) {
                        context.setRequestTimeout(ANSWER_LIMIT);
                    }
                    return next.serve(context, request);
                })
                .serviceUnder("/v1", http(service, tokens).decorate(packing()))
                .service("/v1/openapi.json", description(operators).decorate(packing()))
                .service("/", console)
                .serviceUnder("/console/", console)
                .service(enrollments, next -> (context, request) -> {
                    context.setRequestTimeout(ENROLLMENT_LIMIT);
                    return next.serve(context, request);
                })
                .service("/healthz", (context, request) -> json(HttpStatus.OK, Health.ALIVE))
                .service("/readyz", (context, request) -> ready(telemetry.health()))
                .service("/metrics", (context, request) -> metrics(context, request, tokens, telemetry))
                .errorHandler(new TransportErrors())
                // The length of a whole stream; single messages are bounded above.
                .maxRequestLength(0)
                .requestTimeout(Duration.ZERO)
                .idleTimeout(IDLE)
                .http2InitialConnectionWindowSize(CONNECTION_WINDOW_BYTES)
                .gracefulShutdownTimeout(QUIET, PATIENCE)
                .build();
        try {
            server.start().join();
        } catch (java.util.concurrent.CompletionException e) {
            throw new IllegalStateException(
                    "Cannot listen for operators on " + address + ": " + rootMessage(e) + ".", e.getCause());
        }
        return new OperatorServer(server);
    }

    private static HttpApi http(ServerServiceDefinition service, OperatorTokens tokens) {
        return new HttpApi(
                service,
                List.of(Problems.getDescriptor()),
                header -> Authentication.bearer(header)
                        .flatMap(tokens::authenticate)
                        .isPresent(),
                new HttpApi.Limits(MAX_MESSAGE_BYTES, ANSWER_LIMIT, HEARTBEAT));
    }

    /** Packs answers and streams; of a stream, each message by itself, so that none is kept back. */
    private static Function<? super HttpService, EncodingService> packing() {
        return EncodingService.builder()
                .encoderFactories(StreamEncoderFactories.GZIP)
                .newDecorator();
    }

    /** What there is below {@code /v1}; takes no token, as it says nothing about this controller but its version. */
    private static HttpService description(OperatorService operators) {
        var text = operators.openApi();
        return (context, request) -> json(HttpStatus.OK, text);
    }

    /** Whether a gRPC method has a stream, which may take as long as it takes. */
    private static boolean goesOn(String path) {
        return STREAMS.contains(path.substring(1));
    }

    /** Where it listens, whichever address of this machine that is on. */
    public int port() {
        return Objects.requireNonNull(server.activePort(), "it listens from its start on")
                .localAddress()
                .getPort();
    }

    private static HttpResponse ready(Health health) {
        var answer = health.ready();
        return json(answer.ready() ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE, answer.json());
    }

    private static HttpResponse metrics(
            ServiceRequestContext context, HttpRequest request, OperatorTokens tokens, Telemetry telemetry) {
        var known = Authentication.bearer(request.headers().get(HttpHeaderNames.AUTHORIZATION))
                .flatMap(tokens::authenticate)
                .isPresent();
        if (!known && !context.remoteAddress().getAddress().isLoopbackAddress()) {
            return HttpResponse.of(
                    HttpStatus.UNAUTHORIZED,
                    MediaType.PLAIN_TEXT_UTF_8,
                    "Expected a token of an operator ('authorization: Bearer ...'), found none that is known.\n");
        }
        return HttpResponse.of(
                HttpStatus.OK, MediaType.parse(Telemetry.CONTENT_TYPE), HttpData.ofUtf8(telemetry.scrape()));
    }

    private static HttpResponse json(HttpStatus status, String body) {
        return HttpResponse.of(status, JSON, body);
    }

    private static String rootMessage(Throwable failure) {
        var cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }

    @Override
    public void close() {
        server.close();
    }
}
