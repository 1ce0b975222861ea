package dev.banksman.controller.artifact;

import dev.banksman.common.Digest;
import dev.banksman.controller.artifact.ArtifactException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;

/**
 * An artifact that is arriving. Closing it without {@link #finish} keeps what has arrived, for the next one to go on
 * from. One thread uploads; another may end it by beginning a newer upload of the same artifact.
 */
public final class Upload implements AutoCloseable {

    private final ArtifactStore store;
    private final Digest digest;
    private final long size;
    private final FileChannel channel;
    private boolean replaced;

    Upload(ArtifactStore store, Digest digest, long size) throws IOException {
        this.store = store;
        this.digest = digest;
        this.size = size;
        this.channel = FileChannel.open(
                store.partialOf(digest), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    public Digest digest() {
        return digest;
    }

    /** Goes on at this offset, which is what has arrived or, to begin again, zero. */
    public synchronized void seek(long offset) throws IOException, ArtifactException {
        checkNotReplaced();
        if (offset != 0 && offset != channel.size()) {
            throw new ArtifactException(
                    Reason.WRONG_OFFSET,
                    "Expected the upload to go on at " + channel.size() + ", found " + offset + ".");
        }
        channel.truncate(offset);
        channel.position(offset);
    }

    /** Where the next byte goes. */
    public synchronized long position() throws IOException, ArtifactException {
        checkNotReplaced();
        return channel.position();
    }

    /** Appends the first {@code length} bytes. */
    public synchronized void append(byte[] bytes, int length) throws IOException, ArtifactException {
        checkNotReplaced();
        if (channel.position() + length > size) {
            throw new ArtifactException(Reason.INVALID, "Expected " + size + " bytes in all, found more.");
        }
        var buffer = ByteBuffer.wrap(bytes, 0, length);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /** Checks the digest and puts the artifact into its place, durable. What does not fit its digest is removed. */
    public synchronized void finish() throws IOException, ArtifactException {
        checkNotReplaced();
        if (channel.size() != size) {
            throw new ArtifactException(
                    Reason.WRONG_OFFSET, "Expected " + size + " bytes in all, found " + channel.size() + ".");
        }
        channel.force(true);
        var found = Digest.of(store.partialOf(digest));
        if (!found.equals(digest)) {
            Files.deleteIfExists(store.partialOf(digest));
            throw new ArtifactException(
                    Reason.DIGEST_DIFFERS, "Expected content of digest " + digest + ", found " + found + ".");
        }
        store.complete(this);
    }

    @Override
    public synchronized void close() throws IOException {
        store.forget(this);
        channel.close();
    }

    synchronized void replaced() throws IOException {
        replaced = true;
        channel.close();
    }

    private void checkNotReplaced() throws ArtifactException {
        if (replaced) {
            throw new ArtifactException(Reason.REPLACED, "A newer upload of " + digest + " took over.");
        }
    }
}
