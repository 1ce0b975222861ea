package dev.banksman.controller.runbook;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds what an author probably meant. */
public final class NearestName {
    private static final int LONGEST = 80;
    private static final int MOST = 2_000;

    private NearestName() {}

    /** The hint "did you mean x?", or an empty text where nothing is near. */
    public static String hint(String word, Collection<String> known) {
        return of(word, known).map(name -> "did you mean " + name + "?").orElse("");
    }

    /** The known name that takes the fewest edits, if that is at most a third of its length (and at least one). */
    public static Optional<String> of(String word, Collection<String> known) {
        if (word.length() > LONGEST) {
            return Optional.empty();
        }
        String nearest = "";
        var fewest = Integer.MAX_VALUE;
        var left = MOST;
        for (var name : known) {
            if (left-- == 0) {
                break;
            }
            if (name.length() > LONGEST || Math.abs(name.length() - word.length()) >= fewest) {
                continue;
            }
            var edits = edits(word.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
            if (edits < fewest
                    && edits < Math.min(name.length(), word.length())
                    && edits <= Math.max(1, Math.max(name.length(), word.length()) / 3)) {
                fewest = edits;
                nearest = name;
            }
        }
        return nearest.isEmpty() ? Optional.empty() : Optional.of(nearest);
    }

    /** Edit distance in which two neighbours that changed places count as one edit. */
    private static int edits(String a, String b) {
        var before = new int[b.length() + 1];
        var last = new int[b.length() + 1];
        var now = new int[b.length() + 1];
        for (var j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (var i = 1; i <= a.length(); i++) {
            now[0] = i;
            for (var j = 1; j <= b.length(); j++) {
                var same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                now[j] = Math.min(Math.min(now[j - 1], last[j]) + 1, last[j - 1] + same);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    now[j] = Math.min(now[j], before[j - 2] + 1);
                }
            }
            var spare = before;
            before = last;
            last = now;
            now = spare;
        }
        return last[b.length()];
    }
}
