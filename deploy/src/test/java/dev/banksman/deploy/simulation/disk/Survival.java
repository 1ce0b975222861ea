package dev.banksman.deploy.simulation.disk;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongUnaryOperator;

/**
 * Decides what of the changes that were not synced a power loss leaves: a disk may have written any of them by itself.
 * Asked in an order that depends on nothing but the disk's history.
 */
public interface Survival {

    /** Nothing but what was synced. */
    Survival NOTHING = of(0, Contents.NONE);

    /** All of it, as after an orderly shutdown. */
    Survival EVERYTHING = of(Integer.MAX_VALUE, Contents.ALL);

    /**
     * How many of a directory's changes survive, counted from the oldest. A move between two directories survives in
     * both or in neither, so that fewer changes may survive than this says.
     *
     * @param pending how many there are
     */
    int names(Path directory, int pending);

    /**
     * What survives of a file's content.
     *
     * @param unsynced bytes written since the last sync; a truncation counts as one
     */
    Contents contents(Path file, long unsynced);

    /** The same for each file and directory. */
    static Survival of(int names, Contents contents) {
        return new Survival() {
            @Override
            public int names(Path directory, int pending) {
                return names;
            }

            @Override
            public Contents contents(Path file, long unsynced) {
                return contents;
            }
        };
    }

    /**
     * What survives of a file's changes.
     *
     * @param bytes so many of the bytes written, from the oldest
     * @param tail if given, the file has its full length all the same, as when a file system writes the size before
     *     the data, and this says which byte lies at an offset in the part of the file that was not durable before
     */
    record Contents(long bytes, Optional<LongUnaryOperator> tail) {

        public static final Contents NONE = torn(0);
        public static final Contents ALL = torn(Long.MAX_VALUE);

        /** The file ends where the last surviving byte lies. */
        public static Contents torn(long bytes) {
            return new Contents(bytes, Optional.empty());
        }

        /** The file has its length, and behind the surviving bytes lies what {@code tail} says: zeros, or anything. */
        public static Contents torn(long bytes, LongUnaryOperator tail) {
            return new Contents(bytes, Optional.of(tail));
        }
    }
}
