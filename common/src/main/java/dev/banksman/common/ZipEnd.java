package dev.banksman.common;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.ZipException;

/**
 * The record at the end of a zip, looked at before the zip is opened: whoever opens one reads its list of files into
 * memory, however long that claims to be. Zips of more than 65,534 files or 4 GiB, and zips with something behind their
 * end, are not taken.
 */
public final class ZipEnd {

    private static final int RECORD_BYTES = 22;
    private static final int COMMENT_BYTES = 0xffff;
    private static final int SIGNATURE = 0x06054b50;
    private static final long ELSEWHERE = 0xffffffffL;
    private static final int MANY = 0xffff;

    private ZipEnd() {}

    /**
     * Refuses what is no zip, and a zip whose list of files is longer than this.
     *
     * @throws ZipException that says what was expected and what was found
     */
    public static void check(Path zip, long directoryBytes) throws IOException {
        var tail = tail(zip);
        // The last signature is the one by which a reader goes; its comment must reach the end of the file exactly.
        for (int at = tail.limit() - RECORD_BYTES; at >= 0; at--) {
            if (tail.getInt(at) == SIGNATURE) {
                checkRecord(tail, at, directoryBytes);
                return;
            }
        }
        throw new ZipException("it has no end of a zip");
    }

    private static void checkRecord(ByteBuffer tail, int at, long directoryBytes) throws ZipException {
        int comment = Short.toUnsignedInt(tail.getShort(at + 20));
        if (at + RECORD_BYTES + comment != tail.limit()) {
            throw new ZipException("there is something behind its end");
        }
        int files = Short.toUnsignedInt(tail.getShort(at + 10));
        long directory = Integer.toUnsignedLong(tail.getInt(at + 12));
        long from = Integer.toUnsignedLong(tail.getInt(at + 16));
        if (files == MANY || directory == ELSEWHERE || from == ELSEWHERE || directory > directoryBytes) {
            throw new ZipException("expected a list of files of at most " + directoryBytes + " bytes, found "
                    + (directory == ELSEWHERE || from == ELSEWHERE || files == MANY ? "a longer one" : directory));
        }
    }

    private static ByteBuffer tail(Path zip) throws IOException {
        try (var channel = FileChannel.open(zip, StandardOpenOption.READ)) {
            long size = channel.size();
            var tail = ByteBuffer.allocate((int) Math.min(size, RECORD_BYTES + COMMENT_BYTES))
                    .order(ByteOrder.LITTLE_ENDIAN);
            long from = size - tail.capacity();
            while (tail.hasRemaining() && channel.read(tail, from + tail.position()) >= 0) {
                // Until it is full, or the file has become shorter.
                continue;
            }
            return tail.flip();
        }
    }
}
