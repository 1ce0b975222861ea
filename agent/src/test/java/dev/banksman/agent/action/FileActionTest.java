package dev.banksman.agent.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banksman.agent.action.HostTools.Platform;
import dev.banksman.agent.action.Work.Finding;
import dev.banksman.common.Digest;
import dev.banksman.proto.agent.v1.Action;
import dev.banksman.proto.agent.v1.File;
import dev.banksman.proto.agent.v1.FileCollect;
import dev.banksman.proto.agent.v1.FileInspect;
import dev.banksman.proto.agent.v1.FilePut;
import dev.banksman.proto.agent.v1.FileRemove;
import dev.banksman.proto.agent.v1.FileTemplate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileActionTest {

    private static final byte[] CONTENT = "new content\n".getBytes(StandardCharsets.UTF_8);
    private static final Digest DIGEST = Digest.of(CONTENT);

    @TempDir
    private Path directory;

    private final MemoryArtifacts artifacts = new MemoryArtifacts();
    private Path path;

    @BeforeEach
    void makePath() {
        path = directory.resolve("app.config");
        artifacts.content.put(DIGEST, CONTENT);
    }

    @Test
    void putWritesTheArtifactWithItsMode() throws Exception {
        var finding = run(put(DIGEST).setMode("0640"));

        assertThat(finding.succeeded()).as(finding.message()).isTrue();
        assertThat(path).hasBinaryContent(CONTENT);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-r-----");
        assertNothingElseIsLeft();
    }

    @Test
    void putKeepsThePermissionsOfWhatItReplacesAndFollowsALink() throws Exception {
        var real = directory.resolve("real.config");
        Files.writeString(real, "old");
        Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rw-rw----"));
        Files.createSymbolicLink(path, real);

        assertThat(run(put(DIGEST)).succeeded()).isTrue();

        assertThat(path).isSymbolicLink();
        assertThat(real).hasBinaryContent(CONTENT);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(real)))
                .isEqualTo("rw-rw----");
    }

    @Test
    void putFetchesNothingWhenTheContentIsThere() throws Exception {
        Files.write(path, CONTENT);

        var finding = run(put(DIGEST));

        assertThat(finding.observation().getObserved()).endsWith("there already");
        assertThat(artifacts.fetches).isZero();
    }

    @Test
    void aFailedPutLeavesTheOldFile() throws Exception {
        Files.writeString(path, "old");

        var finding = run(put(Digest.of("unknown".getBytes(StandardCharsets.UTF_8))));

        assertThat(finding.succeeded()).isFalse();
        assertThat(finding.message()).isEqualTo("the controller does not have it");
        assertThat(path).hasContent("old");
    }

    @Test
    void putNeedsTheDirectoryToExist() throws Exception {
        path = directory.resolve("nowhere/app.config");

        assertThat(run(put(DIGEST)).message()).contains("nowhere to exist, it does not");
    }

    @Test
    void aTemplateIsFilledOnce() throws Exception {
        var finding = run(File.newBuilder()
                .setTemplate(FileTemplate.newBuilder()
                        .setPath(path.toString())
                        .setContent("server={{ server }}\ndb={{db.name}}\nraw={{{not one}}\n$1\n")
                        .putVariables("server", "a{{db.name}}\\$1")
                        .putVariables("db.name", "GP")));

        assertThat(finding.succeeded()).isTrue();
        assertThat(path).hasContent("server=a{{db.name}}\\$1\ndb=GP\nraw={{{not one}}\n$1\n");
        assertNothingElseIsLeft();
    }

    @Test
    void aTemplateNamesEveryMissingVariable() {
        refused(
                File.newBuilder()
                        .setTemplate(FileTemplate.newBuilder()
                                .setPath("/x")
                                .setContent("a\n{{server}}\n{{db}} {{known}}")
                                .putVariables("known", "k")),
                "found none for {{db}} on line 3, {{server}} on line 2. Given: known.");
    }

    @Test
    void removeIsDoneWhenNothingIsThere() throws Exception {
        Files.writeString(path, "x");

        assertThat(run(remove()).observation().getObserved()).endsWith("removed");
        assertThat(path).doesNotExist();
        assertThat(run(remove()).observation().getObserved()).endsWith("was not there");
        path = directory;
        assertThat(run(remove()).message()).contains("a directory, which this action does not remove");
    }

    @Test
    void inspectJudgesPresenceDigestAndContent() throws Exception {
        var inspect = FileInspect.newBuilder().setPath(path.toString());
        assertThat(run(inspect(inspect)).message()).contains("app.config is not there");
        assertThat(run(inspect(inspect.clone().setExpectAbsent(true))).succeeded())
                .isTrue();

        Files.write(path, CONTENT);

        assertThat(run(inspect(inspect.clone().setExpectAbsent(true))).succeeded())
                .isFalse();
        assertThat(run(inspect(inspect.clone().setExpectDigest(DIGEST.name()))).succeeded())
                .isTrue();
        assertThat(run(inspect(inspect.clone()
                                .setExpectDigest(Digest.of(new byte[0]).name())))
                        .succeeded())
                .isFalse();
        assertThat(run(inspect(inspect.clone().setExpectContent("^new (\\w+)$")))
                        .observation()
                        .getObserved())
                .endsWith("with 'content'");
        assertThat(run(inspect(inspect.clone().setExpectContent("old"))).message())
                .contains("without such content");
        assertThat(run(inspect(inspect)).outputs()).containsEntry("digest", DIGEST.name());
    }

    @Test
    void collectStoresAndNamesTheDigest() throws Exception {
        Files.write(path, CONTENT);

        var finding = run(File.newBuilder().setCollect(FileCollect.newBuilder().setPath(path.toString())));

        assertThat(finding.outputs()).containsEntry("digest", DIGEST.name());
        assertThat(finding.observation().getObserved()).contains("12 bytes");
    }

    @Test
    void collectRefusesWhatIsTooLargeOrAbsent() throws Exception {
        var collect = FileCollect.newBuilder().setPath(path.toString()).setMaxBytes(5);
        assertThat(run(File.newBuilder().setCollect(collect)).message()).contains("is not there");

        Files.write(path, CONTENT);

        assertThat(run(File.newBuilder().setCollect(collect)).message())
                .contains("of at most 5 bytes; observed 12 bytes");
    }

    @Test
    void onlyLookingOperationsLook() throws Exception {
        assertThat(prepare(inspect(FileInspect.newBuilder().setPath("/x"))).onlyLooks())
                .isTrue();
        assertThat(prepare(File.newBuilder().setCollect(FileCollect.newBuilder().setPath("/x")))
                        .onlyLooks())
                .isTrue();
        assertThat(prepare(remove()).onlyLooks()).isFalse();
        assertThat(prepare(put(DIGEST)).onlyLooks()).isFalse();
    }

    @Test
    void refusesWhatMakesNoSense() {
        refused(File.newBuilder(), "expected one of put, collect, template, remove and inspect");
        refused(
                File.newBuilder().setPut(FilePut.newBuilder().setPath("/x").setArtifact("md5:1")),
                "file.put.artifact: A digest is written sha256:");
        refused(File.newBuilder().setRemove(FileRemove.newBuilder().setPath("x/y")), "an absolute path");
        refused(put(DIGEST).setMode("rw"), "permissions in octal such as 0640, found 'rw'");
    }

    private void refused(File.Builder file, String reason) {
        assertThatThrownBy(() -> prepare(file))
                .isInstanceOf(InvalidActionException.class)
                .hasMessageContaining(reason);
    }

    private void refused(FilePut.Builder put, String reason) {
        refused(File.newBuilder().setPut(put), reason);
    }

    private void assertNothingElseIsLeft() throws IOException {
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(path);
        }
    }

    private FilePut.Builder put(Digest digest) {
        return FilePut.newBuilder().setPath(path.toString()).setArtifact(digest.name());
    }

    private Work prepare(FilePut.Builder put) throws InvalidActionException {
        return prepare(File.newBuilder().setPut(put));
    }

    private Finding run(FilePut.Builder put) throws Exception {
        return run(File.newBuilder().setPut(put));
    }

    private File.Builder remove() {
        return File.newBuilder().setRemove(FileRemove.newBuilder().setPath(path.toString()));
    }

    private static File.Builder inspect(FileInspect.Builder inspect) {
        return File.newBuilder().setInspect(inspect);
    }

    private Work prepare(File.Builder file) throws InvalidActionException {
        var tools = new FakeTools(directory, Platform.LINUX).tools();
        return new FileAction(tools, artifacts)
                .prepare(Action.newBuilder().setFile(file).build(), directory);
    }

    private Finding run(File.Builder file) throws Exception {
        return Prepared.run(prepare(file), new FakeContext(directory));
    }

    private static final class MemoryArtifacts implements ArtifactTransfer {

        private final Map<Digest, byte[]> content = new HashMap<>();
        private int fetches;

        @Override
        public void fetch(Digest digest, Path file) throws ArtifactTransferException {
            fetches++;
            var bytes = content.get(digest);
            if (bytes == null) {
                throw new ArtifactTransferException("the controller does not have it");
            }
            try {
                Files.write(file, bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public Digest store(Path file) {
            try {
                return Digest.of(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
