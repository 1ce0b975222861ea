package dev.banksman.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFilesTest {

    @Test
    void replacesContentAndLeavesNothingBeside(@TempDir Path directory) throws Exception {
        var file = directory.resolve("file");
        DurableFiles.write(file, new byte[] {1});
        Files.write(directory.resolve("file.tmp"), new byte[] {9, 9});
        DurableFiles.write(file, new byte[] {2});

        assertThat(Files.readAllBytes(file)).containsExactly(2);
        assertThat(directory.toFile().list()).containsExactly("file");
    }

    @Test
    void keepsSecretsToTheirOwner(@TempDir Path directory) throws Exception {
        var inner = directory.resolve("a/secrets");
        DurableFiles.createSecretDirectory(inner);
        DurableFiles.writeSecret(inner.resolve("key"), new byte[] {1});

        if (Files.getFileStore(directory).supportsFileAttributeView("posix")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(inner)))
                    .isEqualTo("rwx------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(inner.resolve("key"))))
                    .isEqualTo("rw-------");
        }
    }
}
