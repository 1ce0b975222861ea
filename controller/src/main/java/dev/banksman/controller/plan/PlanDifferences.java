package dev.banksman.controller.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * In what a plan is not as another one was, over exactly what the hash covers: plans without a difference have the same
 * hash. Entries of a list are told apart by their names, so that a step that was put in does not change all that follow.
 */
public final class PlanDifferences {

    /** What became of one thing. */
    public enum Change {
        ADDED,
        REMOVED,
        CHANGED,
        REORDERED
    }

    /**
     * One thing that is not as it was.
     *
     * @param path where, in the runbook's words, such as {@code stages.web-site.steps.install.timeout}
     * @param before empty for what is new
     * @param after empty for what is gone
     */
    public record Difference(Change change, String path, String before, String after) {}

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final int LONGEST = 400;

    private final List<Difference> found = new ArrayList<>();

    private PlanDifferences() {}

    /** In the order of the plan that is compared, what is gone after what is there. */
    public static List<Difference> between(Plan before, Plan after) {
        if (before.hash().equals(after.hash())) {
            return List.of();
        }
        var differences = new PlanDifferences();
        differences.maps("", PlanTree.of(before), PlanTree.of(after));
        return List.copyOf(differences.found);
    }

    private void maps(String path, Map<?, ?> before, Map<?, ?> after) {
        after.forEach((key, value) -> {
            var at = path.isEmpty() ? String.valueOf(key) : path + "." + key;
            if (before.containsKey(key)) {
                values(at, before.get(key), value);
            } else {
                found.add(new Difference(Change.ADDED, at, "", text(value)));
            }
        });
        before.forEach((key, value) -> {
            if (!after.containsKey(key)) {
                var at = path.isEmpty() ? String.valueOf(key) : path + "." + key;
                found.add(new Difference(Change.REMOVED, at, text(value), ""));
            }
        });
    }

    private void values(String path, Object before, Object after) {
        if (before.equals(after)) {
            return;
        }
        if (before instanceof Map<?, ?> was && after instanceof Map<?, ?> is) {
            maps(path, was, is);
        } else if (before instanceof List<?> was && after instanceof List<?> is) {
            lists(path, named(was), named(is));
        } else {
            found.add(new Difference(Change.CHANGED, path, text(before), text(after)));
        }
    }

    private void lists(String path, Map<String, Object> before, Map<String, Object> after) {
        maps(path, before, after);
        var kept = new LinkedHashSet<>(before.keySet());
        kept.retainAll(after.keySet());
        var now = new LinkedHashSet<>(after.keySet());
        now.retainAll(before.keySet());
        if (!List.copyOf(kept).equals(List.copyOf(now))) {
            found.add(new Difference(Change.REORDERED, path, String.join(", ", kept), String.join(", ", now)));
        }
    }

    /** Entries by name: a map's first value is what it is called; a text is its own name. */
    private static Map<String, Object> named(List<?> list) {
        var named = new LinkedHashMap<String, Object>();
        for (var item : list) {
            var name = item instanceof Map<?, ?> map && !map.isEmpty()
                    ? String.valueOf(map.values().iterator().next())
                    : String.valueOf(item);
            var unique = name;
            for (int i = 2; named.containsKey(unique); i++) {
                unique = name + "#" + i;
            }
            named.put(unique, item);
        }
        return named;
    }

    private static String text(Object value) {
        var text = value instanceof Map<?, ?> || value instanceof List<?>
                ? MAPPER.writeValueAsString(value)
                : String.valueOf(value);
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + " ...";
    }
}
