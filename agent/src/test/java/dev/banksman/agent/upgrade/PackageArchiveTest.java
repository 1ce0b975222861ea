package dev.banksman.agent.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackageArchiveTest {

    @TempDir
    private Path root;

    private Path zip(String... names) throws IOException {
        var file = root.resolve("package.zip");
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (var name : names) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(name.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            }
        }
        return file;
    }

    @Test
    void unpacksFilesAndMakesProgramsExecutable() throws Exception {
        var target = root.resolve("here");
        PackageArchive.unpack(zip("bin/", "bin/banksman-agent", "lib/agent/a-1.0.jar", "LICENSE"), target);
        assertThat(target.resolve("lib/agent/a-1.0.jar")).hasContent("lib/agent/a-1.0.jar");
        assertThat(target.resolve("bin/banksman-agent")).isExecutable();
        assertThat(target.resolve("LICENSE")).exists();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../evil",
                "bin/../../evil",
                "bin/..",
                "/bin/evil",
                "bin//evil",
                "bin\\evil",
                "C:/evil",
                "bin/.hidden",
                "etc/evil",
                "bin/a b",
                "bin/a\nb",
                "lib/1/2/3/4/5"
            })
    void noNameLeavesTheDirectory(String name) throws Exception {
        var archive = zip("bin/banksman-agent", name);
        assertThatThrownBy(() -> PackageArchive.unpack(archive, root.resolve("deep/er")))
                .isInstanceOf(UpgradeException.class)
                .hasMessageContaining("expected files in bin/ and lib/");
        assertThat(root.resolve("evil")).doesNotExist();
        assertThat(root.resolve("deep/evil")).doesNotExist();
    }

    @Test
    void tooManyFilesAreRefused() throws Exception {
        var names = new String[2_001];
        for (int i = 0; i < names.length; i++) {
            names[i] = "lib/f" + i;
        }
        var archive = zip(names);
        assertThatThrownBy(() -> PackageArchive.unpack(archive, root.resolve("here")))
                .hasMessageContaining("at most 2000 files");
    }

    @Test
    void aZipThatWasCutShortIsRefused() throws Exception {
        var archive = zip("bin/banksman-agent");
        var bytes = Files.readAllBytes(archive);
        Files.write(archive, java.util.Arrays.copyOf(bytes, bytes.length / 2));
        assertThatThrownBy(() -> PackageArchive.unpack(archive, root.resolve("here")))
                .isInstanceOf(UpgradeException.class)
                .hasMessageContaining("no whole zip");
    }
}
