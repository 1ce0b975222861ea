package dev.banksman.deploy.simulation.disk;

import java.nio.file.DirectoryStream;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;

/** What a directory held when it was opened, by name. */
final class SimulatedDirectoryStream implements DirectoryStream<Path> {

    private final Iterator<Path> entries;
    private boolean handedOut;

    SimulatedDirectoryStream(List<Path> entries) {
        this.entries = List.copyOf(entries).iterator();
    }

    @Override
    public Iterator<Path> iterator() {
        if (handedOut) {
            throw new IllegalStateException("A directory stream is read once");
        }
        handedOut = true;
        return entries;
    }

    @Override
    public void close() {
        handedOut = true;
    }
}
