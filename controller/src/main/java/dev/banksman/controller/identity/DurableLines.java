package dev.banksman.controller.identity;

import dev.banksman.common.DurableFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.List;

/**
 * A small file of lines that grows at its end; a line is durable when {@link #append} returns. A crash may leave a part
 * of the last line, which was never promised to anybody; opening the file drops it. Not for use by several threads at
 * once.
 */
final class DurableLines implements AutoCloseable {

    private final Path file;
    private FileChannel channel;

    private DurableLines(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Opens or makes the file, readable by its owner only. */
    static DurableLines open(Path directory, String name) throws IOException {
        DurableFiles.createSecretDirectory(directory);
        var file = directory.resolve(name);
        if (!Files.exists(file)) {
            DurableFiles.writeSecret(file, new byte[0]);
        }
        return new DurableLines(file, channelOf(file));
    }

    /** All whole lines. */
    List<String> read() throws IOException {
        var text = Files.readString(file, StandardCharsets.UTF_8);
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }

    void append(String line) throws IOException {
        var end = channel.size();
        try {
            var bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        } catch (IOException e) {
            // What was not promised must not be found later; if even this fails, the first failure is the one to tell.
            try {
                channel.truncate(end);
            } catch (IOException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    /** Puts these lines in the place of all others, at once. */
    void replace(Collection<String> lines) throws IOException {
        var text = new StringBuilder();
        lines.forEach(line -> text.append(line).append('\n'));
        DurableFiles.writeSecret(file, text.toString().getBytes(StandardCharsets.UTF_8));
        channel.close();
        channel = channelOf(file);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static FileChannel channelOf(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }
}
