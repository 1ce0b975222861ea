package dev.banksman.agent.action;

import dev.banksman.common.Digest;
import java.nio.file.Path;

/** Moves artifacts between this host and the controller. Safe for use by many threads, one per file. */
public interface ArtifactTransfer {

    /**
     * Writes the artifact's bytes to the file and checks their digest; on return they are on disk. What an interrupted
     * fetch left in the file is kept and used.
     *
     * @param file where the bytes go; the transfer's own until the call ends
     * @throws ArtifactTransferException when it cannot be had; the file then holds a part, or nothing
     */
    void fetch(Digest digest, Path file) throws ArtifactTransferException, InterruptedException;

    /**
     * Stores the file as it is now.
     *
     * @return its digest; the artifact is durable at the controller
     */
    Digest store(Path file) throws ArtifactTransferException, InterruptedException;
}
