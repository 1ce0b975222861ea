package dev.banksman.proto.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.GeneratedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The protos of this tree against those of each release, kept in {@code src/test/resources/released}.
 *
 * <p>A release records its protos with {@code mvn -pl proto test -Dbanksman.proto.release=1.2.3}; after the release that
 * file never changes.
 */
class ReleasedWireTest {

    private static final Path RELEASED = Path.of("src/test/resources/released");
    private static final Path SOURCES = Path.of("src/main/protobuf");
    private static final Path CLASSES = Path.of("target/classes");

    @TestFactory
    List<DynamicTest> nothingIsTakenAwayFromARelease() throws Exception {
        var now = WireShape.of(protos());
        var releasing = System.getProperty("banksman.proto.release");
        if (releasing != null) {
            var folder = Files.createDirectories(RELEASED.resolve(releasing));
            Files.write(folder.resolve("wire.txt"), now.text());
        }
        var tests = new ArrayList<DynamicTest>();
        for (var release : releases()) {
            tests.add(DynamicTest.dynamicTest(
                    release.getFileName().toString(),
                    () -> assertThat(WireBreaks.between(
                                    WireShape.parse(Files.readAllLines(release.resolve("wire.txt"))), now))
                            .isEmpty()));
        }
        return tests;
    }

    @Test
    void everyProtoIsCompared() throws Exception {
        var compared = new TreeSet<String>();
        protos().forEach(proto -> compared.add(proto.getName()));
        var sources = new TreeSet<String>();
        try (var files = Files.walk(SOURCES)) {
            files.filter(file -> file.toString().endsWith(".proto"))
                    .forEach(file ->
                            sources.add(SOURCES.relativize(file).toString().replace('\\', '/')));
        }

        assertThat(compared).isEqualTo(sources).isNotEmpty();
    }

    private static List<Path> releases() throws IOException {
        if (!Files.isDirectory(RELEASED)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(RELEASED)) {
            return folders.sorted().toList();
        }
    }

    /** Each .proto file has one class that holds its descriptor; nested classes never are. */
    private static List<FileDescriptorProto> protos() throws Exception {
        var protos = new ArrayList<FileDescriptorProto>();
        try (Stream<Path> files = Files.walk(CLASSES)) {
            for (var file : (Iterable<Path>) files.sorted()::iterator) {
                var name = CLASSES.relativize(file)
                        .toString()
                        .replace(file.getFileSystem().getSeparator(), ".");
                if (!name.endsWith(".class") || name.contains("$")) {
                    continue;
                }
                var type = Class.forName(
                        name.replaceFirst("\\.class$", ""), false, ReleasedWireTest.class.getClassLoader());
                if (GeneratedFile.class.isAssignableFrom(type)) {
                    var descriptor =
                            (FileDescriptor) type.getMethod("getDescriptor").invoke(null);
                    protos.add(descriptor.toProto());
                }
            }
        }
        return protos;
    }
}
