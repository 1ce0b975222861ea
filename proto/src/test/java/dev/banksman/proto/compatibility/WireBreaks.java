package dev.banksman.proto.compatibility;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.regex.Pattern;

/**
 * What a version of the protos takes away from those who speak a released one.
 *
 * <p>A controller and its agents are upgraded one after the other, and a journal is read for ever: names count too,
 * because the operator API is also JSON. Adding is free. A field or an enum value may go if its number and its name are
 * reserved, so that neither can come back with another meaning.
 */
final class WireBreaks {

    private static final Pattern MEMBER = Pattern.compile("(?:field|value) (?<owner>\\S+) #(?<number>-?\\d+)");
    private static final Pattern RANGE = Pattern.compile("reserved (?<owner>\\S+) #(?<from>-?\\d+)-(?<to>-?\\d+)");

    private final SortedMap<String, String> before;
    private final SortedMap<String, String> after;
    private final List<String> breaks = new ArrayList<>();

    private WireBreaks(WireShape before, WireShape after) {
        this.before = before.lines();
        this.after = after.lines();
    }

    /** One sentence for each break, in the order of the listing. */
    static List<String> between(WireShape released, WireShape now) {
        var comparison = new WireBreaks(released, now);
        comparison.before.forEach(comparison::look);
        return comparison.breaks;
    }

    private void look(String what, String was) {
        var is = after.get(what);
        if (is != null) {
            if (!is.equals(was)) {
                breaks.add(what + ": was " + was + ", is " + is + changed(what, was));
            }
        } else if (what.startsWith("reserved ")) {
            lookAtReservation(what);
        } else {
            lookAtRemoval(what, was);
        }
    }

    /** A number with another name: has the old name moved, or is its number in use for something new? */
    private String changed(String what, String was) {
        var member = MEMBER.matcher(what);
        if (!member.matches()) {
            return "";
        }
        var name = nameOf(was);
        if (name.equals(nameOf(after.getOrDefault(what, "")))) {
            return " (retyped)";
        }
        return numberOf(member.group("owner"), name).isEmpty() ? " (number reused, or renamed)" : " (renumbered)";
    }

    private void lookAtRemoval(String what, String was) {
        var member = MEMBER.matcher(what);
        if (!member.matches()) {
            breaks.add(what + ": removed");
            return;
        }
        var owner = member.group("owner");
        var number = Long.parseLong(member.group("number"));
        var moved = numberOf(owner, nameOf(was));
        if (moved.isPresent()) {
            breaks.add(what + ": " + nameOf(was) + " is now #" + moved.get() + " (renumbered)");
        } else if (after.containsKey("message " + owner) || after.containsKey("enum " + owner)) {
            if (!reserves(owner, number, number) || !after.containsKey(reservedName(owner, nameOf(was)))) {
                breaks.add(what + ": removed; reserve " + number + " and \"" + nameOf(was) + '"');
            }
        }
        // With the owner gone too, its own line says so.
    }

    private void lookAtReservation(String what) {
        var range = RANGE.matcher(what);
        if (range.matches()) {
            var owner = range.group("owner");
            var still = reserves(owner, Long.parseLong(range.group("from")), Long.parseLong(range.group("to")));
            if (still || !(after.containsKey("message " + owner) || after.containsKey("enum " + owner))) {
                return;
            }
        }
        breaks.add(what + ": no longer reserved");
    }

    private boolean reserves(String owner, long from, long to) {
        return after.keySet().stream()
                .map(RANGE::matcher)
                .anyMatch(range -> range.matches()
                        && range.group("owner").equals(owner)
                        && Long.parseLong(range.group("from")) <= from
                        && to <= Long.parseLong(range.group("to")));
    }

    /** Where the member called {@code name} of {@code owner} is now. */
    private Optional<String> numberOf(String owner, String name) {
        return after.entrySet().stream()
                .filter(line -> nameOf(line.getValue()).equals(name))
                .map(Map.Entry::getKey)
                .map(MEMBER::matcher)
                .filter(member -> member.matches() && member.group("owner").equals(owner))
                .map(member -> member.group("number"))
                .findFirst();
    }

    private static String reservedName(String owner, String name) {
        return "reserved " + owner + " \"" + name + '"';
    }

    private static String nameOf(String shape) {
        return shape.split(" ", 2)[0];
    }
}
