package dev.banksman.agent.action;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Windows' registry, read through {@code reg query}. Both views are asked where programs of either width may have
 * written. {@code reg} ends with 1 for a key that is not there and for one it may not read alike, so absence counts
 * only once a key that every Windows has could be read.
 */
public final class Registry {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String ALWAYS_THERE = "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion";

    private final HostTools tools;

    public Registry(HostTools tools) {
        this.tools = tools;
    }

    /** The two views of a 64-bit Windows. */
    public enum View {
        BITS_64("/reg:64"),
        BITS_32("/reg:32");

        private final String option;

        View(String option) {
            this.option = option;
        }
    }

    /**
     * The values of the key by name, or empty when there is no such key. A value without a name has the name
     * {@code (Default)}, translated by Windows.
     *
     * @throws ToolException when that cannot be told
     */
    public Optional<Map<String, String>> values(String key, View view) throws ToolException, InterruptedException {
        var result = query(List.of(key, view.option));
        return result.exitCode() == 0 ? Optional.of(valuesIn(result.stdout())) : proveAbsent(key, result);
    }

    /** All keys below this one that have the value, as {@code key -> value}; empty when there are none. */
    Map<String, String> search(String key, String value, View view) throws ToolException, InterruptedException {
        var result = query(List.of(key, "/s", "/v", value, view.option));
        if (result.exitCode() != 0) {
            proveAbsent(key, result);
            return Map.of();
        }
        var found = new LinkedHashMap<String, String>();
        var current = "";
        for (var line : result.stdout().split("\\R")) {
            if (line.startsWith("HKEY_")) {
                current = line.strip();
            } else {
                var fields = fields(line);
                if (fields.size() == 3 && fields.get(0).equalsIgnoreCase(value)) {
                    found.put(current, fields.get(2));
                }
            }
        }
        return found;
    }

    private ToolCall.Result query(List<String> arguments) throws ToolException, InterruptedException {
        var all = new ArrayList<String>();
        all.add("query");
        all.addAll(arguments);
        return ToolCall.run(tools, "reg", all, LIMIT);
    }

    private <T> Optional<T> proveAbsent(String key, ToolCall.Result result) throws ToolException, InterruptedException {
        if (result.exitCode() != 1 || query(List.of(ALWAYS_THERE)).exitCode() != 0) {
            throw new ToolException("'reg query " + key + "' ended with exit code " + result.exitCode()
                    + ", and it cannot be told whether the key is there; " + result.lastWords() + ".");
        }
        return Optional.empty();
    }

    private static Map<String, String> valuesIn(String text) {
        var values = new LinkedHashMap<String, String>();
        text.lines()
                .map(Registry::fields)
                .filter(fields -> fields.size() >= 2)
                .forEach(fields -> values.put(fields.get(0), fields.size() > 2 ? fields.get(2) : ""));
        return values;
    }

    /** {@code "    DisplayVersion    REG_SZ    10.0.1"}: indented, parted by four spaces; else no fields. */
    private static List<String> fields(String line) {
        return line.startsWith("    ") && line.contains("    REG_")
                ? List.of(line.strip().split(" {4}", 3))
                : List.of();
    }
}
