package dev.banksman.agent.supervise;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The processes of this host, from {@code /proc}. A process that ends while it is read is not there; one whose
 * environment may not be read (another account's) has none.
 */
final class ProcessTable {

    private static final int PARENT = 1;
    private static final int SESSION = 3;
    private static final int START = 19;

    private final Path proc;

    ProcessTable(Path proc) {
        this.proc = proc;
    }

    /**
     * One process.
     *
     * @param start in clock ticks since the kernel's start; with the pid it names a process for good, within one boot
     */
    record Entry(long pid, long start, long parent, long session) {}

    /** The process with this pid, unless it has ended; one that is dead and not yet reaped has ended. */
    Optional<Entry> find(long pid) {
        return read(pid + "/stat").flatMap(bytes -> parse(pid, new String(bytes, StandardCharsets.ISO_8859_1)));
    }

    /** Whether exactly this process is alive. */
    boolean isAlive(long pid, long start) {
        return find(pid).filter(entry -> entry.start() == start).isPresent();
    }

    List<Entry> all() throws IOException {
        var found = new ArrayList<Entry>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (var entry : entries) {
                find(Long.parseLong(entry.getFileName().toString())).ifPresent(found::add);
            }
        }
        return found;
    }

    /** The command line's words. */
    List<String> arguments(long pid) {
        return words(pid, "cmdline");
    }

    /** Whether the process was started with exactly this {@code NAME=value} in its environment. */
    boolean hasVariable(long pid, String assignment) {
        return words(pid, "environ").contains(assignment);
    }

    private List<String> words(long pid, String file) {
        return read(pid + "/" + file)
                .map(bytes -> Arrays.asList(new String(bytes, StandardCharsets.UTF_8).split("\0")))
                .orElse(List.of());
    }

    private Optional<byte[]> read(String name) {
        try {
            return Optional.of(Files.readAllBytes(proc.resolve(name)));
        } catch (IOException e) {
            // Gone, or not ours to read: the two reasons the kernel has, and neither is an error here.
            return Optional.empty();
        }
    }

    private static Optional<Entry> parse(long pid, String stat) {
        // The name, in brackets, may itself hold brackets and spaces; what follows the last one is numbers.
        var fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
        if (fields.length <= START || fields[0].equals("Z") || fields[0].equals("X")) {
            return Optional.empty();
        }
        return Optional.of(new Entry(
                pid, Long.parseLong(fields[START]), Long.parseLong(fields[PARENT]), Long.parseLong(fields[SESSION])));
    }
}
