package dev.banksman.controller.runbook;

import dev.banksman.controller.runbook.syntax.InventorySyntax;
import dev.banksman.controller.runbook.syntax.Path;
import dev.banksman.controller.runbook.syntax.ShapeChecker;
import dev.banksman.controller.runbook.yaml.YamlLimits;
import dev.banksman.controller.runbook.yaml.YamlNode;
import dev.banksman.controller.runbook.yaml.YamlReader;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads an inventory. Whether its roles fit a runbook is the planner's question. Never throws for what a file holds. */
public final class InventoryReader {
    private InventoryReader() {}

    /** {@code fileName} is used in messages only. */
    public static Read<Inventory> read(String fileName, byte[] bytes) {
        var problems = new Problems(fileName);
        var root = new YamlReader(YamlLimits.INVENTORY).read(bytes, problems);
        if (root.isEmpty()) {
            return new Read.Invalid<>(problems.sorted());
        }
        new ShapeChecker(problems).check(root.get(), InventorySyntax.INVENTORY, Path.ROOT);
        var hosts = new Cursor(root.get()).get("hosts");
        if (hosts.isPresent()
                && hosts.get().node() instanceof YamlNode.Mapping mapping
                && mapping.entries().isEmpty()) {
            problems.add(mapping.at(), "hosts", "no hosts", "at least one", "");
        }
        hosts.ifPresent(block -> refuseTwins(block, problems));
        if (!problems.isEmpty()) {
            return new Read.Invalid<>(problems.sorted());
        }
        return new Read.Valid<>(build(new Cursor(root.get())), List.of());
    }

    /** Upper and lower case make no difference in DNS: two such names are one machine, which would be changed twice. */
    private static void refuseTwins(Cursor hosts, Problems problems) {
        var seen = new HashMap<String, YamlNode.Scalar>();
        for (var entry : hosts.entries()) {
            var name = entry.key().text();
            var first = seen.putIfAbsent(name.toLowerCase(Locale.ROOT), entry.key());
            if (first != null && !first.text().equals(name)) {
                problems.add(
                        entry.key().at(),
                        "hosts." + name,
                        name + ", which is " + first.text() + " of line "
                                + first.at().line() + " again",
                        "each host once, whatever its upper and lower case",
                        "");
            }
        }
    }

    private static Inventory build(Cursor top) {
        var common = texts(top, Map.of());
        var hosts = new LinkedHashMap<String, Inventory.Host>();
        for (var entry : top.get("hosts").map(Cursor::entries).orElse(List.of())) {
            var block = new Cursor(entry.value());
            var name = entry.key().text();
            var roles = block.texts("roles").stream().distinct().toList();
            hosts.put(
                    name,
                    new Inventory.Host(
                            name, roles, texts(block, common), entry.key().at()));
        }
        return new Inventory(top.textOr("inventory", ""), Collections.unmodifiableMap(hosts));
    }

    private static Map<String, String> texts(Cursor block, Map<String, String> common) {
        var entries = block.get("variables").map(Cursor::entries).orElse(List.of());
        if (entries.isEmpty()) {
            return common;
        }
        var texts = new LinkedHashMap<>(common);
        entries.forEach(
                e -> texts.put(e.key().text(), new Cursor(e.value()).scalar().orElse("")));
        return Collections.unmodifiableMap(texts);
    }
}
