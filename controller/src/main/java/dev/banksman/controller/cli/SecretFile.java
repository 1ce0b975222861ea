package dev.banksman.controller.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A file for a secret, readable by its owner only from its first byte on (on Windows: as its folder is). Made beside its
 * place before the secret is asked for, so that a folder which cannot be written to costs no secret, and moved into its
 * place when it is whole; what was there stays until then. Closing it without writing leaves nothing.
 */
final class SecretFile implements AutoCloseable {

    private final Path place;
    private final Path draft;

    private SecretFile(Path place, Path draft) {
        this.place = place;
        this.draft = draft;
    }

    static SecretFile prepare(Path place) {
        var folder = place.toAbsolutePath().getParent();
        if (folder == null || Files.isDirectory(place)) {
            throw refused(place, "it is a folder");
        }
        try {
            var posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
            var draft = posix
                    ? Files.createTempFile(
                            folder,
                            ".banksman",
                            ".new",
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))
                    : Files.createTempFile(folder, ".banksman", ".new");
            return new SecretFile(place, draft);
        } catch (IOException e) {
            throw refused(place, e.getClass().getSimpleName());
        }
    }

    void write(String secret) {
        try {
            Files.write(draft, (secret + "\n").getBytes(StandardCharsets.UTF_8));
            Files.move(draft, place, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw refused(place, e.getClass().getSimpleName());
        }
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(draft);
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.FAULT, "Cannot delete " + draft + "; please do. " + e.getMessage());
        }
    }

    private static CommandFailure refused(Path place, String why) {
        return new CommandFailure(
                ExitCode.REFUSED, "--out: expected a file that can be written, found " + place + " (" + why + ").");
    }
}
