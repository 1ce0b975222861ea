package dev.banksman.deploy.simulation.disk;

import java.nio.file.Path;

/**
 * What a process is about to do to a disk.
 *
 * @param path what it is done to; of a move or a link, the name that appears
 */
public record DiskOperation(Kind kind, Path path) {

    /** Operations that change something, or that make a change durable. */
    public enum Kind {
        /** A file or directory appears. */
        CREATE,
        WRITE,
        TRUNCATE,
        /** A file's content, or a directory's names, are made durable. */
        FORCE,
        MOVE,
        LINK,
        DELETE
    }

    @Override
    public String toString() {
        return kind + " " + path;
    }
}
