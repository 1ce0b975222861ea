package dev.banksman.agent.supervise;

import dev.banksman.agent.journal.AgentDirectory;
import dev.banksman.agent.journal.AttemptKey;
import dev.banksman.proto.agent.v1.OutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Output in the files {@code stdout} and {@code stderr} of the attempt's directory, to which the shim has connected the
 * command. Space is given back by punching holes, with the {@code fallocate} command of util-linux, where file system
 * and host have it.
 */
public final class FileSpool implements Spool {

    private static final Logger LOG = LoggerFactory.getLogger(FileSpool.class);

    private final AgentDirectory directory;
    private final List<String> fallocate;

    /** @param fallocate the command that punches holes, usually {@code fallocate} alone */
    public FileSpool(AgentDirectory directory, List<String> fallocate) {
        this.directory = directory;
        this.fallocate = List.copyOf(fallocate);
    }

    @Override
    public long length(AttemptKey key, OutputStream stream) throws IOException {
        try {
            return Files.size(file(key, stream));
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    @Override
    public byte[] read(AttemptKey key, OutputStream stream, long offset, int limit) throws IOException {
        try (var channel = FileChannel.open(file(key, stream), StandardOpenOption.READ)) {
            var buffer = ByteBuffer.allocate((int) Math.max(0, Math.min(limit, channel.size() - offset)));
            while (buffer.hasRemaining() && channel.read(buffer, offset + buffer.position()) >= 0) {
                // A read may give less than asked for.
            }
            return Arrays.copyOf(buffer.array(), buffer.position());
        } catch (NoSuchFileException e) {
            return new byte[0];
        }
    }

    @Override
    public void append(AttemptKey key, OutputStream stream, byte[] bytes) throws IOException {
        Files.write(file(key, stream), bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Override
    public void free(AttemptKey key, OutputStream stream, long from, long to) {
        var command = new ArrayList<>(fallocate);
        command.addAll(List.of(
                "--punch-hole",
                "--offset",
                Long.toString(from),
                "--length",
                Long.toString(to - from),
                file(key, stream).toString()));
        try {
            var process = new ProcessBuilder(command)
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            var unused = process.onExit().thenAccept(ended -> warnIfFailed(key, ended.exitValue()));
        } catch (IOException e) {
            LOG.warn("{}: the disk space of cut output could not be freed: {}", key, e.getMessage());
        }
    }

    private static void warnIfFailed(AttemptKey key, int code) {
        if (code != 0) {
            LOG.warn("{}: the disk space of cut output could not be freed (fallocate ended with {})", key, code);
        }
    }

    private Path file(AttemptKey key, OutputStream stream) {
        return directory.attempt(key).resolve(stream == OutputStream.OUTPUT_STREAM_STDERR ? "stderr" : "stdout");
    }
}
