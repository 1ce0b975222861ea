package dev.banksman.controller.fleet;

/**
 * A piece of a stream, as it was asked for.
 *
 * @param offset where it was asked to begin
 * @param skipped bytes from there on that were cut; the data begins after them
 * @param data what the command printed; empty if there is nothing yet
 * @param length end of what is known of the stream so far
 * @param ended whether nothing follows; may be false for an ended stream after a restart if it was empty, so the
 *     attempt's own end counts too
 */
public record OutputSlice(long offset, long skipped, byte[] data, long length, boolean ended) {

    /** Where to go on reading. */
    public long next() {
        return offset + skipped + data.length;
    }

    /** Whether all of an ended stream has been read. */
    public boolean last() {
        return ended && next() >= length;
    }
}
