package dev.banksman.controller.engine;

/** A run cannot take anything in at present, and why. What was asked was not recorded, unless the message says so. */
public final class RunUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public RunUnavailableException(String message) {
        super(message);
    }
}
