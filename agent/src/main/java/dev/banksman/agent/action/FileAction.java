package dev.banksman.agent.action;

import dev.banksman.agent.action.Work.Body;
import dev.banksman.agent.action.Work.Finding;
import dev.banksman.common.Digest;
import dev.banksman.proto.agent.v1.Action;
import dev.banksman.proto.agent.v1.FileCollect;
import dev.banksman.proto.agent.v1.FilePut;
import dev.banksman.proto.agent.v1.FileRemove;
import dev.banksman.proto.agent.v1.FileTemplate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code file}: put from an artifact, collect as an artifact, render, remove, inspect. Collecting and inspecting only
 * look. A put whose content is there already does not touch the file.
 */
final class FileAction implements ActionKind {

    private static final long COLLECT_BYTES = 1L << 30;

    private final HostTools tools;
    private final ArtifactTransfer artifacts;

    FileAction(HostTools tools, ArtifactTransfer artifacts) {
        this.tools = tools;
        this.artifacts = artifacts;
    }

    @Override
    public Action.KindCase kind() {
        return Action.KindCase.FILE;
    }

    @Override
    public Work prepare(Action action, Path directory) throws InvalidActionException {
        var file = action.getFile();
        return switch (file.getOperationCase()) {
            case PUT -> new Work.Inside(false, put(file.getPut()));
            case COLLECT -> new Work.Inside(true, collect(file.getCollect()));
            case TEMPLATE -> new Work.Inside(false, template(file.getTemplate()));
            case REMOVE -> new Work.Inside(false, remove(file.getRemove()));
            case INSPECT -> new Work.Inside(true, FileInspection.of(file.getInspect(), tools.platform()));
            case OPERATION_NOT_SET ->
                throw new InvalidActionException(
                        "file: expected one of put, collect, template, remove and inspect, found none this agent"
                                + " knows.");
        };
    }

    @Override
    public List<Foresight> foresee(Action action, Outlook outlook) {
        var file = action.getFile();
        return switch (file.getOperationCase()) {
            case PUT -> folder(file.getPut().getPath(), true, outlook);
            case TEMPLATE -> folder(file.getTemplate().getPath(), true, outlook);
            case COLLECT -> share(file.getCollect().getPath(), outlook);
            case INSPECT -> share(file.getInspect().getPath(), outlook);
            case REMOVE, OPERATION_NOT_SET -> Foresight.NOTHING;
        };
    }

    private static List<Foresight> folder(String path, boolean writes, Outlook outlook) {
        var folder = Path.of(path).getParent();
        return folder == null
                ? Foresight.NOTHING
                : List.of(AccountForesight.ownFolder("folder", folder, writes, outlook));
    }

    /** A file that is looked at may come into being with the run; the share that it is on is there before. */
    private static List<Foresight> share(String path, Outlook outlook) {
        return AccountForesight.isShare(Path.of(path)) ? folder(path, false, outlook) : Foresight.NOTHING;
    }

    private Body put(FilePut put) throws InvalidActionException {
        var path = Fields.absolutePath("file.put.path", put.getPath());
        var mode = FileMode.parse("file.put.mode", put.getMode(), tools.platform());
        var digest = digest("file.put.artifact", put.getArtifact());
        return context -> {
            var expected = path + " with digest " + digest;
            try {
                var file = ReplacedFile.at(path, mode);
                var unchanged =
                        Files.exists(file.target()) && Digest.of(file.target()).equals(digest);
                if (unchanged) {
                    file.applyMode();
                } else {
                    artifacts.fetch(digest, file.part());
                    file.commit();
                }
                var observed = path + " with digest " + digest + (unchanged ? ", there already" : ", written");
                context.print(observed + System.lineSeparator());
                return Judgement.passed(expected, observed).finding();
            } catch (IOException e) {
                return Judgement.failed(expected, IoReason.of(e)).finding();
            } catch (ArtifactTransferException e) {
                return Judgement.failed(expected, "no artifact to write")
                        .message(e.getMessage())
                        .finding();
            }
        };
    }

    private Body template(FileTemplate template) throws InvalidActionException {
        var path = Fields.absolutePath("file.template.path", template.getPath());
        var mode = FileMode.parse("file.template.mode", template.getMode(), tools.platform());
        var content =
                Template.fill(template.getContent(), template.getVariablesMap()).getBytes(StandardCharsets.UTF_8);
        return context -> {
            var finding = write(path, mode, content);
            context.print(finding.observation().getObserved() + System.lineSeparator());
            return finding;
        };
    }

    private static Finding write(Path path, Optional<Set<PosixFilePermission>> mode, byte[] content) {
        var digest = Digest.of(content);
        var expected = path + " with digest " + digest;
        try {
            var file = ReplacedFile.at(path, mode);
            Files.deleteIfExists(file.part());
            Files.write(file.part(), content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            file.commit();
            return Judgement.passed(expected, path + " with digest " + digest + ", written")
                    .output("digest", digest.name())
                    .finding();
        } catch (IOException e) {
            return Judgement.failed(expected, IoReason.of(e)).finding();
        }
    }

    private static Body remove(FileRemove remove) throws InvalidActionException {
        var path = Fields.absolutePath("file.remove.path", remove.getPath());
        return context -> {
            var expected = path + " absent";
            try {
                if (Files.isDirectory(path, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
                    return Judgement.failed(expected, "a directory, which this action does not remove")
                            .finding();
                }
                var removed = Files.deleteIfExists(path);
                var observed = path + (removed ? " removed" : " was not there");
                context.print(observed + System.lineSeparator());
                return Judgement.passed(expected, observed).finding();
            } catch (IOException e) {
                return Judgement.failed(expected, IoReason.of(e)).finding();
            }
        };
    }

    private Body collect(FileCollect collect) throws InvalidActionException {
        var path = Fields.absolutePath("file.collect.path", collect.getPath());
        if (collect.getMaxBytes() < 0) {
            throw new InvalidActionException(
                    "file.collect.max-bytes: expected a size, found " + collect.getMaxBytes() + ".");
        }
        var maxBytes = collect.getMaxBytes() == 0 ? COLLECT_BYTES : collect.getMaxBytes();
        return context -> {
            var expected = path + " stored as an artifact";
            try {
                if (!Files.isRegularFile(path)) {
                    return Judgement.failed(expected, Files.exists(path) ? "not a file" : path + " is not there")
                            .finding();
                }
                var size = Files.size(path);
                if (size > maxBytes) {
                    return Judgement.failed(expected + " of at most " + maxBytes + " bytes", size + " bytes")
                            .finding();
                }
                var digest = artifacts.store(path);
                var observed = path + " (" + size + " bytes) stored as " + digest;
                context.print(observed + System.lineSeparator());
                return Judgement.passed(expected, observed)
                        .output("digest", digest.name())
                        .finding();
            } catch (IOException e) {
                return Judgement.failed(expected, IoReason.of(e)).finding();
            } catch (ArtifactTransferException e) {
                return Judgement.failed(expected, "not stored")
                        .message(e.getMessage())
                        .finding();
            }
        };
    }

    static Digest digest(String field, String name) throws InvalidActionException {
        try {
            return new Digest(name);
        } catch (IllegalArgumentException e) {
            throw new InvalidActionException(field + ": " + e.getMessage());
        }
    }
}
