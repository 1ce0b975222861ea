package dev.banksman.agent.upgrade;

import dev.banksman.agent.action.ArtifactTransferException;
import dev.banksman.common.CrashPoint;
import dev.banksman.common.Digest;
import dev.banksman.common.DurableFiles;
import dev.banksman.proto.agent.v1.Upgrade;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Brings a version onto this host's disk: fetched, verified, unpacked, examined, durable, and only then under its name.
 * Blocks; for one thread at a time. A crash leaves files under other names, which the next start removes.
 */
public final class PackageInstaller {

    /** What the unpacked version says of itself. */
    public interface Examination {

        /**
         * Lets the version in this directory show that it starts on this host.
         *
         * @return what is wrong, secrets and all; empty if nothing is
         */
        String examine(Path home, String version) throws IOException, InterruptedException;
    }

    /** Where packages come from. */
    public interface Source {

        /**
         * Writes the artifact's bytes to the file and checks their digest; what an interrupted fetch left there is used.
         *
         * @param size of the artifact; one of another size is not fetched
         */
        void fetch(Digest digest, long size, Path file) throws ArtifactTransferException, InterruptedException;
    }

    private final Source source;
    private final VersionFiles files;
    private final Examination examination;
    private final DiskRoom room;

    public PackageInstaller(Source source, VersionFiles files, Examination examination) {
        this(source, files, examination, DiskRoom.of(files.directory()));
    }

    PackageInstaller(Source source, VersionFiles files, Examination examination, DiskRoom room) {
        this.source = source;
        this.files = files;
        this.examination = examination;
        this.room = room;
    }

    /** @throws UpgradeException if the version cannot be had, or is not what the order says */
    void install(Upgrade order) throws UpgradeException, InterruptedException {
        try {
            var packed = fetch(order);
            CrashPoint.reach("upgrade-fetched");
            var fresh = files.fresh(order.getVersion());
            Trees.delete(fresh);
            PackageArchive.unpack(packed, fresh, room);
            checkVersion(fresh, order.getVersion());
            Trees.sync(fresh);
            CrashPoint.reach("upgrade-unpacked");
            var problem = examination.examine(fresh, order.getVersion());
            if (!problem.isEmpty()) {
                Trees.delete(fresh);
                throw new UpgradeException("Version " + order.getVersion() + " does not start here: " + problem);
            }
            place(fresh, files.home(order.getVersion()));
            CrashPoint.reach("upgrade-placed");
            Files.delete(packed);
        } catch (ArtifactTransferException e) {
            throw new UpgradeException(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new UpgradeException("The version cannot be put onto this host's disk: " + e.getMessage() + ".");
        }
    }

    private Path fetch(Upgrade order)
            throws UpgradeException, ArtifactTransferException, IOException, InterruptedException {
        var digest = new Digest(order.getDigest());
        files.make();
        var incoming = Files.createDirectories(files.directory().resolve("incoming"));
        var packed = incoming.resolve(digest.hex() + ".zip");
        long there = Files.exists(packed) ? Files.size(packed) : 0;
        room.check(Math.max(0, order.getSize() - there), "the package");
        source.fetch(digest, order.getSize(), packed);
        if (Files.size(packed) != order.getSize()) {
            throw new UpgradeException(
                    "The package: expected " + order.getSize() + " bytes, found " + Files.size(packed) + ".");
        }
        return packed;
    }

    private static void checkVersion(Path home, String version) throws UpgradeException, IOException {
        var file = home.resolve("lib/version");
        var found = Files.exists(file)
                ? Files.readString(file, StandardCharsets.UTF_8).strip()
                : "";
        if (!found.equals(version)) {
            Trees.delete(home);
            throw new UpgradeException(
                    "The package: expected version " + version + " in its lib/version, found '" + found + "'.");
        }
    }

    /** What lay there before is neither the version that runs nor the one that starts. */
    private void place(Path fresh, Path home) throws IOException {
        Trees.delete(home);
        Files.move(fresh, home, StandardCopyOption.ATOMIC_MOVE);
        DurableFiles.syncDirectory(files.directory());
    }
}
