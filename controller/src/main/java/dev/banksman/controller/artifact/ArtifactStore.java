package dev.banksman.controller.artifact;

import dev.banksman.common.Digest;
import dev.banksman.common.DurableFiles;
import dev.banksman.controller.artifact.ArtifactException.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Artifacts as files: {@code artifacts/<first two digits>/<64 digits>}, and {@code artifacts/partial/<64 digits>} for
 * what is still arriving. A file gets to its place by a rename after it was synced and its digest checked; a crash leaves
 * a partial file, from whose end the upload goes on. Nothing is ever changed in place. Safe for use by many threads; of
 * two uploads of one artifact the newer goes on and the older is told so.
 */
public final class ArtifactStore {

    /** Largest artifact if nothing else is configured: 16 GiB. */
    public static final long DEFAULT_LIMIT_BYTES = 16L << 30;

    /** Room that an upload must leave on the disk: 256 MiB. */
    private static final long RESERVE_BYTES = 256L << 20;

    private static final int COPY_BYTES = 1 << 20;
    private static final String ARRIVING = "arriving";

    private final Path directory;
    private final Path partial;
    private final long limitBytes;
    private final Map<Digest, Upload> uploads = new ConcurrentHashMap<>();

    private ArtifactStore(Path directory, long limitBytes) {
        this.directory = directory;
        this.partial = directory.resolve("partial");
        this.limitBytes = limitBytes;
    }

    /**
     * Opens or makes the store in this directory ({@code artifacts/}).
     *
     * @param limitBytes size of the largest artifact taken in
     */
    public static ArtifactStore open(Path directory, long limitBytes) throws IOException {
        var store = new ArtifactStore(directory, limitBytes);
        Files.createDirectories(store.partial);
        // What was arriving when a controller was killed; nobody goes on with it.
        try (Stream<Path> left = Files.list(store.partial)) {
            for (var file : (Iterable<Path>)
                    left.filter(file -> file.getFileName().toString().startsWith(ARRIVING))::iterator) {
                Files.delete(file);
            }
        }
        return store;
    }

    /** An artifact that is here. */
    public record Stored(Digest digest, long size, Instant at) {}

    /** All artifacts, newest first. Reads the directory. */
    public List<Stored> list() throws IOException {
        var found = new ArrayList<Stored>();
        try (Stream<Path> files = Files.walk(directory, 2)) {
            for (var file : (Iterable<Path>) files::iterator) {
                var name = file.getFileName().toString();
                // In folders by the digest's beginning; what is still arriving lies elsewhere.
                if (name.matches("[0-9a-f]{64}")
                        && directory.relativize(file).getName(0).toString().length() == 2) {
                    var attributes = Files.readAttributes(file, BasicFileAttributes.class);
                    found.add(new Stored(
                            new Digest("sha256:" + name),
                            attributes.size(),
                            attributes.lastModifiedTime().toInstant()));
                }
            }
        }
        found.sort(Comparator.comparing(Stored::at)
                .reversed()
                .thenComparing(stored -> stored.digest().name()));
        return found;
    }

    /** Begins to take in a file whose digest is not known yet. */
    public Arrival arrival() throws IOException {
        return new Arrival(this, Files.createTempFile(partial, ARRIVING, ""));
    }

    /** That so much may be taken in and there is room for more of it. */
    void checkRoom(long size, long more) throws IOException, ArtifactException {
        if (size > limitBytes) {
            throw new ArtifactException(
                    Reason.TOO_LARGE, "Expected an artifact of at most " + limitBytes + " bytes, found more.");
        }
        long room = Files.getFileStore(directory).getUsableSpace();
        if (room < more + RESERVE_BYTES) {
            throw new ArtifactException(
                    Reason.NO_ROOM,
                    "Expected room for " + more + " bytes and a reserve of " + RESERVE_BYTES + " in the controller's"
                            + " data directory, found " + room + ".");
        }
    }

    /** Puts a synced file of this store's into an artifact's place; false if the artifact was here. */
    boolean place(Path synced, Digest digest) throws IOException {
        if (size(digest).isPresent()) {
            return false;
        }
        makeParent(digest);
        DurableFiles.moveInto(synced, fileOf(digest));
        return true;
    }

    /** The artifact's size in bytes; empty if it is not here. */
    public OptionalLong size(Digest digest) throws IOException {
        try {
            return OptionalLong.of(Files.size(fileOf(digest)));
        } catch (NoSuchFileException e) {
            return OptionalLong.empty();
        }
    }

    /** The artifact's content, for reading at any place. The caller closes it. */
    public FileChannel read(Digest digest) throws IOException, ArtifactException {
        try {
            return FileChannel.open(fileOf(digest), StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            throw new ArtifactException(
                    Reason.NOT_FOUND, "There is no artifact " + digest + ". Upload it with 'banksman artifact'.");
        }
    }

    /** Takes in a file of this machine, by copy. Returns its digest. */
    public Digest put(Path file) throws IOException, ArtifactException {
        var digest = Digest.of(file);
        if (size(digest).isPresent()) {
            return digest;
        }
        try (var upload = upload(digest, Files.size(file));
                var in = Files.newInputStream(file)) {
            upload.seek(0);
            var buffer = new byte[COPY_BYTES];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                upload.append(buffer, read);
            }
            upload.finish();
        }
        return digest;
    }

    /** How many bytes of an upload are here; all of them if the artifact is. */
    public long progress(Digest digest) throws IOException {
        var whole = size(digest);
        if (whole.isPresent()) {
            return whole.getAsLong();
        }
        try {
            return Files.size(partialOf(digest));
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    /** Begins an upload or goes on with one. An upload of the same artifact that is under way ends as replaced. */
    public Upload upload(Digest digest, long size) throws IOException, ArtifactException {
        if (size < 0 || size > limitBytes) {
            throw new ArtifactException(
                    Reason.TOO_LARGE,
                    "Expected an artifact of at most " + limitBytes + " bytes, found " + size + " bytes.");
        }
        long missing = size - Math.min(size, progress(digest));
        long room = Files.getFileStore(directory).getUsableSpace();
        if (room < missing + RESERVE_BYTES) {
            throw new ArtifactException(
                    Reason.NO_ROOM,
                    "Expected room for " + missing + " bytes and a reserve of " + RESERVE_BYTES + " in the controller's"
                            + " data directory, found " + room + ".");
        }
        var upload = new Upload(this, digest, size);
        var older = uploads.put(digest, upload);
        if (older != null) {
            older.replaced();
        }
        return upload;
    }

    /** Puts a finished upload into its place. */
    void complete(Upload upload) throws IOException {
        makeParent(upload.digest());
        DurableFiles.moveInto(partialOf(upload.digest()), fileOf(upload.digest()));
    }

    private void makeParent(Digest digest) throws IOException {
        var parent = directory.resolve(digest.hex().substring(0, 2));
        if (!Files.isDirectory(parent)) {
            Files.createDirectories(parent);
            DurableFiles.syncDirectory(directory);
        }
    }

    void forget(Upload upload) {
        uploads.remove(upload.digest(), upload);
    }

    Path partialOf(Digest digest) {
        return partial.resolve(digest.hex());
    }

    private Path fileOf(Digest digest) {
        return directory.resolve(digest.hex().substring(0, 2)).resolve(digest.hex());
    }
}
