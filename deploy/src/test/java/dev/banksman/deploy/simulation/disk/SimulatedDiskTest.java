package dev.banksman.deploy.simulation.disk;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banksman.common.DurableFiles;
import dev.banksman.deploy.simulation.disk.Survival.Contents;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What lasts on a simulated disk, and what does not. */
class SimulatedDiskTest {

    private final SimulatedDisk disk = SimulatedDisk.create(() -> Instant.EPOCH);
    private final Path root = disk.root();
    private final Path file = root.resolve("file");

    @Test
    void losesContentThatWasNotForced() throws Exception {
        given("old");
        Files.writeString(file, " new", APPEND);
        disk.powerLoss(Survival.NOTHING);
        assertThat(file).hasContent("old");
    }

    @Test
    void mayHaveWrittenByItselfWhatWasNotForced() throws Exception {
        given("old");
        Files.writeString(file, " new", APPEND);
        disk.powerLoss(Survival.EVERYTHING);
        assertThat(file).hasContent("old new");
    }

    @Test
    void tearsContentAtAnyByte() throws Exception {
        given("old");
        Files.writeString(file, " new", APPEND);
        disk.powerLoss(Survival.of(0, Contents.torn(2)));
        assertThat(file).hasContent("old n");
    }

    @Test
    void mayHaveTheFullLengthAndNotTheBytes() throws Exception {
        given("old");
        Files.writeString(file, " new", APPEND);
        disk.powerLoss(Survival.of(0, Contents.torn(2, offset -> '0' + (int) offset)));
        assertThat(file).hasContent("old n56");
    }

    @Test
    void tearsInTheOrderOfWritesWhereverTheyLie() throws Exception {
        given("......");
        try (var channel = FileChannel.open(file, WRITE)) {
            channel.write(bytes("ab"), 4);
            channel.write(bytes("cd"), 0);
        }
        disk.powerLoss(Survival.of(0, Contents.torn(3)));
        assertThat(file).hasContent("c...ab");
    }

    @Test
    void mayLoseWhatAFileHeldBeforeItWasTruncated() throws Exception {
        given("old");
        Files.writeString(file, "new");
        disk.powerLoss(Survival.of(0, Contents.torn(1)));
        assertThat(file).hasContent("");
    }

    @Test
    void losesTheNameOfAForcedFileWhoseDirectoryWasNot() throws Exception {
        writeForced(file, "content");
        disk.powerLoss(Survival.NOTHING);
        assertThat(file).doesNotExist();
    }

    @Test
    void mayKeepTheNameAndLoseTheContent() throws Exception {
        Files.writeString(file, "content");
        DurableFiles.syncDirectory(root);
        disk.powerLoss(Survival.NOTHING);
        assertThat(file).hasContent("");
    }

    @Test
    void keepsWhatOneDirectoryWasToldInThatOrder() throws Exception {
        for (int i = 0; i < 3; i++) {
            Files.createDirectory(root.resolve("d" + i));
        }
        disk.powerLoss(Survival.of(2, Contents.NONE));
        assertThat(root.resolve("d1")).exists();
        assertThat(root.resolve("d2")).doesNotExist();
    }

    @Test
    void mayBringBackWhatWasDeleted() throws Exception {
        given("content");
        Files.delete(file);
        disk.powerLoss(Survival.NOTHING);
        assertThat(file).hasContent("content");
    }

    @Test
    void undoesARenameWhole() throws Exception {
        given("old");
        writeForced(root.resolve("next"), "new");
        Files.move(root.resolve("next"), file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        assertThat(file).hasContent("new");
        disk.powerLoss(Survival.of(1, Contents.NONE));
        assertThat(file).hasContent("old");
        assertThat(root.resolve("next")).hasContent("new");
    }

    @ParameterizedTest
    @ValueSource(strings = {"from", "to"})
    void movesBetweenDirectoriesInBothOrInNeither(String lagging) throws Exception {
        var from = Files.createDirectory(root.resolve("from"));
        var to = Files.createDirectory(root.resolve("to"));
        writeForced(from.resolve("a"), "content");
        DurableFiles.syncDirectory(from);
        DurableFiles.syncDirectory(root);
        Files.move(from.resolve("a"), to.resolve("a"));
        Files.createDirectory(from.resolve("later"));
        Files.createDirectory(to.resolve("later"));

        disk.powerLoss(new Survival() {
            @Override
            public int names(Path directory, int pending) {
                assertThat(pending).isEqualTo(2);
                return directory.endsWith(lagging) ? 0 : pending;
            }

            @Override
            public Contents contents(Path changed, long unsynced) {
                return Contents.NONE;
            }
        });

        assertThat(from.resolve("a")).hasContent("content");
        assertThat(to.resolve("a")).doesNotExist();
        assertThat(from.resolve("later")).doesNotExist();
        assertThat(to.resolve("later")).doesNotExist();
    }

    @Test
    void forcesBothDirectoriesOfAMoveWithEither() throws Exception {
        var from = Files.createDirectory(root.resolve("from"));
        var to = Files.createDirectory(root.resolve("to"));
        DurableFiles.syncDirectory(root);
        writeForced(from.resolve("a"), "content");
        Files.move(from.resolve("a"), to.resolve("a"));
        Files.createDirectory(from.resolve("later"));
        DurableFiles.syncDirectory(to);
        disk.powerLoss(Survival.NOTHING);
        assertThat(to.resolve("a")).hasContent("content");
        assertThat(from).isEmptyDirectory();
    }

    @Test
    void keepsEverythingWhenAProcessCrashes() throws Exception {
        Files.writeString(file, "content");
        var channel = FileChannel.open(file, READ, WRITE);
        assertThat(channel.tryLock()).isNotNull();
        try (var other = FileChannel.open(file, WRITE)) {
            assertThat(other.tryLock()).isNull();
        }
        disk.processCrash();

        assertThat(file).hasContent("content");
        assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1))).isInstanceOf(ClosedChannelException.class);
        try (var next = FileChannel.open(file, WRITE);
                var lock = next.tryLock()) {
            assertThat(lock).isNotNull();
        }
    }

    @Test
    void letsNothingHappenAfterADeathInTheHook() throws Exception {
        given("old");
        disk.beforeEach(operation -> {
            throw new SimulatedCrash("before " + operation);
        });
        assertThatThrownBy(() -> DurableFiles.write(file, new byte[] {1}))
                .isInstanceOf(SimulatedCrash.class)
                .hasMessage("before CREATE /file.tmp");
        disk.beforeEach(_ -> {});
        assertThatThrownBy(() -> Files.delete(file)).isInstanceOf(SimulatedCrash.class);
        assertThatThrownBy(() -> Files.readAllBytes(file)).isInstanceOf(SimulatedCrash.class);
        disk.processCrash();
        assertThat(file).hasContent("old");
    }

    @Test
    void forgetsWhatAFailedForceHeld() throws Exception {
        given("old");
        disk.faults().failForces(file::equals);
        try (var channel = FileChannel.open(file, APPEND)) {
            channel.write(bytes("-lost"));
            assertThatThrownBy(() -> channel.force(true)).isInstanceOf(IOException.class);
            disk.faults().none();
            channel.force(true);
        }
        assertThat(file).hasContent("old-lost");
        disk.powerLoss(Survival.EVERYTHING);
        assertThat(file).hasContent("old");
    }

    @Test
    void liesAboutForcingWhenTold() throws Exception {
        disk.faults().lyingForce(true);
        given("content");
        disk.powerLoss(Survival.NOTHING);
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void fillsUpAndHasRoomAgainAfterADeletion() throws Exception {
        disk.faults().fullAfter(4);
        assertThatThrownBy(() -> Files.writeString(file, "content"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("No space left on device");
        assertThat(file).hasContent("cont");
        assertThatThrownBy(() -> Files.createDirectory(root.resolve("d"))).hasMessageContaining("No space left");
        assertThat(Files.getFileStore(file).getUsableSpace()).isZero();
        Files.delete(file);
        Files.writeString(file, "text");
        assertThat(file).hasContent("text");
    }

    @Test
    void failsReadsAndChangesWhereTold() throws Exception {
        given("content");
        disk.faults().failReads(file::equals);
        assertThatThrownBy(() -> Files.readAllBytes(file)).hasMessageContaining("Input/output error");
        disk.faults().failChanges(operation -> operation.kind() == DiskOperation.Kind.WRITE);
        assertThatThrownBy(() -> Files.write(root.resolve("b"), new byte[1], CREATE, WRITE))
                .hasMessageContaining("Input/output error");
        disk.faults().none();
        assertThat(file).hasContent("content");
        assertThat(root.resolve("b")).hasContent("");
    }

    /** Content and name, both durable. */
    private void given(String content) throws IOException {
        writeForced(file, content);
        DurableFiles.syncDirectory(root);
    }

    private static void writeForced(Path path, String content) throws IOException {
        try (var channel = FileChannel.open(path, CREATE, WRITE)) {
            channel.write(bytes(content));
            channel.force(true);
        }
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(US_ASCII));
    }
}
