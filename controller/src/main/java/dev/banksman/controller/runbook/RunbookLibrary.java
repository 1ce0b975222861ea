package dev.banksman.controller.runbook;

import dev.banksman.controller.runbook.compose.Bundle;
import dev.banksman.controller.runbook.yaml.YamlLimits;
import dev.banksman.controller.runbook.yaml.YamlNode.Mapping;
import dev.banksman.controller.runbook.yaml.YamlReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The runbooks of a folder, each with the fragments that it includes from the files beside it. Fragments by themselves
 * are none. The folder is read again when one of its files has changed. Safe for many threads.
 */
public final class RunbookLibrary {

    /**
     * A runbook of the library.
     *
     * @param name its own; of one that cannot be read, its file's without the ending
     * @param file its file's name
     * @param bundle its text with its fragments
     */
    public record Entry(String name, String file, byte[] bundle, Read<Runbook> read) {}

    private static final int MAX_FILES = 1_000;
    private static final int MAX_BYTES = 16 << 20;
    private static final String ENDING = ".yaml";

    private final Path folder;
    private Map<String, Entry> entries = Map.of();
    private String seen = "";

    public RunbookLibrary(Path folder) {
        this.folder = folder;
    }

    /**
     * All runbooks by name. Of two that have one name, the one whose file comes first counts.
     *
     * @throws IOException if the folder cannot be read; a folder that is not there has no runbooks
     */
    public synchronized Map<String, Entry> entries() throws IOException {
        if (!Files.isDirectory(folder)) {
            return Map.of();
        }
        var files = files();
        var state = new StringBuilder();
        for (var file : files) {
            state.append(file.getFileName())
                    .append(' ')
                    .append(Files.size(file))
                    .append(' ')
                    .append(Files.getLastModifiedTime(file))
                    .append('\n');
        }
        if (!seen.contentEquals(state)) {
            var read = new LinkedHashMap<String, Entry>();
            for (var file : files) {
                var text = bytes(file);
                if (!fragment(text)) {
                    var entry = entry(file, text);
                    read.putIfAbsent(entry.name(), entry);
                }
            }
            entries = read;
            seen = state.toString();
        }
        return entries;
    }

    private List<Path> files() throws IOException {
        try (var all = Files.list(folder)) {
            return all.filter(file -> file.getFileName().toString().endsWith(ENDING))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .limit(MAX_FILES)
                    .toList();
        }
    }

    private static Entry entry(Path file, byte[] text) throws IOException {
        var fileName = file.getFileName().toString();
        byte[] bundle;
        try {
            bundle = Bundle.read(file, part -> part.equals(file) ? text : bytesOf(part));
        } catch (UncheckedIOException e) {
            // Its reader says which fragment is missing.
            bundle = text;
        }
        var read = RunbookReader.read(fileName, bundle);
        var name = read instanceof Read.Valid<Runbook> valid
                ? valid.value().name()
                : fileName.substring(0, fileName.length() - ENDING.length());
        return new Entry(name, fileName, bundle, read);
    }

    private static boolean fragment(byte[] text) {
        return new YamlReader(YamlLimits.RUNBOOK)
                .read(text, new Problems(""))
                .filter(root -> root instanceof Mapping mapping
                        && mapping.entry("fragment").isPresent())
                .isPresent();
    }

    private static byte[] bytesOf(Path file) {
        try {
            return bytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(Path file) throws IOException {
        try (var input = Files.newInputStream(file)) {
            var content = input.readNBytes(MAX_BYTES + 1);
            if (content.length > MAX_BYTES) {
                throw new IOException(file + " has more than " + (MAX_BYTES >> 20) + " MiB");
            }
            return content;
        }
    }
}
