package dev.banksman.agent.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackageArchiveTest {

    private static final DiskRoom ROOM = new DiskRoom(() -> Long.MAX_VALUE);

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
        PackageArchive.unpack(zip("bin/", "bin/banksman-agent", "lib/agent/a-1.0.jar", "LICENSE"), target, ROOM);
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
        assertThatThrownBy(() -> PackageArchive.unpack(archive, root.resolve("deep/er"), ROOM))
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
        assertThatThrownBy(() -> PackageArchive.unpack(archive, root.resolve("here"), ROOM))
                .hasMessageContaining("at most 2000 files");
    }

    /** Such a list of files would be read into memory as a whole. */
    @Test
    void aZipThatClaimsALongListOfFilesIsNotOpened() throws Exception {
        var archive = zip("bin/banksman-agent");
        var bytes = Files.readAllBytes(archive);
        var end = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        end.putInt(bytes.length - 10, 400 << 20);
        Files.write(archive, bytes);
        assertThatThrownBy(() -> PackageArchive.unpack(archive, root.resolve("here"), ROOM))
                .isInstanceOf(UpgradeException.class)
                .hasMessageContaining("expected a list of files of at most");
    }

    @Test
    void noMoreComesOutThanThePackageSays() throws Exception {
        var archive = zip("bin/banksman-agent");
        var bytes = Files.readAllBytes(archive);
        var list = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        // The size of the first file in the list.
        list.putInt(list.getInt(bytes.length - 6) + 24, 3);
        Files.write(archive, bytes);
        assertThatThrownBy(() -> PackageArchive.unpack(archive, root.resolve("here"), ROOM))
                .isInstanceOf(UpgradeException.class)
                .hasMessageContaining("expected 3 bytes in bin/banksman-agent");
    }

    @Test
    void aZipThatWasCutShortIsRefused() throws Exception {
        var archive = zip("bin/banksman-agent");
        var bytes = Files.readAllBytes(archive);
        Files.write(archive, java.util.Arrays.copyOf(bytes, bytes.length / 2));
        assertThatThrownBy(() -> PackageArchive.unpack(archive, root.resolve("here"), ROOM))
                .isInstanceOf(UpgradeException.class)
                .hasMessageContaining("no whole zip");
    }
}
