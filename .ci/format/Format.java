import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.JavaFormatterOptions;
import com.palantir.javaformat.java.JavaFormatterOptions.Style;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Predicate;

/**
 * Checks the layout of all Java sources, or writes it: {@code java Format.java check|apply REPOSITORY}.
 *
 * <p>The formatter reads sources with the compiler of the JVM it runs in. Formatter plugins run inside Maven's own JVM,
 * which may be older than the language of these sources; this program is run by the JDK that also compiles them.
 */
final class Format {

    private static final Formatter FORMATTER = Formatter.createFormatter(
            JavaFormatterOptions.builder().style(Style.PALANTIR).build());

    /** Hidden folders belong to other programs, except the one that this file is in. */
    private static final Predicate<String> SOURCE = path ->
            path.endsWith(".java") && !path.contains("/target/") && (!path.contains("/.") || path.startsWith("/.ci/"));

    private final Path root;
    private final boolean apply;
    private final Set<String> known;
    private final Set<String> wellFormed = new ConcurrentSkipListSet<>();
    private final Set<String> findings = new ConcurrentSkipListSet<>();

    private Format(Path root, boolean apply, Set<String> known) {
        this.root = root;
        this.apply = apply;
        this.known = known;
    }

    public static void main(String[] args) throws IOException {
        if (args.length != 2 || !List.of("check", "apply").contains(args[0])) {
            System.err.println("Expected: check|apply REPOSITORY; found: " + String.join(" ", args));
            System.exit(2);
        }
        var root = Path.of(args[1]).toAbsolutePath().normalize();
        // What was well-formed last time still is: only changed files are parsed again.
        var memory = root.resolve("target/well-formed-sources");
        var known = Files.exists(memory) ? Set.copyOf(Files.readAllLines(memory)) : Set.<String>of();

        var format = new Format(root, args[0].equals("apply"), known);
        format.all();

        Files.createDirectories(memory.getParent());
        Files.write(memory, format.wellFormed);
        if (!format.findings.isEmpty()) {
            format.findings.forEach(System.err::println);
            System.err.println(
                    "Layout differs from the formatter's. To write it: mvn -q -pl .ci/format verify -Dformat=apply");
            System.exit(1);
        }
    }

    private void all() throws IOException {
        var sources = new TreeSet<Path>();
        try (var files = Files.walk(root)) {
            files.filter(file -> SOURCE.test("/" + root.relativize(file))).forEach(sources::add);
        }
        sources.parallelStream().forEach(this::one);
    }

    private void one(Path file) {
        try {
            var found = Files.readString(file);
            if (known.contains(digest(found))) {
                wellFormed.add(digest(found));
                return;
            }
            var expected = FORMATTER.formatSourceAndFixImports(found);
            wellFormed.add(digest(expected));
            if (found.equals(expected)) {
                return;
            }
            if (apply) {
                Files.writeString(file, expected);
                System.out.println("Wrote " + root.relativize(file));
            } else {
                findings.add(root.relativize(file) + ":" + firstDifference(found, expected) + ": not formatted");
            }
        } catch (FormatterException e) {
            findings.add(root.relativize(file) + ": " + e.getMessage());
        } catch (IOException e) {
            findings.add(root.relativize(file) + ": " + e);
        }
    }

    private static long firstDifference(String found, String expected) {
        int at = 0;
        while (at < Math.min(found.length(), expected.length()) && found.charAt(at) == expected.charAt(at)) {
            at++;
        }
        return 1 + found.substring(0, at).chars().filter(c -> c == '\n').count();
    }

    private static String digest(String text) {
        try {
            var sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(text.getBytes()));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
