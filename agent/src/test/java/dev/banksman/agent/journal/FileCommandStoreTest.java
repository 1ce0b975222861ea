package dev.banksman.agent.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileCommandStoreTest extends CommandStoreContract {

    @TempDir
    Path root;

    @Override
    CommandStore reopen() {
        return new FileCommandStore(new AgentDirectory(root), HOST);
    }

    /** Each point between two durable writes of an acceptance, in a process that dies there. */
    @ParameterizedTest
    @ValueSource(strings = {"accept-prepared", "accept-marked", "accept-durable"})
    void acceptsWhollyOrNotAtAllWhereverItDies(String point) throws Exception {
        var child = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dbanksman.crash-at=" + point,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Accepting.class.getName(),
                        root.toString()))
                .inheritIO()
                .start();
        assertThat(child.waitFor()).isEqualTo(137);

        var stored = reopen().load();

        boolean accepted = !stored.commands().isEmpty();
        assertThat(accepted).isEqualTo(!point.equals("accept-prepared"));
        assertThat(stored.marks().containsKey("run-1")).isEqualTo(accepted);
        if (!accepted) {
            assertThat(new AgentDirectory(root).attempt(FIRST)).doesNotExist();
        }
    }

    /** Accepts one command in a process of its own. */
    static final class Accepting {
        public static void main(String[] args) throws IOException {
            var store = new FileCommandStore(new AgentDirectory(Path.of(args[0])), HOST);
            store.load();
            store.accept(FIRST, accepted(FIRST), mark("run-1", 1));
        }
    }

    @Test
    void tellsADamagedRecordFromAMissingOne() throws Exception {
        var store = reopen();
        store.load();
        store.accept(FIRST, accepted(FIRST), mark("run-1", 1));
        var record = new AgentDirectory(root).attempt(FIRST).resolve("dispatch.pb");
        var bytes = Files.readAllBytes(record);
        bytes[bytes.length - 1] ^= 1;
        Files.write(record, bytes);
        var stored = reopen().load();
        assertThat(stored.commands()).isEmpty();
        assertThat(stored.damaged()).hasSize(1);
        assertThat(stored.damaged().get(0).key()).isEqualTo(FIRST);
        assertThat(stored.damaged().get(0).evidence()).contains("checksum");
    }

    @Test
    void refusesToWorkWithoutTheMarkItOnceHad() throws Exception {
        var store = reopen();
        store.load();
        store.mark(mark("run-1", 3));
        Files.write(new AgentDirectory(root).marks().resolve("run-1.pb"), new byte[] {1, 2, 3});
        assertThatThrownBy(() -> reopen().load())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot work without its marks");
    }

    @Test
    void finishesADeletionThatACrashInterrupted() throws Exception {
        var store = reopen();
        store.load();
        store.accept(FIRST, accepted(FIRST), mark("run-1", 1));
        var attempt = new AgentDirectory(root).attempt(FIRST);
        Files.createDirectories(attempt.resolve("work"));
        Files.writeString(attempt.resolve("stdout"), "text");
        Files.delete(attempt.resolve("dispatch.pb"));
        assertThat(reopen().load().commands()).isEmpty();
        assertThat(attempt).doesNotExist();
    }

    @Test
    void keepsEverythingFromOtherAccounts() throws Exception {
        var store = reopen();
        store.load();
        store.accept(FIRST, accepted(FIRST), mark("run-1", 1));
        var directory = new AgentDirectory(root);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.commands())))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(directory.attempt(FIRST).resolve("dispatch.pb"))))
                .isEqualTo("rw-------");
    }
}
