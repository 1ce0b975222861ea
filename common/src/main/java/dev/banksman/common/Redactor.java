package dev.banksman.common;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Collection;

/**
 * Blots secrets out of a stream of bytes, each byte of a secret becoming {@code *}, so that lengths and offsets stay
 * true. It finds a secret wherever the pieces of the stream are cut, and secrets that overlap.
 *
 * <p>Bytes that may turn out to be the beginning of a secret are held back until the next ones decide, at most
 * {@link Secrets#longest} less one; {@link #finish} gives out the rest. One redactor per stream; not for use by
 * several threads at once.
 */
public final class Redactor {

    private static final byte MASK = '*';

    private final Secrets secrets;
    /** Bytes not given out yet, the oldest first; always those that the automaton's state stands for. */
    private byte[] held = new byte[64];

    private int heldLength;
    private int state;

    public Redactor(Secrets secrets) {
        this.secrets = secrets;
    }

    /** Takes the stream's next bytes and gives those that are decided; the result may be shorter, longer or empty. */
    public byte[] push(byte[] bytes, int offset, int length) {
        if (secrets.isEmpty()) {
            return Arrays.copyOfRange(bytes, offset, offset + length);
        }
        var out = new ByteArrayOutputStream(heldLength + length);
        for (int i = offset; i < offset + length; i++) {
            accept(bytes[i], out);
        }
        return out.toByteArray();
    }

    public byte[] push(byte[] bytes) {
        return push(bytes, 0, bytes.length);
    }

    /** The stream has ended: gives what was held back. The redactor is as new afterwards. */
    public byte[] finish() {
        var rest = Arrays.copyOf(held, heldLength);
        heldLength = 0;
        state = Secrets.START;
        return rest;
    }

    /** One text at once, for messages and single values. */
    public static String redact(String text, Collection<String> secrets) {
        var result = new StringBuilder(text);
        for (var secret : secrets) {
            for (int at = secret.isEmpty() ? -1 : text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + 1)) {
                for (int i = at; i < at + secret.length(); i++) {
                    result.setCharAt(i, (char) MASK);
                }
            }
        }
        return result.toString();
    }

    private void accept(byte value, ByteArrayOutputStream out) {
        if (heldLength == held.length) {
            held = Arrays.copyOf(held, held.length * 2);
        }
        held[heldLength++] = value;
        state = secrets.next(state, value);
        int match = secrets.matchLength(state);
        if (match > 0) {
            Arrays.fill(held, heldLength - match, heldLength, MASK);
        }
        int undecided = secrets.depth(state);
        int decided = heldLength - undecided;
        if (decided > 0) {
            out.write(held, 0, decided);
            System.arraycopy(held, decided, held, 0, undecided);
            heldLength = undecided;
        }
    }
}
