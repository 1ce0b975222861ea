package dev.banksman.deploy.simulation.disk;

import java.io.IOException;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Attributes of whatever has this name at the moment of the call. */
record SimulatedAttributeView(NameSpace names, SimulatedPath path) implements PosixFileAttributeView {

    @Override
    public String name() {
        return "posix";
    }

    @Override
    public SimulatedAttributes readAttributes() throws IOException {
        return SimulatedAttributes.of(names.get(path));
    }

    @Override
    public void setTimes(
            @Nullable FileTime lastModifiedTime, @Nullable FileTime lastAccessTime, @Nullable FileTime createTime)
            throws IOException {
        var inode = names.get(path);
        if (lastModifiedTime != null) {
            inode.touch(lastModifiedTime.toInstant());
        }
    }

    @Override
    public void setPermissions(Set<PosixFilePermission> permissions) throws IOException {
        names.get(path).permit(permissions);
    }

    @Override
    public UserPrincipal getOwner() throws IOException {
        return readAttributes().owner();
    }

    @Override
    public void setOwner(UserPrincipal owner) {
        throw new UnsupportedOperationException("A simulated disk knows one owner only");
    }

    @Override
    public void setGroup(GroupPrincipal group) {
        throw new UnsupportedOperationException("A simulated disk knows one owner only");
    }
}
