package dev.banksman.deploy.lab;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Inventory and parameters of the lab's run: those of the procedure, with the lab's directory ({@code @lab@}), the folder
 * of the stand-ins ({@code @scripts@}), the SQL server's address up to the database's name ({@code @sql@}) and that of
 * the web sites ({@code @web@}) in their places.
 */
final class LabDocuments {

    static final String SQL_SECRET = "lab-sql";

    private final LabFolder folder;
    private final LabProcedure procedure;
    private final Map<String, String> places = new LinkedHashMap<>();

    LabDocuments(LabFolder folder, LabProcedure procedure, String sqlUrl, String webUrl) {
        this.folder = folder;
        this.procedure = procedure;
        places.put("@lab@", folder.root().toString());
        places.put("@scripts@", folder.scripts().toString());
        places.put("@sql@", sqlUrl);
        places.put("@web@", webUrl);
    }

    void write() throws IOException {
        write(Map.of());
    }

    /** @param changes values in the place of those that the procedure's file gives these parameters, or beside them */
    void write(Map<String, String> changes) throws IOException {
        var inventory = Files.readString(procedure.inventory());
        var parameters = changed(Files.readString(procedure.parameters()), changes);
        for (var place : places.entrySet()) {
            // Both documents quote: the inventory's values stand between apostrophes.
            inventory = inventory.replace(place.getKey(), place.getValue().replace("'", "''"));
            parameters = parameters.replace(place.getKey(), place.getValue().replace("\\", "\\\\"));
        }
        Files.writeString(folder.inventory(), inventory);
        Files.writeString(folder.parameters(), parameters);
    }

    private static String changed(String parameters, Map<String, String> changes) {
        var lines = parameters
                .lines()
                .filter(line -> changes.keySet().stream().noneMatch(name -> line.startsWith(name + "=")))
                .collect(Collectors.toCollection(ArrayList::new));
        changes.forEach((name, value) -> lines.add(name + "=" + value));
        return String.join("\n", lines) + "\n";
    }

    /** A value of a parameter with its places filled in. */
    String filled(String value) {
        var text = value;
        for (var place : places.entrySet()) {
            text = text.replace(place.getKey(), place.getValue());
        }
        return text;
    }

    /** The parameters as written. */
    Map<String, String> parameters() throws IOException {
        var properties = new Properties();
        properties.load(new StringReader(Files.readString(folder.parameters())));
        var parameters = new TreeMap<String, String>();
        properties.stringPropertyNames().forEach(name -> parameters.put(name, properties.getProperty(name)));
        return parameters;
    }
}
