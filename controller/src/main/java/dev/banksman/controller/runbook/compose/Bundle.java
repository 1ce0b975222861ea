package dev.banksman.controller.runbook.compose;

import dev.banksman.controller.runbook.Problems;
import dev.banksman.controller.runbook.yaml.YamlLimits;
import dev.banksman.controller.runbook.yaml.YamlNode;
import dev.banksman.controller.runbook.yaml.YamlNode.Mapping;
import dev.banksman.controller.runbook.yaml.YamlNode.Scalar;
import dev.banksman.controller.runbook.yaml.YamlNode.Sequence;
import dev.banksman.controller.runbook.yaml.YamlReader;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A runbook with the fragments it includes, as one text: the runbook's file as it is, then each fragment after a line
 * {@code --- # file: NAME}. A runbook without fragments is its own bundle, byte for byte. Such a line is how YAML
 * separates documents, so a bundle can be kept as a file and used as a runbook.
 */
public final class Bundle {
    private static final String BEFORE = "--- # file: ";
    private static final Pattern SEPARATOR = Pattern.compile("(?m)^--- # file: ([^\\r\\n]{1,100})\\r?\\n");

    private Bundle() {}

    /** One document of a bundle. The runbook's {@code file} is empty: whoever sent it says what it is called. */
    record Part(String file, byte[] text) {}

    /**
     * Adds the fragments that a runbook includes, from the files beside it.
     *
     * @param files reads a file; what it throws goes to the caller
     */
    public static byte[] read(Path runbook, Function<Path, byte[]> files) {
        var main = files.apply(runbook);
        var names = includes(main);
        if (names.isEmpty() || split(main).size() > 1) {
            return main;
        }
        var bundle = new ByteArrayOutputStream();
        bundle.writeBytes(main);
        for (var name : names) {
            var file = runbook.resolveSibling(name + ".yaml");
            if (bundle.size() > 0 && bundle.toByteArray()[bundle.size() - 1] != '\n') {
                bundle.write('\n');
            }
            bundle.writeBytes((BEFORE + name + ".yaml\n").getBytes(StandardCharsets.UTF_8));
            bundle.writeBytes(files.apply(file));
        }
        return bundle.toByteArray();
    }

    /** Names of the fragments that a runbook's text asks for; none where it cannot be read: its reader will say why. */
    static List<String> includes(byte[] runbook) {
        var parts = split(runbook);
        return new YamlReader(YamlLimits.RUNBOOK)
                .read(parts.getFirst().text(), new Problems(""))
                .map(Bundle::includes)
                .orElse(List.of());
    }

    private static List<String> includes(YamlNode root) {
        var names = new LinkedHashSet<String>();
        if (root instanceof Mapping mapping
                && mapping.entry("include").isPresent()
                && mapping.entry("include").get().value() instanceof Sequence list) {
            for (var item : list.items()) {
                if (item instanceof Scalar name && name.text().matches("[a-z][a-z0-9-]{0,63}")) {
                    names.add(name.text());
                }
            }
        }
        return List.copyOf(names);
    }

    /** The documents of a bundle; at least one. Bytes that are no text end up in the document they stand in. */
    static List<Part> split(byte[] bundle) {
        // One character for each byte, so that indices are the same; the lines looked for are ASCII but for their
        // names.
        var text = new String(bundle, StandardCharsets.ISO_8859_1);
        var parts = new ArrayList<Part>();
        var separator = SEPARATOR.matcher(text);
        var file = "";
        var from = 0;
        while (separator.find()) {
            parts.add(new Part(file, bytes(text.substring(from, separator.start()))));
            file = new String(bytes(separator.group(1)), StandardCharsets.UTF_8).strip();
            from = separator.end();
        }
        parts.add(new Part(file, bytes(text.substring(from))));
        return parts;
    }

    private static byte[] bytes(String latin) {
        return latin.getBytes(StandardCharsets.ISO_8859_1);
    }
}
