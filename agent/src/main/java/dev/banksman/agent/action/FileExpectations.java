package dev.banksman.agent.action;

import dev.banksman.common.Digest;
import dev.banksman.proto.agent.v1.FileInspect;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Optional;

/**
 * What is expected of a file that is there.
 *
 * @param content must be found in its first MiB or on a line
 * @param rejected must be found on no line
 * @param counted lines with it are counted
 * @param value what the XPath's value must match; without it, the XPath must find something that is not false
 */
record FileExpectations(
        Optional<Digest> digest,
        Optional<Expression> content,
        Optional<Expression> rejected,
        Optional<Expression> counted,
        Optional<CountRule> count,
        Optional<XmlQuery> xpath,
        Optional<Expression> value,
        Optional<Charset> encoding) {

    static FileExpectations of(FileInspect inspect) throws InvalidActionException {
        var encoding = Fields.charset("file.inspect.encoding", inspect.getEncoding());
        Optional<CountRule> count = Optional.empty();
        Optional<Expression> counted = Optional.empty();
        if (inspect.hasCount()) {
            var pattern = Fields.required(
                    "file.inspect.count.pattern", inspect.getCount().getPattern());
            counted = expression("file.inspect.count.pattern", pattern);
            count = Optional.of(CountRule.parse(
                    "file.inspect.count.expect",
                    "a number of lines",
                    inspect.getCount().getExpect()));
        }
        if (inspect.getXpath().isEmpty() && !inspect.getExpectValue().isEmpty()) {
            throw new InvalidActionException(
                    "file.inspect.expect-value: expected together with xpath, whose value it is about, found alone.");
        }
        return new FileExpectations(
                inspect.getExpectDigest().isEmpty()
                        ? Optional.empty()
                        : Optional.of(FileAction.digest("file.inspect.expect-digest", inspect.getExpectDigest())),
                expression("file.inspect.expect-content", inspect.getExpectContent()),
                expression("file.inspect.reject-content", inspect.getRejectContent()),
                counted,
                count,
                inspect.getXpath().isEmpty()
                        ? Optional.empty()
                        : Optional.of(XmlQuery.of("file.inspect.xpath", inspect.getXpath(), encoding)),
                expression("file.inspect.expect-value", inspect.getExpectValue()),
                encoding);
    }

    /** Nothing but that it is there. */
    boolean none() {
        return digest.isEmpty()
                && content.isEmpty()
                && rejected.isEmpty()
                && counted.isEmpty()
                && xpath.isEmpty()
                && encoding.isEmpty();
    }

    /** In words, with a blank before; empty for {@link #none}. */
    String words() {
        var parts = new ArrayList<String>();
        digest.ifPresent(expected -> parts.add("digest " + expected));
        content.ifPresent(expected -> parts.add("content that matches '" + expected + "'"));
        rejected.ifPresent(expected -> parts.add("no line that matches '" + expected + "'"));
        counted.ifPresent(expected -> parts.add(count.orElseThrow().of("line") + " that match '" + expected + "'"));
        xpath.ifPresent(query -> parts.add(query.written()
                + value.map(expected -> " whose value matches '" + expected + "'")
                        .orElse(" found")));
        return parts.isEmpty() ? "" : " with " + String.join(" and ", parts);
    }

    private static Optional<Expression> expression(String field, String written) throws InvalidActionException {
        return written.isEmpty() ? Optional.empty() : Optional.of(Expression.compile(field, written));
    }
}
