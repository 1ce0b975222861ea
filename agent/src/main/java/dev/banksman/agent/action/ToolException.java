package dev.banksman.agent.action;

/** A tool of the platform gave no answer; the message says which, how it was called, and what to do. */
public final class ToolException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String sentence;
    private final boolean begun;

    public ToolException(String sentence) {
        this(sentence, false);
    }

    /** @param begun whether the tool was started, and may have done what it was called for */
    ToolException(String sentence, boolean begun) {
        super(sentence);
        this.sentence = sentence;
        this.begun = begun;
    }

    boolean begun() {
        return begun;
    }

    @Override
    public String getMessage() {
        return sentence;
    }
}
