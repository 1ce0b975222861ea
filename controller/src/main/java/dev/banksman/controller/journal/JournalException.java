package dev.banksman.controller.journal;

import org.jspecify.annotations.Nullable;

/** Why an append was not acknowledged. The message is a sentence for people. */
public abstract sealed class JournalException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private JournalException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** A newer owner has the journal. Final: this owner can never append again. */
    public static final class Fenced extends JournalException {
        private static final long serialVersionUID = 1L;

        public Fenced(String run, long term, long newest, String owner) {
            super(
                    "Run " + run + " belongs to term " + newest + " (" + owner
                            + "); expected that or above, found term " + term,
                    null);
        }
    }

    /** The run has more or fewer events than the caller believes: another writer, or a caller that must read again. */
    public static final class Conflict extends JournalException {
        private static final long serialVersionUID = 1L;

        public Conflict(String run, long expected, long found) {
            super("Run " + run + " has " + found + " events; expected " + expected, null);
        }
    }

    /** The store cannot be written: disk full, input/output error, closed. May pass. Nothing was acknowledged. */
    public static final class Unavailable extends JournalException {
        private static final long serialVersionUID = 1L;

        public Unavailable(String message) {
            super(message, null);
        }

        public Unavailable(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
