package dev.banksman.controller.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banksman.controller.artifact.ArtifactStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentPackagesTest {

    @TempDir
    private Path root;

    private ArtifactStore artifacts;
    private AgentPackages packages;
    private Path home;

    @BeforeEach
    void install() throws IOException {
        artifacts = ArtifactStore.open(root.resolve("artifacts"), ArtifactStore.DEFAULT_LIMIT_BYTES);
        packages = AgentPackages.open(artifacts, root.resolve("work"));
        home = root.resolve("home");
        put("bin/banksman", "controller's");
        put("bin/banksman-agent", "agent's");
        put("lib/version", "1.2.3-beta+4\n");
        put("lib/java.sh", "both's");
        put("lib/agent/agent.jar", "agent's");
        put("lib/controller/controller.jar", "controller's");
        put("runbooks/some.yaml", "nobody's");
    }

    private void put(String name, String text) throws IOException {
        var file = home.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private Path zip(String around) throws IOException {
        var file = root.resolve("distribution.zip");
        try (var zip = new ZipOutputStream(Files.newOutputStream(file));
                var files = Files.walk(home)) {
            for (var path : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                zip.putNextEntry(new ZipEntry(around + home.relativize(path)));
                Files.copy(path, zip);
            }
        }
        return file;
    }

    private List<String> names(AgentPackage made) throws Exception {
        var names = new ArrayList<String>();
        try (var zip = new ZipInputStream(Channels.newInputStream(artifacts.read(made.digest())))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        return names;
    }

    @Test
    void takesTheAgentsPartAlone() throws Exception {
        var made = packages.ofInstalled(home);
        assertThat(made.version()).isEqualTo("1.2.3-beta+4");
        assertThat(names(made))
                .containsExactly("bin/banksman-agent", "lib/agent/agent.jar", "lib/java.sh", "lib/version");
        assertThat(packages.has(made)).isTrue();
        assertThat(root.resolve("work")).isEmptyDirectory();
    }

    @Test
    void theSameDistributionGivesTheSameDigestHoweverItCame() throws Exception {
        var installed = packages.ofInstalled(home);
        assertThat(packages.ofZip(zip(""))).isEqualTo(installed);
        assertThat(packages.ofZip(zip("banksman-1.2.3/"))).isEqualTo(installed);
    }

    @Test
    void whatIsNoDistributionIsRefusedInASentence() throws Exception {
        var text = Files.writeString(root.resolve("text"), "no zip");
        assertThatThrownBy(() -> packages.ofZip(text))
                .isInstanceOfSatisfying(
                        UnusableDistributionException.class,
                        e -> assertThat(e.sentence()).startsWith("Expected a distribution of Banksman as a zip"));
        Files.delete(home.resolve("lib/agent/agent.jar"));
        assertThatThrownBy(() -> packages.ofInstalled(home))
                .isInstanceOfSatisfying(
                        UnusableDistributionException.class,
                        e -> assertThat(e.sentence()).contains("only a part of them"));
        put("lib/agent/agent.jar", "back");
        for (var version : List.of("1.0; rm -rf /", "asked", "v1.0")) {
            put("lib/version", version);
            refused("expected a version that begins with a digit");
        }
    }

    private void refused(String why) {
        assertThatThrownBy(() -> packages.ofInstalled(home))
                .isInstanceOfSatisfying(
                        UnusableDistributionException.class,
                        e -> assertThat(e.sentence()).contains(why));
        assertThat(root.resolve("work")).isEmptyDirectory();
    }

    @Test
    void whatAgentsWouldRefuseIsNotStored() throws Exception {
        for (var name : List.of("lib/.x", "lib/a b", "lib/agent/.a.jar")) {
            put(name, "odd");
            refused("found '" + name + "'");
            assertThatThrownBy(() -> packages.ofZip(zip("banksman/")))
                    .isInstanceOf(UnusableDistributionException.class);
            Files.delete(home.resolve(name));
        }
        for (int i = 0; i < 2_000; i++) {
            put("lib/f" + i, "");
        }
        refused("at most 2000 files");
    }

    @Test
    void withoutRoomOnTheDiskNothingIsMade() throws Exception {
        var room = new AtomicLong();
        packages = new AgentPackages(artifacts, root.resolve("work"), room::get);
        var bytes = 2 * "agent's".length() + "both's".length() + "1.2.3-beta+4\n".length();
        room.set((256L << 20) + bytes - 1);
        refused("room on the controller's disk for " + bytes + " bytes");
        room.incrementAndGet();
        assertThat(packages.has(packages.ofInstalled(home))).isTrue();
    }

    @Test
    void aZipThatClaimsALongListOfFilesIsNotOpened() throws Exception {
        var zip = zip("");
        var bytes = Files.readAllBytes(zip);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(bytes.length - 10, 400 << 20);
        Files.write(zip, bytes);
        assertThatThrownBy(() -> packages.ofZip(zip))
                .isInstanceOfSatisfying(
                        UnusableDistributionException.class,
                        e -> assertThat(e.sentence()).contains("expected a list of files of at most"));
    }
}
