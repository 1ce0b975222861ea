package dev.banksman.controller.journal;

/**
 * The journal holds something that cannot be trusted or understood: a broken hash chain, bytes that are no event, an
 * event of a newer version, one that does not follow from those before it. Retrying does not help; the run concerned is
 * set aside until a person has looked.
 */
public final class JournalFault extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public JournalFault(String message) {
        super(message);
    }

    public JournalFault(String message, Throwable cause) {
        super(message, cause);
    }

    static JournalFault newerVersion(String what) {
        return new JournalFault("written by a newer version: " + what
                + " is not known here; continue this run with the newer controller");
    }
}
