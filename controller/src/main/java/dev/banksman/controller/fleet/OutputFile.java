package dev.banksman.controller.fleet;

import dev.banksman.common.DurableFiles;
import dev.banksman.proto.agent.v1.OutputChunk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * One stream that is being written. Bytes lie in the data file at the offset they have in the stream, so whatever comes
 * twice lands on itself. After a restart of the controller the end of an older file may never have reached the disk, so
 * what comes for it is written again and not skipped. A stream that stays empty has no file. All methods but those that
 * are said to be need the object's monitor, which they take themselves; a slow sync makes the stream's writer wait.
 */
final class OutputFile {

    /** What a chunk did. */
    record Taken(long newBytes, long cutByAgent, long cutHere, boolean missing, long unsynced) {}

    private final Path root;
    private final OutputName name;
    private final long limit;
    private final OutputMarks marks;
    /** Below this lies content of an earlier process; it is written again when it comes again. */
    private final long older;

    private @Nullable FileChannel channel;
    private long taken;
    private long durable;
    private long kept;
    private long unsynced;
    private boolean marksChanged;
    private boolean endDurable;
    private boolean closed;

    private OutputFile(Path root, OutputName name, long limit, OutputMarks marks, long size) {
        this.root = root;
        this.name = name;
        this.limit = limit;
        this.marks = marks;
        this.older = Math.max(size, marks.lastEnd());
        this.taken = older;
        this.kept = older - marks.bytes();
        // Whether it ever reached the disk is not known: the first sync finds out, and acknowledgements wait for it.
        this.unsynced = older;
    }

    static OutputFile open(Path root, OutputName name, long limit) throws IOException {
        return new OutputFile(root, name, limit, OutputMarks.read(name.marks(root)), sizeOf(name.data(root)));
    }

    OutputName name() {
        return name;
    }

    /** Takes a chunk in, or nothing of it if bytes before it are missing. Null if the file has been closed. */
    synchronized @Nullable Taken take(OutputChunk chunk) throws IOException {
        if (closed) {
            return null;
        }
        long start = chunk.getOffset();
        long end = start + chunk.getData().size();
        long known = taken;
        if (start - chunk.getSkipped() > known) {
            return new Taken(0, 0, 0, true, unsynced);
        }
        long cutByAgent = 0;
        if (start > taken && !marks.ended()) {
            cutByAgent = start - taken;
            cut(taken, start);
        }
        long cutHere = 0;
        if (end > taken && !marks.ended()) {
            cutHere = Math.max(0, Math.min(end - taken, kept + end - taken - limit));
            if (marks.full()) {
                cutHere = end - taken;
            }
            write(chunk, end - cutHere);
            kept += end - taken - cutHere;
            taken = end;
            if (cutHere > 0) {
                marks.cut(end - cutHere, end);
                marksChanged = true;
            }
        } else if (start < older) {
            write(chunk, end);
        }
        if (chunk.getEnd() && !marks.ended()) {
            marks.end();
            marksChanged = true;
        }
        return new Taken(Math.max(0, taken - known - cutByAgent - cutHere), cutByAgent, cutHere, false, unsynced);
    }

    /** Makes all that was taken in durable. Returns how far that is. */
    synchronized long sync() throws IOException {
        if (closed) {
            return durable;
        }
        if (unsynced > 0 && taken > 0) {
            open().force(false);
        }
        // A stream that ended empty leaves no trace; its attempt's end says so.
        if (marksChanged && taken > 0) {
            marks.write(name.marks(root));
        }
        unsynced = 0;
        marksChanged = false;
        durable = taken;
        endDurable = marks.ended();
        return durable;
    }

    /** Whether the end of the stream is durable and nothing is left to do. */
    synchronized boolean finished() {
        return endDurable && unsynced == 0;
    }

    /** What is readable at this moment. */
    synchronized Extent extent() {
        return new Extent(taken, marks.copy());
    }

    /** How far a stream goes, and what of it was cut. */
    record Extent(long length, OutputMarks marks) {}

    /** Closes it if nothing waits to be synced, or in any case if {@code always}. Returns whether it is closed. */
    synchronized boolean close(boolean always) throws IOException {
        if (!closed && (always || (unsynced == 0 && !marksChanged))) {
            closed = true;
            if (channel != null) {
                channel.close();
            }
        }
        return closed;
    }

    /** A cut is on the disk before anything that follows it, so that a hole is never taken for what was printed. */
    private void cut(long from, long to) throws IOException {
        marks.cut(from, to);
        open();
        marks.write(name.marks(root));
        taken = to;
    }

    /** Writes the part of the chunk below {@code until} that is new, or that lies where an earlier process wrote. */
    private void write(OutputChunk chunk, long until) throws IOException {
        long start = chunk.getOffset();
        long from = start < older ? start : Math.max(start, taken);
        if (from >= until) {
            return;
        }
        ByteBuffer bytes = chunk.getData().asReadOnlyByteBuffer();
        bytes.position(Math.toIntExact(from - start)).limit(Math.toIntExact(until - start));
        unsynced += bytes.remaining();
        var file = open();
        for (long at = from; bytes.hasRemaining(); ) {
            at += file.write(bytes, at);
        }
    }

    private FileChannel open() throws IOException {
        if (channel == null) {
            var file = name.data(root);
            var directory = root.resolve(name.run()).resolve(name.host());
            boolean fresh = !Files.exists(file);
            Files.createDirectories(directory);
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.SPARSE);
            if (fresh) {
                DurableFiles.syncDirectory(directory);
                DurableFiles.syncDirectory(root.resolve(name.run()));
                DurableFiles.syncDirectory(root);
            }
        }
        return channel;
    }

    private static long sizeOf(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }
}
