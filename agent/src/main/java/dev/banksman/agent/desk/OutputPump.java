package dev.banksman.agent.desk;

import com.google.protobuf.UnsafeByteOperations;
import dev.banksman.agent.supervise.OutputReader;
import dev.banksman.agent.supervise.Spool;
import dev.banksman.proto.agent.v1.OutputChunk;
import dev.banksman.proto.agent.v1.OutputStream;
import dev.banksman.proto.agent.v1.StreamEnd;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends output from the spool, a chunk per command and turn, as long as the link takes it.
 *
 * <p>Of each stream a head and a tail are kept, {@code limit} bytes of either. The head goes out as it is written. What
 * follows waits for the end, because only then is it known which bytes are the tail; what lies between is cut and
 * counted, exactly {@code length - 2 * limit} bytes. While the command runs, the space of bytes that can no longer be
 * part of the tail is given back, so the disk holds little more than head and tail however much is printed.
 */
final class OutputPump {

    private static final Logger LOG = LoggerFactory.getLogger(OutputPump.class);
    private static final List<OutputStream> STREAMS =
            List.of(OutputStream.OUTPUT_STREAM_STDOUT, OutputStream.OUTPUT_STREAM_STDERR);

    /** Kept around head and tail beyond the limit, so that a secret across their edges is still recognised. */
    private static final long MARGIN_BYTES = 256 * 1024;

    /** Space is given back in pieces of at least this size. */
    private static final long FREE_AT_ONCE_BYTES = 8L * 1024 * 1024;

    private final Spool spool;
    private final OutputReader reader;
    private final Outbox outbox;
    private final DeskLimits limits;

    OutputPump(Spool spool, OutputReader reader, Outbox outbox, DeskLimits limits) {
        this.spool = spool;
        this.reader = reader;
        this.outbox = outbox;
        this.limits = limits;
    }

    /** Sends what can be sent now. */
    void pump(Collection<Command> commands) {
        boolean sent = true;
        while (sent) {
            sent = false;
            for (var command : commands) {
                for (var stream : STREAMS) {
                    if (!outbox.readyForOutput()) {
                        return;
                    }
                    sent |= sendNext(command, stream);
                }
            }
        }
    }

    /** Gives back the space of what a running command printed and nobody will ask for. */
    void free(Command command) throws IOException {
        for (var stream : STREAMS) {
            var position = command.output.of(stream);
            long from = Math.max(position.freed, limit(command) + MARGIN_BYTES);
            long to = spool.length(command.key(), stream) - limit(command) - MARGIN_BYTES;
            if (to - from >= FREE_AT_ONCE_BYTES) {
                spool.free(command.key(), stream, from, to);
                position.freed = to;
            }
        }
    }

    /** Length and cut of a stream whose command has ended with this much written. */
    StreamEnd end(Command command, OutputStream stream) throws IOException {
        long length = spool.length(command.key(), stream);
        return StreamEnd.newBuilder()
                .setStream(stream)
                .setLength(length)
                .setCut(Math.max(0, length - 2 * limit(command)))
                .build();
    }

    /** Bytes written by these commands and not acknowledged yet. */
    long waiting(Collection<Command> commands) {
        long bytes = 0;
        for (var command : commands) {
            for (var stream : STREAMS) {
                try {
                    bytes += Math.max(0, spool.length(command.key(), stream) - command.output.of(stream).acknowledged);
                } catch (IOException e) {
                    LOG.debug("{}: its output cannot be measured now", command, e);
                }
            }
        }
        return bytes;
    }

    private boolean sendNext(Command command, OutputStream stream) {
        try {
            var ended = command.record.ended().stream()
                    .flatMap(end -> end.getStreamsList().stream())
                    .filter(end -> end.getStream() == stream)
                    .findFirst();
            return ended.isPresent()
                    ? sendOfEnded(command, stream, ended.get().getLength())
                    : command.record.ended().isEmpty() && sendOfRunning(command, stream);
        } catch (IOException e) {
            LOG.warn("{}: output cannot be read now: {}", command, e.getMessage());
            return false;
        }
    }

    private boolean sendOfRunning(Command command, OutputStream stream) throws IOException {
        var position = command.output.of(stream);
        long length = spool.length(command.key(), stream);
        int most = (int) Math.min(limits.chunkBytes(), limit(command) - position.sent);
        var data = reader.read(command.key(), stream, position.sent, most, length, false);
        if (data.length == 0) {
            return false;
        }
        send(command, stream, position, data, 0, false);
        return true;
    }

    private boolean sendOfEnded(Command command, OutputStream stream, long length) throws IOException {
        var position = command.output.of(stream);
        if (position.endSent || position.endAcknowledged) {
            return false;
        }
        long headEnd = Math.min(length, limit(command));
        long tailStart = Math.max(headEnd, length - limit(command));
        long skipped = 0;
        if (position.sent >= headEnd && position.sent < tailStart) {
            skipped = tailStart - position.sent;
            position.sent = tailStart;
        }
        long end = position.sent < headEnd ? headEnd : length;
        int most = (int) Math.min(limits.chunkBytes(), end - position.sent);
        var data = reader.read(command.key(), stream, position.sent, most, length, true);
        if (data.length == 0 && position.sent < length) {
            // The spool lost what it had when the command ended (a damaged disk): the end must be told all the same.
            LOG.error("{}: expected {} bytes of {}, found {}", command, length, stream, position.sent);
            skipped += length - position.sent;
            position.sent = length;
        }
        send(command, stream, position, data, skipped, position.sent + data.length >= length);
        return true;
    }

    private void send(
            Command command,
            OutputStream stream,
            OutputProgress.Position position,
            byte[] data,
            long skipped,
            boolean end) {
        outbox.output(OutputChunk.newBuilder()
                .setAttempt(command.key().toId())
                .setStream(stream)
                .setOffset(position.sent)
                .setData(UnsafeByteOperations.unsafeWrap(data))
                .setSkipped(skipped)
                .setEnd(end)
                .build());
        position.sent += data.length;
        position.endSent = end;
    }

    private long limit(Command command) {
        long asked = command.dispatch().getOutputLimit();
        return asked > 0 ? asked : limits.outputBytes();
    }
}
