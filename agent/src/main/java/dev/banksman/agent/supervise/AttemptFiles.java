package dev.banksman.agent.supervise;

import dev.banksman.agent.journal.AgentDirectory;
import dev.banksman.agent.journal.AttemptKey;
import dev.banksman.common.DurableFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The files of an attempt, by which a shim and whichever agent is there understand each other. */
final class AttemptFiles {

    private final AgentDirectory directory;

    AttemptFiles(AgentDirectory directory) {
        this.directory = directory;
    }

    Path directory(AttemptKey key) {
        return directory.attempt(key);
    }

    /** What a shim says to people. */
    Path log(AttemptKey key) {
        return directory(key).resolve("shim.log");
    }

    /** Makes what a shim needs: the work directory with its files, and the streams. */
    void prepare(AttemptKey key, Launch launch) throws IOException {
        var work = directory.work(key);
        DurableFiles.createSecretDirectory(work);
        for (var file : launch.files().entrySet()) {
            DurableFiles.writeSecret(
                    work.resolve(file.getKey()), file.getValue().getBytes(StandardCharsets.UTF_8));
        }
        for (var stream : List.of("stdout", "stderr")) {
            DurableFiles.writeSecret(directory(key).resolve(stream), new byte[0]);
        }
        DurableFiles.writeSecret(directory(key).resolve("stdin"), launch.stdin().getBytes(StandardCharsets.UTF_8));
    }

    /** Takes the claim for nobody, durably, unless it is taken. */
    void forbid(AttemptKey key) throws IOException {
        var claim = directory(key).resolve("claim");
        if (!Files.exists(claim)) {
            var mine = directory(key).resolve("claim.nobody");
            DurableFiles.write(mine, "by nobody\nend\n".getBytes(StandardCharsets.US_ASCII));
            try {
                Files.createLink(claim, mine);
            } catch (FileAlreadyExistsException e) {
                // A shim was faster; whoever looks now sees what it does.
            }
            DurableFiles.syncDirectory(directory(key));
        }
    }

    Optional<ShimRecord> claim(AttemptKey key) throws IOException {
        return ShimRecord.read(directory(key).resolve("claim"));
    }

    Optional<ShimRecord> body(AttemptKey key) throws IOException {
        return ShimRecord.read(directory(key).resolve("body"));
    }

    Optional<ShimRecord> exit(AttemptKey key) throws IOException {
        return ShimRecord.read(directory(key).resolve("exit"));
    }

    Optional<ShimRecord> problem(AttemptKey key) throws IOException {
        return ShimRecord.read(directory(key).resolve("problem"));
    }

    /** Why there is no claim, as far as the shim has said it. */
    String evidence(AttemptKey key) throws IOException {
        var log = log(key);
        var text = Files.exists(log)
                ? Files.readString(log, StandardCharsets.ISO_8859_1).strip()
                : "";
        return "The shim ended without a claim" + (text.isEmpty() ? "." : ": " + text);
    }
}
