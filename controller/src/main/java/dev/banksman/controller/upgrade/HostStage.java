package dev.banksman.controller.upgrade;

/** Where one host stands on its way to another version of its agent. */
public enum HostStage {
    /** Its turn has not come. */
    WAITING,
    ASKED,
    FETCHING,
    CHECKED,
    RESTARTING,
    CONFIRMED,
    /** It had the version already. */
    ALREADY,
    /** Not connected; left as it is. */
    AWAY,
    ROLLED_BACK,
    REFUSED,
    /** It has not answered, or has not come back, in time. */
    LOST;

    /** Nothing more comes. */
    public boolean isEnd() {
        return switch (this) {
            case CONFIRMED, ALREADY, AWAY, ROLLED_BACK, REFUSED, LOST -> true;
            case WAITING, ASKED, FETCHING, CHECKED, RESTARTING -> false;
        };
    }

    /** It ended, and not well. */
    public boolean isFailure() {
        return this == ROLLED_BACK || this == REFUSED || this == LOST;
    }
}
