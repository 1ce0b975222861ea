package dev.banksman.controller.runbook;

import java.util.regex.Pattern;

/** Which steps a remedy is for: "stage.step", with {@code *} for any part of a name but not for the dot. */
public final class RemedyMatch {
    private RemedyMatch() {}

    public static boolean covers(String glob, String stage, String step) {
        var pattern = Pattern.quote(glob).replace("*", "\\E[^.]*\\Q");
        return Pattern.matches(pattern, stage + "." + step);
    }
}
