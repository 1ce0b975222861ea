package dev.banksman.deploy.simulation.disk;

import dev.banksman.deploy.simulation.disk.DiskOperation.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An open file, or a directory that is open to be synced. Keeps to its file whatever becomes of the name. */
final class SimulatedFileChannel extends FileChannel {

    private static final int BUFFER = 8192;

    private final SimulatedDisk disk;
    private final Inode inode;
    private final SimulatedPath path;
    private final OpenFlags flags;
    private long position;
    private boolean holdsLock;

    private SimulatedFileChannel(SimulatedDisk disk, Inode inode, SimulatedPath path, OpenFlags flags) {
        this.disk = disk;
        this.inode = inode;
        this.path = path;
        this.flags = flags;
    }

    static SimulatedFileChannel open(
            SimulatedDisk disk, SimulatedPath path, OpenFlags flags, Set<PosixFilePermission> permissions)
            throws IOException {
        var inode = disk.names().find(path);
        if (inode != null && flags.createNew()) {
            throw new FileAlreadyExistsException(path.toString());
        }
        if (inode == null) {
            if (!flags.create()) {
                throw new NoSuchFileException(path.toString());
            }
            inode = disk.names().createFile(path, permissions);
        }
        if (inode instanceof DirectoryNode && flags.write()) {
            throw new FileSystemException(path.toString(), null, "Is a directory");
        }
        var channel = new SimulatedFileChannel(disk, inode, path, flags);
        disk.opened(channel);
        if (flags.truncate() && inode.size() > 0) {
            channel.truncate(0);
        }
        return channel;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        int count = read(into, position);
        position += Math.max(0, count);
        return count;
    }

    @Override
    public int read(ByteBuffer into, long at) throws IOException {
        var file = readable();
        disk.faults().beforeRead(path);
        if (at >= file.size()) {
            return into.hasRemaining() ? -1 : 0;
        }
        var bytes = file.read(at, into.remaining());
        into.put(bytes);
        return bytes.length;
    }

    @Override
    public long read(ByteBuffer[] into, int offset, int length) throws IOException {
        long all = 0;
        for (int i = offset; i < offset + length; i++) {
            if (into[i].hasRemaining()) {
                int count = read(into[i]);
                if (count < 0) {
                    return all == 0 ? -1 : all;
                }
                all += count;
            }
        }
        return all;
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        long at = flags.append() ? inode.size() : position;
        int count = write(from, at);
        position = at + count;
        return count;
    }

    @Override
    public int write(ByteBuffer from, long given) throws IOException {
        var file = writable();
        long at = flags.append() ? file.size() : given;
        disk.reach(Kind.WRITE, path);
        if (!from.hasRemaining()) {
            return 0;
        }
        // What lies over old content needs no room; a hole needs none either, but is counted here.
        long inPlace = Math.max(0, file.size() - at);
        long growth = Math.max(0, at + from.remaining() - file.size());
        long room = disk.faults().take(growth);
        int count = (int) (room == growth ? from.remaining() : Math.min(from.remaining(), inPlace + room));
        if (count == 0) {
            throw new IOException(path + ": " + DiskFaults.NO_SPACE);
        }
        var bytes = new byte[count];
        from.get(bytes);
        file.write(at, bytes);
        file.touch(disk.time().instant());
        return count;
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) throws IOException {
        long all = 0;
        for (int i = offset; i < offset + length; i++) {
            all += write(from[i]);
            if (from[i].hasRemaining()) {
                return all;
            }
        }
        return all;
    }

    @Override
    public long position() throws IOException {
        alive();
        return position;
    }

    @Override
    public FileChannel position(long next) throws IOException {
        alive();
        if (next < 0) {
            throw new IllegalArgumentException("Expected a position from 0 on, found " + next);
        }
        position = next;
        return this;
    }

    @Override
    public long size() throws IOException {
        alive();
        return inode.size();
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        var file = writable();
        disk.reach(Kind.TRUNCATE, path);
        long before = file.size();
        file.truncate(size);
        disk.faults().release(before - file.size());
        file.touch(disk.time().instant());
        position = Math.min(position, size);
        return this;
    }

    @Override
    public void force(boolean metaData) throws IOException {
        alive();
        disk.force(inode, path);
    }

    @Override
    public long transferTo(long from, long count, WritableByteChannel target) throws IOException {
        var buffer = ByteBuffer.allocate((int) Math.min(count, BUFFER));
        if (read(buffer, from) <= 0) {
            return 0;
        }
        return target.write(buffer.flip());
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long to, long count) throws IOException {
        var buffer = ByteBuffer.allocate((int) Math.min(count, BUFFER));
        if (to > size() || source.read(buffer) <= 0) {
            return 0;
        }
        buffer.flip();
        long at = to;
        while (buffer.hasRemaining()) {
            at += write(buffer, at);
        }
        return at - to;
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long from, long size) {
        throw new UnsupportedOperationException("Files of a simulated disk cannot be mapped");
    }

    @Override
    public FileLock lock(long from, long size, boolean shared) {
        throw new UnsupportedOperationException("One thread uses a simulated disk; it would wait for itself");
    }

    /** One lock per file, whatever part of it is asked for: as if every process wanted the same part. */
    @Override
    public @Nullable FileLock tryLock(long from, long size, boolean shared) throws IOException {
        var file = writable();
        if (!file.lock()) {
            return null;
        }
        holdsLock = true;
        return new FileLock(this, from, size, shared) {
            @Override
            public boolean isValid() {
                return holdsLock;
            }

            @Override
            public void release() {
                unlock();
            }
        };
    }

    /** Its process is gone. */
    void abandon() {
        try {
            close();
        } catch (IOException e) {
            throw new UncheckedIOException("Closing a simulated file cannot fail", e);
        }
    }

    @Override
    protected void implCloseChannel() {
        unlock();
        disk.closed(this);
    }

    private void unlock() {
        if (holdsLock && inode instanceof FileNode file) {
            holdsLock = false;
            file.unlock();
        }
    }

    private void alive() throws IOException {
        disk.alive();
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
    }

    private FileNode readable() throws IOException {
        if (!flags.read()) {
            throw new NonReadableChannelException();
        }
        return file();
    }

    private FileNode writable() throws IOException {
        if (!flags.write()) {
            throw new NonWritableChannelException();
        }
        return file();
    }

    private FileNode file() throws IOException {
        alive();
        if (inode instanceof FileNode file) {
            return file;
        }
        throw new IOException(path + ": Is a directory");
    }
}
