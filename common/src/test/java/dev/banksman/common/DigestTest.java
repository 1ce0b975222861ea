package dev.banksman.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DigestTest {

    private static final String OF_ABC = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void namesContentAndFileAlike(@TempDir Path directory) throws Exception {
        var content = "abc".getBytes(StandardCharsets.UTF_8);
        var file = Files.write(directory.resolve("file"), content);

        assertThat(Digest.of(content).name()).isEqualTo(OF_ABC);
        assertThat(Digest.of(file)).isEqualTo(new Digest(OF_ABC));
        assertThat(new Digest(OF_ABC).hex()).isEqualTo(OF_ABC.substring(7));
    }

    @Test
    void refusesAnyOtherWriting() {
        for (var name : new String[] {
            "",
            "sha256:",
            OF_ABC.substring(7),
            OF_ABC.toUpperCase(java.util.Locale.ROOT),
            "sha256:../../../../etc/passwd",
            OF_ABC + "\n"
        }) {
            assertThatThrownBy(() -> new Digest(name)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
