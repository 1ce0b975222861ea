package dev.banksman.controller.journal;

import com.google.protobuf.ByteString;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The hash chain of a run: each event's hash is SHA-256 over the previous hash and the stored bytes. The first event's
 * previous hash is 32 zero bytes; its bytes hold the run's id. Whoever knows the newest hash can tell whether any event
 * before it was altered, removed, added or moved. Not detected: a store whose whole chain was written anew together
 * with every copy of its head (agents and reports keep such copies).
 */
public final class Chain {

    /** What the first event follows. */
    public static final ByteString START = ByteString.copyFrom(new byte[32]);

    private Chain() {}

    /** Hash of the event with these bytes, after the event with that hash. */
    public static ByteString next(ByteString previous, ByteString event) {
        var digest = sha256();
        digest.update(previous.asReadOnlyByteBuffer());
        digest.update(event.asReadOnlyByteBuffer());
        return ByteString.copyFrom(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
