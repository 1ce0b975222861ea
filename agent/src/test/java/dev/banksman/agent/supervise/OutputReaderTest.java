package dev.banksman.agent.supervise;

import static dev.banksman.proto.agent.v1.OutputStream.OUTPUT_STREAM_STDOUT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.agent.journal.AgentDirectory;
import dev.banksman.agent.journal.AttemptKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputReaderTest {

    private static final AttemptKey KEY = new AttemptKey("run-1", "web-1", 1);
    private static final String TEXT = "login secret-one then secret-two! and sec";
    private static final String CLEAN = "login ********** then **********! and sec";

    @TempDir
    Path root;

    private OutputReader reader;
    private FileSpool spool;

    @BeforeEach
    void write() throws IOException {
        var directory = new AgentDirectory(root);
        Files.createDirectories(directory.attempt(KEY));
        Files.createDirectories(directory.secrets());
        Files.writeString(directory.secrets().resolve("one"), "secret-one\n");
        Files.writeString(directory.secrets().resolve("two"), "secret-two");
        spool = new FileSpool(directory, List.of("fallocate"));
        spool.append(KEY, OUTPUT_STREAM_STDOUT, TEXT.getBytes(StandardCharsets.UTF_8));
        reader = new OutputReader(spool, new FileSecretStore(directory.secrets()));
    }

    @Test
    void blotsOutSecretsWhereverReadsBeginAndEnd() throws IOException {
        for (int size = 1; size <= TEXT.length(); size++) {
            var read = new ByteArrayOutputStream();
            while (read.size() < TEXT.length()) {
                var part = reader.read(KEY, OUTPUT_STREAM_STDOUT, read.size(), size, TEXT.length(), true);
                assertThat(part.length).isBetween(1, size);
                read.writeBytes(part);
            }
            assertThat(read.toString(StandardCharsets.UTF_8)).isEqualTo(CLEAN);
        }
    }

    @Test
    void holdsBackWhatMayBecomeASecret() throws IOException {
        var part = reader.read(KEY, OUTPUT_STREAM_STDOUT, 0, 1000, TEXT.length(), false);
        assertThat(new String(part, StandardCharsets.UTF_8)).isEqualTo(CLEAN.substring(0, CLEAN.length() - 3));
        spool.append(KEY, OUTPUT_STREAM_STDOUT, "ond".getBytes(StandardCharsets.UTF_8));
        var rest = reader.read(KEY, OUTPUT_STREAM_STDOUT, part.length, 1000, TEXT.length() + 3, false);
        assertThat(new String(rest, StandardCharsets.UTF_8)).isEqualTo("second");
    }

    @Test
    void givesHeadAndTailOfALongStream() throws IOException {
        assertThat(reader.headAndTail(KEY, OUTPUT_STREAM_STDOUT, 8, 5, StandardCharsets.UTF_8))
                .isEqualTo("login **d sec");
        assertThat(reader.headAndTail(KEY, OUTPUT_STREAM_STDOUT, 100, 100, StandardCharsets.UTF_8))
                .isEqualTo(CLEAN);
    }

    @Test
    void givesBackDiskSpaceWithoutMovingAnything() throws Exception {
        spool.append(KEY, OUTPUT_STREAM_STDOUT, new byte[4 * 1024 * 1024]);
        spool.append(KEY, OUTPUT_STREAM_STDOUT, "tail".getBytes(StandardCharsets.UTF_8));
        long length = spool.length(KEY, OUTPUT_STREAM_STDOUT);
        spool.free(KEY, OUTPUT_STREAM_STDOUT, 4096, 4 * 1024 * 1024);
        org.awaitility.Awaitility.await().until(() -> blocks() < 200);
        assertThat(spool.length(KEY, OUTPUT_STREAM_STDOUT)).isEqualTo(length);
        assertThat(new String(spool.read(KEY, OUTPUT_STREAM_STDOUT, length - 4, 10), StandardCharsets.UTF_8))
                .isEqualTo("tail");
    }

    private long blocks() throws IOException, InterruptedException {
        var stat = new ProcessBuilder(
                        "stat",
                        "-c",
                        "%b",
                        new AgentDirectory(root).attempt(KEY).resolve("stdout").toString())
                .start();
        var text = new String(stat.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        stat.waitFor();
        return Long.parseLong(text.strip());
    }
}
