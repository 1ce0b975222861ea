package dev.banksman.controller.runbook;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Collects what is wrong with one document, all of it, so that its author mends it in one go. At most {@value #MOST}
 * are kept; a last one says that there are more. One thread.
 */
public final class Problems {
    private static final int MOST = 500;

    private final String file;
    private final Set<Problem> found = new LinkedHashSet<>();
    private boolean more;

    public Problems(String file) {
        this.file = file;
    }

    /** An empty hint is none. The same problem is kept once, however often an alias leads to it. */
    public void add(Position at, String path, String foundThere, String expected, String hint) {
        if (found.size() >= MOST) {
            more = true;
            return;
        }
        found.add(new Problem(
                at.file().isEmpty() ? file : at.file(),
                at,
                path,
                foundThere,
                expected,
                hint.isEmpty() ? Optional.empty() : Optional.of(hint)));
    }

    /** Takes over what others found, each at the place that {@code positions} know for its path, if they do. */
    void addAll(Problems others, TreePositions positions) {
        others.found.forEach(p -> add(
                positions.at(p.path()).orElse(p.position()),
                p.path(),
                p.found(),
                p.expected(),
                p.hint().orElse("")));
    }

    /** Takes over what was found in another file. */
    public void take(Problems others) {
        others.found.stream().limit(MOST - (long) found.size()).forEach(found::add);
        more |= others.more;
    }

    /** Whether further problems would not be kept, so that looking for them is in vain. */
    public boolean isFull() {
        return more;
    }

    public boolean isEmpty() {
        return found.isEmpty();
    }

    /** In the document's order; those of fragments after it. */
    public List<Problem> sorted() {
        var sorted = new ArrayList<>(found);
        sorted.sort(Comparator.comparing((Problem p) -> p.file().equals(file) ? "" : p.file())
                .thenComparingInt(p -> p.position().line())
                .thenComparingInt(p -> p.position().column()));
        if (more) {
            sorted.add(new Problem(
                    file,
                    Position.NONE,
                    "(document)",
                    "more than " + MOST + " problems",
                    "a document that is nearly right",
                    Optional.of("mend these first")));
        }
        return List.copyOf(sorted);
    }
}
