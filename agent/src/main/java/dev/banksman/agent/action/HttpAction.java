package dev.banksman.agent.action;

import dev.banksman.proto.agent.v1.Action;
import dev.banksman.proto.agent.v1.Http;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * {@code http}: one request, judged by status and body; asked again until it passes where a time is given. GET, HEAD
 * and OPTIONS only look. Redirects are not followed: their status is the answer.
 */
final class HttpAction implements ActionKind {

    private static final Set<String> LOOKING = Set.of("GET", "HEAD", "OPTIONS");

    @Override
    public Action.KindCase kind() {
        return Action.KindCase.HTTP;
    }

    @Override
    public Work prepare(Action action, Path directory) throws InvalidActionException {
        var http = action.getHttp();
        var method = http.getMethod().isEmpty() ? "GET" : http.getMethod().toUpperCase(Locale.ROOT);
        var request = request(http, method);
        Optional<Expression> body = http.getExpectBody().isEmpty()
                ? Optional.empty()
                : Optional.of(Expression.compile("http.expect-body", http.getExpectBody()));
        Optional<Path> trust = http.getTrust().isEmpty()
                ? Optional.empty()
                : Optional.of(Fields.absolutePath("http.trust", http.getTrust()));
        List<Integer> statuses =
                http.getExpectStatusCount() == 0 ? List.of(200) : List.copyOf(http.getExpectStatusList());
        var within = TimeLimit.read(http.hasWithin(), http.getWithin(), Duration.ZERO, "http.within");
        return new Work.Inside(LOOKING.contains(method), new HttpWork(method, request, statuses, body, trust, within));
    }

    @Override
    public List<Foresight> foresee(Action action, Outlook outlook) throws InterruptedException {
        var http = action.getHttp();
        var found = new ArrayList<Foresight>();
        var name = URI.create(http.getUrl()).getHost();
        if (name != null) {
            found.add(NameForesight.of(name, outlook));
        }
        if (!http.getTrust().isEmpty()) {
            found.add(AccountForesight.ownFile("authorities", Path.of(http.getTrust()), outlook));
        }
        return found;
    }

    private static HttpRequest request(Http http, String method) throws InvalidActionException {
        try {
            var uri = URI.create(http.getUrl());
            if (!"http".equalsIgnoreCase(uri.getScheme()) && !"https".equalsIgnoreCase(uri.getScheme())) {
                throw new IllegalArgumentException("it begins with neither http:// nor https://");
            }
            var request = HttpRequest.newBuilder(uri)
                    .method(
                            method,
                            http.getBody().isEmpty()
                                    ? BodyPublishers.noBody()
                                    : BodyPublishers.ofString(http.getBody()));
            http.getHeadersMap().forEach(request::header);
            return request.build();
        } catch (IllegalArgumentException e) {
            throw new InvalidActionException("http: expected an address, a method and headers that can be sent, found "
                    + method + " " + BoundedText.oneLine(http.getUrl(), 300) + ": " + e.getMessage() + ".");
        }
    }
}
