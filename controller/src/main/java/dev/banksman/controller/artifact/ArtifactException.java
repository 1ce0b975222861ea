package dev.banksman.controller.artifact;

import java.util.Locale;

/** Why an artifact cannot be given or taken. The explanation is for people: what was expected, what was found. */
public final class ArtifactException extends Exception {

    private static final long serialVersionUID = 1;

    /** Kinds of refusal. */
    public enum Reason {
        NOT_FOUND,
        /** The offset is not where this side is. */
        WRONG_OFFSET,
        /** The content is not what its digest says; what had arrived of it is gone. */
        DIGEST_DIFFERS,
        TOO_LARGE,
        NO_ROOM,
        /** A newer upload of the same artifact took over. */
        REPLACED,
        INVALID;

        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private final Reason reason;
    private final String explanation;

    ArtifactException(Reason reason, String explanation) {
        super(explanation);
        this.reason = reason;
        this.explanation = explanation;
    }

    public Reason reason() {
        return reason;
    }

    public String explanation() {
        return explanation;
    }
}
