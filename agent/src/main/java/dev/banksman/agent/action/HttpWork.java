package dev.banksman.agent.action;

import dev.banksman.agent.action.Work.Context;
import dev.banksman.agent.action.Work.Finding;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks until the answer passes or the time is over. One request takes at most 30 s. */
record HttpWork(
        String method,
        HttpRequest request,
        List<Integer> statuses,
        Optional<Expression> body,
        Optional<Path> trust,
        Duration within)
        implements Work.Body {

    private static final Duration REQUEST_LIMIT = Duration.ofSeconds(30);
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);
    private static final Duration EVERY = Duration.ofSeconds(1);

    @Override
    public Finding run(Context context) throws InterruptedException {
        HttpClient client;
        try {
            client = client();
        } catch (IOException e) {
            return Judgement.failed(expected(), "no request sent")
                    .message("http.trust: " + IoReason.of(e) + ".")
                    .finding();
        }
        return Polling.until(context, within, EVERY, limit -> {
            // Asked once, there is no time to be left.
            var allowed = within.isZero() ? REQUEST_LIMIT : limit.leftAtMost(REQUEST_LIMIT);
            return ask(client, allowed);
        });
    }

    private HttpClient client() throws IOException {
        var client = HttpClient.newBuilder().connectTimeout(CONNECT_LIMIT).followRedirects(Redirect.NEVER);
        if (trust.isPresent()) {
            client.sslContext(HttpTrust.of(trust.get()));
        }
        return client.build();
    }

    private Finding ask(HttpClient client, Duration allowed) throws InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(request, response -> new HttpBody());
        try {
            return judge(answer.get(allowed.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Judgement.failed(expected(), "no whole answer within " + TimeLimit.words(allowed))
                    .finding();
        } catch (ExecutionException e) {
            var cause = e.getCause();
            return Judgement.failed(expected(), NetworkReason.of(cause == null ? e : cause))
                    .finding();
        } finally {
            // Ends the request when the wait was given up; after an answer it has no effect.
            answer.cancel(true);
        }
    }

    private Finding judge(HttpResponse<byte[]> response) {
        var text = DecodedText.of(response.body());
        var status = "status " + response.statusCode();
        var location = response.headers().firstValue("location");
        var observed = status
                + location.map(to -> " (to " + BoundedText.oneLine(to, 200) + ")")
                        .orElse("");
        return judge(response.statusCode(), observed, text)
                .shown(text)
                .output("status", Integer.toString(response.statusCode()))
                .finding();
    }

    private Judgement judge(int status, String observed, String text) {
        if (!statuses.contains(status)) {
            var words = BoundedText.oneLine(text, 300);
            var judgement = Judgement.failed(expected(), observed);
            return words.isEmpty() ? judgement : judgement.hint("The answer begins: " + words);
        }
        if (body.isEmpty()) {
            return Judgement.passed(expected(), observed);
        }
        var search = body.get().find(text);
        return switch (search.state()) {
            case FOUND ->
                Judgement.passed(expected(), observed + " with '" + BoundedText.oneLine(search.value(), 300) + "'");
            case ABSENT ->
                Judgement.failed(expected(), observed + " without such a body")
                        .hint("It begins: " + BoundedText.oneLine(text, 300));
            case TOO_COSTLY ->
                Judgement.failed(
                        expected(), observed + " with a body on which the expression takes too long; make it simpler");
        };
    }

    private String expected() {
        return method + " " + BoundedText.oneLine(request.uri().toString(), 300) + ": status "
                + Fields.either(statuses)
                + body.map(expression -> " with a body that matches '" + expression + "'")
                        .orElse("");
    }
}
