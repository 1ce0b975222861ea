package dev.banksman.agent.upgrade;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The room on the disk that versions lie on. What commands and the journal need is left to them. */
final class DiskRoom {

    /** What an upgrade must leave. */
    static final long RESERVE_BYTES = 64L << 20;

    /** How many bytes can still be written. */
    interface Free {
        long bytes() throws IOException;
    }

    private final Free free;

    DiskRoom(Free free) {
        this.free = free;
    }

    static DiskRoom of(Path directory) {
        return new DiskRoom(() -> Files.getFileStore(directory).getUsableSpace());
    }

    /** @throws UpgradeException if there is no room for so many bytes more */
    void check(long bytes, String what) throws UpgradeException, IOException {
        long found = free.bytes();
        if (found - RESERVE_BYTES < bytes) {
            throw new UpgradeException("Expected room on this host's disk for " + bytes + " bytes of " + what
                    + " and a reserve of " + RESERVE_BYTES + ", found " + found + ".");
        }
    }
}
