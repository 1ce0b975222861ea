package dev.banksman.controller.upgrade;

/** What was given is no distribution with an agent in it; the message is a sentence for people. */
public final class UnusableDistributionException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String sentence;

    public UnusableDistributionException(String sentence) {
        super(sentence);
        this.sentence = sentence;
    }

    public String sentence() {
        return sentence;
    }
}
