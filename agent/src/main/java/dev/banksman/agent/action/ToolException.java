package dev.banksman.agent.action;

/** A tool of the platform gave no answer; the message says which, how it was called, and what to do. */
public final class ToolException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String sentence;

    public ToolException(String sentence) {
        super(sentence);
        this.sentence = sentence;
    }

    @Override
    public String getMessage() {
        return sentence;
    }
}
