package dev.banksman.agent.action;

import dev.banksman.agent.action.HostTools.Platform;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Permissions in octal, such as {@code 0640}. */
final class FileMode {

    /** From the lowest bit up. */
    private static final PosixFilePermission[] BITS = {
        PosixFilePermission.OTHERS_EXECUTE,
        PosixFilePermission.OTHERS_WRITE,
        PosixFilePermission.OTHERS_READ,
        PosixFilePermission.GROUP_EXECUTE,
        PosixFilePermission.GROUP_WRITE,
        PosixFilePermission.GROUP_READ,
        PosixFilePermission.OWNER_EXECUTE,
        PosixFilePermission.OWNER_WRITE,
        PosixFilePermission.OWNER_READ,
    };

    private FileMode() {}

    static Optional<Set<PosixFilePermission>> parse(String field, String mode, Platform platform)
            throws InvalidActionException {
        if (mode.isEmpty()) {
            return Optional.empty();
        }
        if (platform == Platform.WINDOWS) {
            throw new InvalidActionException(field + ": expected none on a Windows host, found '" + mode
                    + "'; the directory's access list decides there.");
        }
        if (!mode.matches("0?[0-7]{3}")) {
            throw new InvalidActionException(
                    field + ": expected permissions in octal such as 0640, found '" + mode + "'.");
        }
        var bits = Integer.parseInt(mode, 8);
        var permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (var i = 0; i < BITS.length; i++) {
            if ((bits & (1 << i)) != 0) {
                permissions.add(BITS[i]);
            }
        }
        return Optional.of(permissions);
    }
}
