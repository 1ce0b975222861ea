package dev.banksman.agent.action;

/** An artifact could not be fetched or stored; the message says which, why, and what can be done. */
public final class ArtifactTransferException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String sentence;

    public ArtifactTransferException(String sentence) {
        super(sentence);
        this.sentence = sentence;
    }

    @Override
    public String getMessage() {
        return sentence;
    }
}
