package dev.banksman.deploy.simulation.disk;

import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.Set;

/** How a file is opened. */
record OpenFlags(Set<StandardOpenOption> options) {

    private static final Set<StandardOpenOption> REFUSED =
            EnumSet.of(StandardOpenOption.SYNC, StandardOpenOption.DSYNC, StandardOpenOption.DELETE_ON_CLOSE);

    static OpenFlags of(Set<? extends OpenOption> options) {
        var known = EnumSet.noneOf(StandardOpenOption.class);
        for (var option : options) {
            if (!(option instanceof StandardOpenOption standard) || REFUSED.contains(standard)) {
                throw new UnsupportedOperationException("A simulated disk cannot open files with " + option);
            }
            known.add(standard);
        }
        return new OpenFlags(known);
    }

    boolean append() {
        return options.contains(StandardOpenOption.APPEND);
    }

    boolean write() {
        return append() || options.contains(StandardOpenOption.WRITE);
    }

    boolean read() {
        return options.contains(StandardOpenOption.READ) || !write();
    }

    boolean create() {
        return write() && (createNew() || options.contains(StandardOpenOption.CREATE));
    }

    boolean createNew() {
        return write() && options.contains(StandardOpenOption.CREATE_NEW);
    }

    boolean truncate() {
        return write() && !append() && options.contains(StandardOpenOption.TRUNCATE_EXISTING);
    }
}
