package dev.banksman.controller.engine;

/** A run has more waiting than it may; nothing was taken in. The sender comes again. */
final class MailboxFullException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MailboxFullException(int limit) {
        super("expected at most " + limit + " inputs to wait, found as many already; it cannot keep up at present");
    }
}
