package dev.banksman.controller.plan;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** A plan as JSON for programs: what the hash covers, the hash, and the critical path. */
public final class PlanJson {
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private PlanJson() {}

    /** Indented; ends with a line feed. */
    public static String of(Plan plan) {
        return MAPPER.writeValueAsString(tree(plan)).replace(System.lineSeparator(), "\n") + "\n";
    }

    private static Map<String, Object> tree(Plan plan) {
        var path = CriticalPath.of(plan);
        var tree = new LinkedHashMap<String, Object>();
        tree.put("hash", plan.hash());
        tree.put("runbook-file", plan.sources().runbookFile());
        tree.put("inventory-file", plan.sources().inventoryFile());
        var longest = new LinkedHashMap<String, Object>();
        longest.put("stages", path.stages());
        longest.put("at-most-seconds", path.atMost().toSeconds());
        tree.put("critical-path", longest);
        tree.putAll(PlanTree.of(plan));
        return tree;
    }
}
