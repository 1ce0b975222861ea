package dev.banksman.agent.action;

import dev.banksman.agent.action.HostTools.Platform;
import dev.banksman.agent.action.Work.Context;
import dev.banksman.agent.action.Work.Finding;
import dev.banksman.common.Digest;
import dev.banksman.proto.agent.v1.FileInspect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** A look at a file, or at the newest of several: is it there, and is it and its content as it should be. */
record FileInspection(NewestFile file, boolean absent, FileExpectations expectations) implements Work.Body {

    private static final int CONTENT_BYTES = 1024 * 1024;

    static FileInspection of(FileInspect inspect, Platform platform) throws InvalidActionException {
        var file = NewestFile.of("file.inspect.path", inspect.getPath(), platform);
        var expectations = FileExpectations.of(inspect);
        if (inspect.getExpectAbsent() && !expectations.none()) {
            throw new InvalidActionException(
                    "file.inspect: expected expect-absent alone, found it with an expectation of the content.");
        }
        return new FileInspection(file, inspect.getExpectAbsent(), expectations);
    }

    @Override
    public Finding run(Context context) throws InterruptedException {
        Finding finding;
        try {
            finding = look();
        } catch (IOException e) {
            finding = Judgement.failed(expected(), IoReason.of(e)).finding();
        }
        context.print(finding.observation().getObserved() + System.lineSeparator());
        return finding;
    }

    private Finding look() throws IOException, InterruptedException {
        var found = file.find();
        if (found.isEmpty()) {
            return Judgement.of(absent, expected(), file + " is not there").finding();
        }
        var path = found.get().path();
        if (!Files.isRegularFile(path)) {
            var observed = path + (Files.isDirectory(path) ? " is a directory" : " cannot be seen or is no file");
            return Judgement.failed(expected(), observed).finding();
        }
        var size = Files.size(path);
        if (absent) {
            return Judgement.failed(expected(), path + " is there (" + size + " bytes)")
                    .finding();
        }
        var judgement = judge(path, size);
        if (found.get().matches() > 1) {
            judgement.detail("newest of", CountRule.words(found.get().matches(), "file"));
        }
        return judgement.output("path", path.toString()).finding();
    }

    private Judgement judge(Path path, long size) throws IOException, InterruptedException {
        var digest = Digest.of(path);
        var evidence = new FileEvidence();
        if (expectations.digest().isPresent() && !expectations.digest().get().equals(digest)) {
            evidence.fails("which is another digest");
        }
        var head = head(path);
        search(path, size, head, evidence);
        if (expectations.xpath().isPresent()) {
            evidence.value(expectations.xpath().get(), expectations.value(), path);
        }
        return evidence.judgement(expected(), path + " (" + size + " bytes, " + digest + ")")
                .shown(head)
                .output("digest", digest.name())
                .output("size", Long.toString(size));
    }

    private void search(Path path, long size, String head, FileEvidence evidence)
            throws IOException, InterruptedException {
        var atHead = expectations.content().map(expression -> expression.find(head));
        var further = atHead.isPresent() && !atHead.get().found() && size > CONTENT_BYTES
                ? expectations.content().map(LineSearch::new)
                : Optional.<LineSearch>empty();
        var rejected = expectations.rejected().map(LineSearch::new);
        var counted = expectations.counted().map(LineSearch::new);
        var searches =
                Stream.of(further, rejected, counted).flatMap(Optional::stream).toList();
        if (!searches.isEmpty()) {
            if (size > LineSearch.FILE_BYTES) {
                evidence.fails("which is more than the " + LineSearch.FILE_BYTES + " bytes that are searched");
                return;
            }
            LineSearch.through(path, expectations.encoding(), searches);
        }
        atHead.ifPresent(search -> evidence.content(search, further));
        rejected.ifPresent(evidence::rejected);
        counted.ifPresent(lines -> evidence.counted(lines, expectations.count().orElseThrow()));
    }

    private String head(Path path) throws IOException {
        try (var in = Files.newInputStream(path)) {
            var bytes = in.readNBytes(CONTENT_BYTES);
            return expectations
                    .encoding()
                    .map(charset -> DecodedText.of(bytes, charset))
                    .orElseGet(() -> DecodedText.of(bytes));
        }
    }

    private String expected() {
        return file + (absent ? " absent" : " present") + expectations.words();
    }
}
