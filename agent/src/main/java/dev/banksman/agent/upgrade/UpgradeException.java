package dev.banksman.agent.upgrade;

/** The version cannot be had or cannot be used; nothing was changed. The message is a sentence for people. */
final class UpgradeException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String sentence;

    UpgradeException(String sentence) {
        super(sentence);
        this.sentence = sentence;
    }

    String sentence() {
        return sentence;
    }
}
