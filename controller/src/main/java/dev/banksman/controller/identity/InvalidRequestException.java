package dev.banksman.controller.identity;

/** A request for a certificate that cannot be granted as it stands. The explanation is for whoever sent it. */
public final class InvalidRequestException extends Exception {

    private static final long serialVersionUID = 1;

    private final String explanation;

    InvalidRequestException(String explanation) {
        super(explanation);
        this.explanation = explanation;
    }

    /** What was expected and what was found. */
    public String explanation() {
        return explanation;
    }
}
