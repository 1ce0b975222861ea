package dev.banksman.controller.operator.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.server.Server;
import dev.banksman.proto.operator.v1.OperatorGrpc;
import dev.banksman.proto.operator.v1.Problems;
import dev.banksman.proto.operator.v1.ValidateRunbookReply;
import dev.banksman.proto.operator.v1.ValidateRunbookRequest;
import dev.banksman.proto.operator.v1.WatchRunsReply;
import dev.banksman.proto.operator.v1.WatchRunsRequest;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is bounded, with small bounds, over a real connection. */
@Timeout(60)
final class HttpLimitsTest {

    private static final int BODY_BYTES = 1_000;

    private final HttpClient client = HttpClient.newHttpClient();
    private final CompletableFuture<Boolean> left = new CompletableFuture<>();
    private Server server;

    @BeforeEach
    void start() {
        var service = ServerServiceDefinition.builder(OperatorGrpc.SERVICE_NAME)
                .addMethod(
                        OperatorGrpc.getValidateRunbookMethod(), ServerCalls.asyncUnaryCall(HttpLimitsTest::validate))
                .addMethod(OperatorGrpc.getWatchRunsMethod(), ServerCalls.asyncServerStreamingCall(this::silent))
                .build();
        var api = new HttpApi(
                service,
                List.of(Problems.getDescriptor()),
                header -> true,
                new HttpApi.Limits(BODY_BYTES, Duration.ofMillis(300), Duration.ofMillis(50)));
        server = Server.builder()
                .http(0)
                .serviceUnder("/v1", api)
                .errorHandler(new TransportErrors())
                .build();
        server.start().join();
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    /** Never answers a runbook without a name. */
    private static void validate(ValidateRunbookRequest request, StreamObserver<ValidateRunbookReply> response) {
        if (request.hasRunbook()) {
            response.onNext(ValidateRunbookReply.getDefaultInstance());
            response.onCompleted();
        }
    }

    private void silent(WatchRunsRequest request, StreamObserver<WatchRunsReply> response) {
        if (response instanceof ServerCallStreamObserver<WatchRunsReply> call) {
            call.setOnCancelHandler(() -> left.complete(true));
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.activeLocalPort() + path))
                .header("content-type", "application/json");
    }

    @Test
    void aCallWithOneAnswerHasALimit() throws Exception {
        var answered = client.send(
                request("/v1/runbooks:validate")
                        .POST(BodyPublishers.ofString("{\"runbook\":{\"name\":\"x\"}}"))
                        .build(),
                BodyHandlers.ofString());
        var late = client.send(
                request("/v1/runbooks:validate")
                        .POST(BodyPublishers.ofString("{}"))
                        .build(),
                BodyHandlers.ofString());

        assertThat(answered.statusCode()).isEqualTo(200);
        assertThat(late.statusCode()).isEqualTo(504);
        assertThat(late.body()).startsWith("{\"code\":4,\"message\":\"No answer within");
    }

    @Test
    void aBodyHasALimit() throws Exception {
        var large = client.send(
                request("/v1/runbooks:validate")
                        .POST(BodyPublishers.ofString(
                                "{\"runbook\":{\"name\":\"" + "x".repeat(BODY_BYTES * 200) + "\"}}"))
                        .build(),
                BodyHandlers.ofString());

        assertThat(large.statusCode()).isEqualTo(413);
        assertThat(large.body()).contains("\"code\":8").contains("more bytes than are taken here");
    }

    @Test
    void aSilentStreamSaysThatItIsThereAndEndsWithItsReader() throws Exception {
        var response = client.send(request("/v1/events").build(), BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        try (var lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            var alive = 0;
            for (var line = lines.readLine(); alive < 3; line = lines.readLine()) {
                assertThat(line).isNotNull();
                alive += line.equals(": alive") ? 1 : 0;
            }
        }
        assertThat(left.get(30, TimeUnit.SECONDS)).isTrue();
    }
}
