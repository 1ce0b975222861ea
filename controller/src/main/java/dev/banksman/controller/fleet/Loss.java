package dev.banksman.controller.fleet;

import java.util.Locale;

/** Why a link ended; the value of the label {@code reason}. */
enum Loss {
    CLOSED("the connection was closed"),
    SILENT("nothing was heard from the agent for too long"),
    REPLACED("a newer link of the same host replaced it"),
    REVOKED("its certificate was revoked"),
    SLOW("the agent did not read its messages"),
    PROTOCOL("the agent broke the protocol"),
    FAULT("the controller failed to handle a message"),
    SHUTDOWN("the controller is stopping");

    private final String meaning;

    Loss(String meaning) {
        this.meaning = meaning;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    String meaning() {
        return meaning;
    }
}
