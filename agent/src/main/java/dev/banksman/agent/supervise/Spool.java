package dev.banksman.agent.supervise;

import dev.banksman.agent.journal.AttemptKey;
import dev.banksman.proto.agent.v1.OutputStream;
import java.io.IOException;

/**
 * What commands print, by attempt, stream and offset, exactly as written: nothing is redacted here. Commands append on
 * their own; whoever reads may be a later agent process. Safe for use by many threads.
 */
public interface Spool {

    /** Bytes written so far; 0 when there is nothing. */
    long length(AttemptKey key, OutputStream stream) throws IOException;

    /** Up to {@code limit} bytes from the offset on; fewer at the end of what is written. */
    byte[] read(AttemptKey key, OutputStream stream, long offset, int limit) throws IOException;

    /** Appends for an action that runs inside the agent. */
    void append(AttemptKey key, OutputStream stream, byte[] bytes) throws IOException;

    /**
     * The bytes from {@code from} up to {@code to} will not be read again; the disk may have their space back. Lengths
     * and offsets stay. Where the file system cannot do that, nothing happens.
     */
    void free(AttemptKey key, OutputStream stream, long from, long to);
}
