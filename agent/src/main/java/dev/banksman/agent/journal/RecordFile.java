package dev.banksman.agent.journal;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * One message in one file, behind a checksum: a file that was cut short or has rotted is told from a whole one, which
 * a protobuf alone cannot promise.
 */
final class RecordFile {

    private static final int MAGIC = 0x424b4d31;
    private static final int HEADER_BYTES = 8;
    private static final long LIMIT_BYTES = 16L * 1024 * 1024;

    private RecordFile() {}

    static byte[] encode(MessageLite message) {
        var payload = message.toByteArray();
        return ByteBuffer.allocate(HEADER_BYTES + payload.length)
                .putInt(MAGIC)
                .putInt(checksum(payload))
                .put(payload)
                .array();
    }

    /** @throws DamagedException if the file is not what {@link #encode} made */
    static <M extends MessageLite> M read(Path file, Parser<M> parser) throws IOException, DamagedException {
        if (Files.size(file) > LIMIT_BYTES) {
            throw new DamagedException(file + " is larger than any record");
        }
        var buffer = ByteBuffer.wrap(Files.readAllBytes(file));
        if (buffer.remaining() < HEADER_BYTES || buffer.getInt() != MAGIC) {
            throw new DamagedException(file + " is not a record (" + buffer.capacity() + " bytes)");
        }
        int expected = buffer.getInt();
        var payload = new byte[buffer.remaining()];
        buffer.get(payload);
        if (checksum(payload) != expected) {
            throw new DamagedException(file + " does not match its checksum");
        }
        try {
            return parser.parseFrom(payload);
        } catch (InvalidProtocolBufferException e) {
            throw new DamagedException(file + " cannot be decoded: " + e.getMessage());
        }
    }

    private static int checksum(byte[] payload) {
        var crc = new CRC32C();
        crc.update(payload);
        return (int) crc.getValue();
    }

    /** The record is there and says nothing that can be believed. */
    static final class DamagedException extends Exception {
        private static final long serialVersionUID = 1L;

        private final String evidence;

        DamagedException(String evidence) {
            super(evidence);
            this.evidence = evidence;
        }

        String evidence() {
            return evidence;
        }
    }
}
