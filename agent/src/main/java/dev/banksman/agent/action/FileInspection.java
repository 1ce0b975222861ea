package dev.banksman.agent.action;

import dev.banksman.agent.action.Work.Context;
import dev.banksman.agent.action.Work.Finding;
import dev.banksman.common.Digest;
import dev.banksman.proto.agent.v1.FileInspect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A look at a file: is it there, has it the digest, does its first MiB contain what it should. */
record FileInspection(Path path, boolean absent, Optional<Digest> digest, Optional<Expression> content)
        implements Work.Body {

    private static final int CONTENT_BYTES = 1024 * 1024;

    static FileInspection of(FileInspect inspect) throws InvalidActionException {
        var path = Fields.absolutePath("file.inspect.path", inspect.getPath());
        Optional<Digest> digest = inspect.getExpectDigest().isEmpty()
                ? Optional.empty()
                : Optional.of(FileAction.digest("file.inspect.expect-digest", inspect.getExpectDigest()));
        Optional<Expression> content = inspect.getExpectContent().isEmpty()
                ? Optional.empty()
                : Optional.of(Expression.compile("file.inspect.expect-content", inspect.getExpectContent()));
        if (inspect.getExpectAbsent() && (digest.isPresent() || content.isPresent())) {
            throw new InvalidActionException(
                    "file.inspect: expected expect-absent alone, found it with an expectation of the content.");
        }
        return new FileInspection(path, inspect.getExpectAbsent(), digest, content);
    }

    @Override
    public Finding run(Context context) {
        Finding finding;
        try {
            finding = look();
        } catch (IOException e) {
            finding = Judgement.failed(expected(), IoReason.of(e)).finding();
        }
        context.print(finding.observation().getObserved() + System.lineSeparator());
        return finding;
    }

    private Finding look() throws IOException {
        if (Files.notExists(path)) {
            return Judgement.of(absent, expected(), path + " is not there").finding();
        }
        if (!Files.isRegularFile(path)) {
            var observed = path + (Files.isDirectory(path) ? " is a directory" : " cannot be seen or is no file");
            return Judgement.failed(expected(), observed).finding();
        }
        var size = Files.size(path);
        if (absent) {
            return Judgement.failed(expected(), path + " is there (" + size + " bytes)")
                    .finding();
        }
        var found = Digest.of(path);
        var head = DecodedText.of(head());
        var observed = path + " (" + size + " bytes, " + found + ")";
        return judge(found, head, observed)
                .shown(head)
                .output("digest", found.name())
                .output("size", Long.toString(size))
                .finding();
    }

    private Judgement judge(Digest found, String head, String observed) {
        if (digest.isPresent() && !digest.get().equals(found)) {
            return Judgement.failed(expected(), observed);
        }
        if (content.isEmpty()) {
            return Judgement.passed(expected(), observed);
        }
        var search = content.get().find(head);
        return switch (search.state()) {
            case FOUND ->
                Judgement.passed(expected(), observed + " with '" + BoundedText.oneLine(search.value(), 300) + "'");
            case ABSENT -> Judgement.failed(expected(), observed + " without such content");
            case TOO_COSTLY ->
                Judgement.failed(expected(), observed + ", on which the expression takes too long; make it simpler");
        };
    }

    private String expected() {
        var expected = new StringBuilder(path.toString()).append(absent ? " absent" : " present");
        digest.ifPresent(value -> expected.append(" with digest ").append(value));
        content.ifPresent(value -> expected.append(digest.isPresent() ? " and" : " with")
                .append(" content that matches '")
                .append(value)
                .append("'"));
        return expected.toString();
    }

    private byte[] head() throws IOException {
        try (var in = Files.newInputStream(path)) {
            return in.readNBytes(CONTENT_BYTES);
        }
    }
}
