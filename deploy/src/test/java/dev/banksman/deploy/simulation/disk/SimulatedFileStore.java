package dev.banksman.deploy.simulation.disk;

import java.nio.file.FileStore;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileStoreAttributeView;
import org.jspecify.annotations.Nullable;

/** How much room there is, as {@link DiskFaults#fullAfter} has it. */
final class SimulatedFileStore extends FileStore {

    private final DiskFaults faults;

    SimulatedFileStore(DiskFaults faults) {
        this.faults = faults;
    }

    @Override
    public String name() {
        return "simulated";
    }

    @Override
    public String type() {
        return "simulated";
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public long getTotalSpace() {
        return Long.MAX_VALUE;
    }

    @Override
    public long getUsableSpace() {
        return faults.room();
    }

    @Override
    public long getUnallocatedSpace() {
        return faults.room();
    }

    @Override
    public boolean supportsFileAttributeView(Class<? extends FileAttributeView> type) {
        return type.isAssignableFrom(SimulatedAttributeView.class);
    }

    @Override
    public boolean supportsFileAttributeView(String name) {
        return SimulatedFileSystem.VIEWS.contains(name);
    }

    @Override
    public <V extends FileStoreAttributeView> @Nullable V getFileStoreAttributeView(Class<V> type) {
        return null;
    }

    @Override
    public Object getAttribute(String attribute) {
        throw new UnsupportedOperationException("A simulated disk has no attribute '" + attribute + "'");
    }
}
