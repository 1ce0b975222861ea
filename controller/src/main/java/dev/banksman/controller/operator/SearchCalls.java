package dev.banksman.controller.operator;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.banksman.proto.agent.v1.AttemptId;
import dev.banksman.proto.operator.v1.OutputMatch;
import dev.banksman.proto.operator.v1.SearchOutputReply;
import dev.banksman.proto.operator.v1.SearchOutputRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Looks for something in what attempts print: line by line, in bounded memory and, in one call, in a bounded part. The
 * expressions' time grows with the text alone, so that nobody can ask for one that never ends.
 */
final class SearchCalls {

    private static final int DEFAULT_MATCHES = 100;
    private static final int MAX_MATCHES = 1_000;
    private static final int MAX_TEXT = 1_000;
    private static final int PIECE = 256 << 10;
    private static final long MOST_SEARCHED = 64L << 20;
    /** A longer line is looked through in parts. */
    private static final int LONGEST_LINE = 64 << 10;

    private static final int SHOWN = 1_000;
    private static final int SHOWN_BEFORE = 200;

    private final Backend backend;

    SearchCalls(Backend backend) {
        this.backend = backend;
    }

    SearchOutputReply search(SearchOutputRequest request) throws IOException {
        if (backend.run(request.getRun()).isEmpty()) {
            throw RunCalls.missing(backend, request.getRun());
        }
        if (request.getOffset() < 0) {
            throw new IllegalArgumentException("offset: expected 0 or more, found " + request.getOffset() + ".");
        }
        return new Search(request, pattern(request)).run();
    }

    private static Pattern pattern(SearchOutputRequest request) {
        var text = request.getText();
        if (text.isEmpty() || text.length() > MAX_TEXT) {
            throw new IllegalArgumentException(
                    "text: expected 1 to " + MAX_TEXT + " characters, found " + text.length() + ".");
        }
        try {
            return Pattern.compile(
                    request.getExpression() ? text : Pattern.quote(text),
                    request.getIgnoreCase() ? Pattern.CASE_INSENSITIVE : 0);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "text: expected a regular expression, found '" + text + "' (" + e.getDescription() + ").", e);
        }
    }

    private final class Search {

        private final SearchOutputRequest request;
        private final AttemptId attempt;
        private final Pattern pattern;
        private final int most;
        private final SearchOutputReply.Builder reply = SearchOutputReply.newBuilder();
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();
        private long lineBegin;

        Search(SearchOutputRequest request, Pattern pattern) {
            this.request = request;
            this.pattern = pattern;
            if (request.getMaxMatches() < 0 || request.getMaxMatches() > MAX_MATCHES) {
                throw new IllegalArgumentException(
                        "max_matches: expected 0 to " + MAX_MATCHES + ", found " + request.getMaxMatches() + ".");
            }
            this.most = request.getMaxMatches() == 0 ? DEFAULT_MATCHES : request.getMaxMatches();
            this.attempt = AttemptId.newBuilder()
                    .setRun(request.getRun())
                    .setHost(request.getHost())
                    .setNumber(request.getAttempt())
                    .build();
        }

        SearchOutputReply run() throws IOException {
            var offset = request.getOffset();
            lineBegin = offset;
            while (offset - request.getOffset() < MOST_SEARCHED) {
                var printed = backend.printed(attempt, request.getStream(), offset, PIECE);
                printed.ifPresent(part -> reply.setSize(part.size()));
                if (printed.isEmpty() || printed.get().data().length == 0) {
                    // The last line may have no end.
                    ended(offset);
                    return reply.setEnd(true).setNextOffset(offset).build();
                }
                var part = printed.get();
                if (part.skipped() > 0) {
                    ended(part.offset());
                }
                if (!look(part)) {
                    return reply.setNextOffset(lineBegin).build();
                }
                offset = part.offset() + part.data().length;
            }
            return reply.setNextOffset(lineBegin).build();
        }

        /** False when as much has been found as was asked for. */
        private boolean look(Backend.Printed part) {
            for (int i = 0; i < part.data().length; i++) {
                if (part.data()[i] != '\n') {
                    line.write(part.data()[i]);
                }
                if (part.data()[i] == '\n' || line.size() >= LONGEST_LINE) {
                    ended(part.offset() + i + 1);
                    if (reply.getMatchesCount() >= most) {
                        return false;
                    }
                }
            }
            return true;
        }

        /** Looks through the line that ends here; the next one begins at {@code next}. */
        private void ended(long next) {
            if (line.size() > 0) {
                var text = line.toString(StandardCharsets.UTF_8);
                var matcher = pattern.matcher(text);
                if (matcher.find()) {
                    reply.addMatches(match(text, matcher));
                }
            }
            line.reset();
            lineBegin = next;
        }

        private OutputMatch match(String text, Matcher matcher) {
            var from = text.length() <= SHOWN ? 0 : Math.max(0, matcher.start() - SHOWN_BEFORE);
            var until = Math.min(text.length(), from + SHOWN);
            return OutputMatch.newBuilder()
                    .setOffset(lineBegin)
                    .setLine(text.substring(from, until).stripTrailing())
                    .setStart(matcher.start() - from)
                    .setEnd(Math.min(matcher.end(), until) - from)
                    .build();
        }
    }
}
