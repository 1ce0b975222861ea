package dev.banksman.controller.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files and parameters as people hand them over. */
class DocumentsTest {

    private static final Path FILE = Path.of("parameters");

    @TempDir
    private Path directory;

    @Test
    void aValueIsTakenAsItStands() {
        var parameters = ParameterFile.parse(
                FILE,
                "# the media\nmedia=\\\\server\\share\\new\r\n sql-server = SQL1\\GP \n\nurl=a=b;c=d #e\nempty=\n");

        assertThat(parameters)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "media", "\\\\server\\share\\new",
                        "sql-server", "SQL1\\GP",
                        "url", "a=b;c=d #e",
                        "empty", ""));
    }

    @Test
    void aLineThatIsNoneIsNamed() {
        assertThatThrownBy(() -> ParameterFile.parse(FILE, "a=1\nb\n"))
                .isInstanceOf(CommandFailure.class)
                .hasMessage("parameters:2: expected NAME=VALUE, found b");
        assertThatThrownBy(() -> ParameterFile.parse(FILE, "=1")).hasMessageContaining("found =1");
    }

    @Test
    void aParameterThatComesTwiceIsRefused() {
        assertThatThrownBy(() -> ParameterFile.parse(FILE, "a=1\na=1\n"))
                .hasMessage("parameters:2: expected each parameter once, found a twice");

        var options = new HashMap<>(Map.of("a", "1"));
        assertThatThrownBy(() -> ParameterFile.add(options, "a=2", "--parameter"))
                .hasMessage("--parameter: expected each parameter once, found a twice");
    }

    @Test
    void howeverLongAFileIsOnlySoMuchIsRead() throws Exception {
        var file = directory.resolve("long.yaml");
        try (var sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(1L << 40);
        }

        assertThatThrownBy(() -> InputFile.bytes(file))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("expected at most 16 MiB, found more");
    }

    @Test
    void whatCannotBeReadIsSaidInOneSentence() throws Exception {
        assertThatThrownBy(() -> InputFile.bytes(directory)).hasMessageEndingWith(": it is a directory.");
        assertThatThrownBy(() -> InputFile.bytes(directory.resolve("none")))
                .hasMessageEndingWith(": there is no such file.");
        var latin = Files.write(directory.resolve("latin"), "a=\u00e9".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> InputFile.text(latin)).hasMessageEndingWith("expected UTF-8, found something else.");
    }
}
