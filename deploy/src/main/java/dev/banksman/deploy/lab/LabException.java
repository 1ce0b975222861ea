package dev.banksman.deploy.lab;

/** The lab cannot do what it was told; the message is for the person at the command line. */
public final class LabException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LabException(String message) {
        super(message);
    }
}
