package dev.banksman.controller.artifact;

import dev.banksman.common.Digest;
import dev.banksman.controller.artifact.ArtifactException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;

/**
 * A file that arrives without having said what its digest is. Closing it without {@link #finish} leaves nothing behind;
 * neither does a crash, after the next start. For one thread at a time.
 */
public final class Arrival implements AutoCloseable {

    /** What became of it; {@code already} says that the artifact was here before. */
    public record Arrived(Digest digest, long size, boolean already) {}

    private final ArtifactStore store;
    private final Path file;
    private final FileChannel channel;
    private final MessageDigest digest = Digest.sha256();
    private long size;

    Arrival(ArtifactStore store, Path file) throws IOException {
        this.store = store;
        this.file = file;
        this.channel = FileChannel.open(file, StandardOpenOption.WRITE);
    }

    /** Takes the next piece. */
    public void append(ByteBuffer piece) throws IOException, ArtifactException {
        size += piece.remaining();
        store.checkRoom(size, piece.remaining());
        digest.update(piece.duplicate());
        while (piece.hasRemaining()) {
            channel.write(piece);
        }
    }

    /**
     * Makes an artifact of what has arrived.
     *
     * @param expected its digest by name; empty for whatever it is
     */
    public Arrived finish(String expected) throws IOException, ArtifactException {
        var found = Digest.finished(digest.digest());
        if (!expected.isEmpty() && !found.name().equals(expected)) {
            throw new ArtifactException(
                    Reason.DIGEST_DIFFERS, "Expected content with the digest " + expected + ", found " + found + ".");
        }
        channel.force(true);
        channel.close();
        return new Arrived(found, size, !store.place(file, found));
    }

    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(file);
    }
}
