package dev.banksman.controller.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DirectoryLockTest {

    @TempDir
    Path directory;

    /** Takes the lock of a directory, says so, and keeps it until it is killed. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] args) throws Exception {
            try (var lock = DirectoryLock.take(Path.of(args[0]), args[1])) {
                System.out.println("taken by " + lock);
                System.in.read();
            } catch (IOException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    @Test
    void aSecondProcessIsRefusedAndToldWhoIsThere() throws Exception {
        var first = start("controller on host a (pid 17)");
        try {
            assertThat(firstLine(first)).startsWith("taken");

            var second = start("controller on host b (pid 18)");
            assertThat(firstLine(second)).contains("in use by controller on host a (pid 17)");
            assertThatThrownBy(() -> DirectoryLock.take(directory, "me"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("controller on host a (pid 17)");
            assertThat(second.waitFor(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            first.destroyForcibly();
        }
        assertThat(first.waitFor(30, TimeUnit.SECONDS)).isTrue();

        DirectoryLock.take(directory, "me").close();
    }

    @Test
    void theSameProcessIsRefusedAsWellAndKeepsItsLock() throws Exception {
        try (var lock = DirectoryLock.take(directory, "me")) {
            assertThat(lock).isNotNull();
            assertThatThrownBy(() -> DirectoryLock.take(directory, "me again")).hasMessageContaining("in use");

            var other = start("another");
            assertThat(firstLine(other)).contains("in use by me");
            assertThat(other.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    private Process start(String owner) throws IOException {
        return new ProcessBuilder(List.of(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        directory.toString(),
                        owner))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static String firstLine(Process process) throws IOException {
        return String.valueOf(process.inputReader(StandardCharsets.UTF_8).readLine());
    }
}
