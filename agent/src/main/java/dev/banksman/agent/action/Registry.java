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

    /** @param type {@code REG_SZ} and the like */
    record Value(String type, String data) {}

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
        return typed(key, view).map(Registry::data);
    }

    /** The same, with their types. */
    Optional<Map<String, Value>> typed(String key, View view) throws ToolException, InterruptedException {
        var result = query(List.of(key, view.option));
        return result.exitCode() == 0 ? Optional.of(valuesIn(result.stdout())) : proveAbsent(key, result);
    }

    /** Writes the value, whatever stands there. */
    void set(String key, String value, String type, String data, View view) throws ToolException, InterruptedException {
        var result = ToolCall.run(
                tools, "reg", List.of("add", key, "/v", value, "/t", type, "/d", data, "/f", view.option), LIMIT);
        if (result.exitCode() != 0) {
            throw refused("add", key, result);
        }
    }

    /** Removes the value, or the key with all below it. */
    void remove(String key, Optional<String> value, View view) throws ToolException, InterruptedException {
        var arguments = new ArrayList<>(List.of("delete", key));
        value.ifPresent(name -> arguments.addAll(List.of("/v", name)));
        arguments.addAll(List.of("/f", view.option));
        var result = ToolCall.run(tools, "reg", arguments, LIMIT);
        if (result.exitCode() != 0) {
            throw refused("delete", key, result);
        }
    }

    private static ToolException refused(String verb, String key, ToolCall.Result result) {
        return new ToolException("'reg " + verb + " " + key + "' ended with exit code " + result.exitCode() + "; "
                + result.lastWords() + ". The agent's account may lack the right.");
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

    private static Map<String, String> data(Map<String, Value> typed) {
        var values = new LinkedHashMap<String, String>();
        typed.forEach((name, value) -> values.put(name, value.data()));
        return values;
    }

    private static Map<String, Value> valuesIn(String text) {
        var values = new LinkedHashMap<String, Value>();
        text.lines()
                .map(Registry::fields)
                .filter(fields -> fields.size() >= 2)
                .forEach(fields ->
                        values.put(fields.get(0), new Value(fields.get(1), fields.size() > 2 ? fields.get(2) : "")));
        return values;
    }

    /** {@code "    DisplayVersion    REG_SZ    10.0.1"}: indented, parted by four spaces; else no fields. */
    private static List<String> fields(String line) {
        return line.startsWith("    ") && line.contains("    REG_")
                ? List.of(line.strip().split(" {4}", 3))
                : List.of();
    }
}
