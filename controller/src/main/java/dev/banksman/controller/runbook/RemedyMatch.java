package dev.banksman.controller.runbook;

import java.util.regex.Pattern;

/** Which steps a remedy is for: "stage.step", with {@code *} for any part of a name but not for the dot. */
public record RemedyMatch(Pattern pattern) {

    public static RemedyMatch of(String glob) {
        return new RemedyMatch(Pattern.compile(Pattern.quote(glob).replace("*", "\\E[^.]*\\Q")));
    }

    public boolean covers(String stage, String step) {
        return pattern.matcher(stage + "." + step).matches();
    }

    public static boolean covers(String glob, String stage, String step) {
        return of(glob).covers(stage, step);
    }
}
