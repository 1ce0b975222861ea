package dev.banksman.agent;

import dev.banksman.common.SystemTime;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One agent per directory: held while the process lives, and let go by the system when it dies, however it dies. The
 * file holds the pid of who holds it.
 */
final class AgentLock implements AutoCloseable {

    private static final int PID_BYTES = 32;
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    private final FileChannel channel;

    private AgentLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Waits for an agent that is about to end.
     *
     * @throws IOException if another agent holds the directory all that time, naming its pid
     */
    static AgentLock take(Path file, Duration patience) throws IOException, InterruptedException {
        for (var left = patience; ; left = left.minus(LOOK_EVERY)) {
            try {
                return take(file);
            } catch (IOException e) {
                if (left.compareTo(LOOK_EVERY) < 0) {
                    throw e;
                }
            }
            SystemTime.pause(LOOK_EVERY);
        }
    }

    /** @throws IOException if another agent holds the directory, naming its pid */
    static AgentLock take(Path file) throws IOException {
        var channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (lock(channel) == null) {
                throw new IOException("Another agent (pid " + holder(channel) + ") works in " + file.getParent()
                        + ". Stop it first, or use another directory.");
            }
            var pid = ProcessHandle.current().pid() + "\n";
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)), 0);
            return new AgentLock(channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            // Beyond the text, so that the pid can be read where locks forbid reading (Windows).
            return channel.tryLock(PID_BYTES, 1, false);
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        var buffer = ByteBuffer.allocate(PID_BYTES);
        channel.read(buffer, 0);
        return new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII).strip();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
