package dev.banksman.controller.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;

/**
 * Keeps a data directory to one process: the file {@code lock}, locked for as long as the process lives, with its
 * owner's name in it. The system lets the lock go when the process dies, however it dies; the file stays.
 */
public final class DirectoryLock implements AutoCloseable {

    private static final int NAME_LIMIT_BYTES = 1024;

    /** Far beyond the text: on Windows a locked range cannot be read, and the name must be. */
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

    /**
     * Directories held by this process. POSIX drops a process's locks on a file when any of its descriptors of that
     * file is closed, so the file must not even be opened a second time.
     */
    private static final Set<Path> HELD = new HashSet<>();

    private final Path directory;
    private final FileChannel channel;

    private DirectoryLock(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /**
     * Takes the directory, which must exist.
     *
     * @param owner for people, at most 1 KiB: what a second one will be told
     * @throws IOException if another process has it, naming that one, or if the file cannot be written
     */
    public static DirectoryLock take(Path directory, String owner) throws IOException {
        var real = directory.toRealPath();
        synchronized (HELD) {
            if (!HELD.add(real)) {
                throw new IOException("Data directory " + directory + " is in use by this very process");
            }
            boolean taken = false;
            try {
                var channel = open(real, owner);
                taken = true;
                return new DirectoryLock(real, channel);
            } finally {
                if (!taken) {
                    HELD.remove(real);
                }
            }
        }
    }

    private static FileChannel open(Path directory, String owner) throws IOException {
        var channel = FileChannel.open(
                directory.resolve("lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        try {
            if (channel.tryLock(LOCKED_BYTE, 1, false) == null) {
                throw new IOException("Data directory " + directory + " is in use by " + read(channel)
                        + ". Stop that controller first, or use another directory.");
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(owner.getBytes(StandardCharsets.UTF_8)), 0);
            channel.force(true);
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static String read(FileChannel channel) throws IOException {
        var buffer = ByteBuffer.allocate(NAME_LIMIT_BYTES);
        channel.read(buffer, 0);
        buffer.flip();
        var name = StandardCharsets.UTF_8.decode(buffer).toString().strip();
        return name.isEmpty() ? "another process that has not written its name yet" : name;
    }

    @Override
    public void close() throws IOException {
        synchronized (HELD) {
            channel.close();
            HELD.remove(directory);
        }
    }
}
