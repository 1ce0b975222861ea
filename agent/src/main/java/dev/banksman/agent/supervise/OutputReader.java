package dev.banksman.agent.supervise;

import dev.banksman.agent.journal.AttemptKey;
import dev.banksman.common.Redactor;
import dev.banksman.common.Secrets;
import dev.banksman.proto.agent.v1.OutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.Arrays;

/**
 * Reads output as it may leave the host: secrets blotted out byte for byte, so that offsets stay true, wherever a read
 * begins or ends.
 */
public final class OutputReader {

    private final Spool spool;
    private final SecretStore secrets;

    public OutputReader(Spool spool, SecretStore secrets) {
        this.spool = spool;
        this.secrets = secrets;
    }

    /**
     * Reads from the offset on.
     *
     * @param end where the stream ends, or has grown to by now
     * @param complete nothing will follow after {@code end}
     * @return at most {@code limit} bytes; none when the next ones may be the beginning of a secret and more must come
     */
    public byte[] read(AttemptKey key, OutputStream stream, long offset, int limit, long end, boolean complete)
            throws IOException {
        if (offset >= end || limit <= 0) {
            return new byte[0];
        }
        Secrets patterns = secrets.patterns();
        if (patterns.isEmpty()) {
            return spool.read(key, stream, offset, (int) Math.min(limit, end - offset));
        }
        // Begin early enough to recognise a secret that began before the offset, and look beyond the limit for the end
        // of one that begins below it.
        long from = Math.max(0, offset - patterns.longest());
        int wanted = (int) Math.min(end - from, offset - from + limit + patterns.longest());
        var raw = spool.read(key, stream, from, wanted);
        var redactor = new Redactor(patterns);
        var known = redactor.push(raw);
        if (complete && from + raw.length >= end) {
            var rest = redactor.finish();
            known = Arrays.copyOf(known, known.length + rest.length);
            System.arraycopy(rest, 0, known, known.length - rest.length, rest.length);
        }
        int skip = (int) (offset - from);
        return known.length <= skip
                ? new byte[0]
                : Arrays.copyOfRange(known, skip, Math.min(known.length, skip + limit));
    }

    /** What a stream that has ended holds at its head and its tail, decoded; what lies between is left out. */
    public String headAndTail(AttemptKey key, OutputStream stream, int headBytes, int tailBytes, Charset charset)
            throws IOException {
        long length = spool.length(key, stream);
        if (length <= (long) headBytes + tailBytes) {
            return new String(read(key, stream, 0, headBytes + tailBytes, length, true), charset);
        }
        return new String(read(key, stream, 0, headBytes, length, true), charset)
                + new String(read(key, stream, length - tailBytes, tailBytes, length, true), charset);
    }
}
