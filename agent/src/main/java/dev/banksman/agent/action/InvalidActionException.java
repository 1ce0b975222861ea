package dev.banksman.agent.action;

/** The action as sent cannot be done here; the message says what was expected and what was found. */
public final class InvalidActionException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String sentence;

    public InvalidActionException(String sentence) {
        super(sentence);
        this.sentence = sentence;
    }

    @Override
    public String getMessage() {
        return sentence;
    }
}
