package dev.banksman.controller.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * How the controller itself is.
 *
 * @param data its data directory
 * @param authority until when the authority's certificate is good
 * @param own and the one that its listeners show, which it renews by itself
 * @param openFiles how many files it may have open at once; empty where the system has no such limit
 */
public record ControllerLook(
        Path data,
        Supplier<Instant> authority,
        Supplier<Instant> own,
        InstantSource clock,
        ZoneId zone,
        Supplier<OptionalLong> openFiles) {

    static final long WARN_FREE_MIB = 2048;
    /** Below this the controller says of itself that it is not ready. */
    static final long FAIL_FREE_MIB = 256;
    /** A connection for each agent, files of outputs that are being written, and what a process has anyway. */
    static final long OPEN_FILES = 4096;

    static final Duration AUTHORITY_WARN = Duration.ofDays(90);
    static final Duration AUTHORITY_FAIL = Duration.ofDays(7);
    static final Duration OWN_WARN = Duration.ofDays(14);

    private static final String CONTROLLER = "";
    private static final long MIB = 1L << 20;
    private static final DateTimeFormatter OFFSET = DateTimeFormatter.ofPattern("xxx", Locale.ROOT);

    List<Finding> look() {
        var found = new ArrayList<Finding>();
        found.add(disk());
        found.add(openFilesAllowed());
        found.add(certificate(
                "authority",
                authority.get(),
                AUTHORITY_WARN,
                AUTHORITY_FAIL,
                "Make a new authority in time: every host then has to enroll again."));
        found.add(certificate(
                "certificate",
                own.get(),
                OWN_WARN,
                Duration.ZERO,
                "It is renewed by itself when a third of its life is left; the controller's log says why it was not."));
        found.add(Finding.pass(
                CONTROLLER,
                "time-zone",
                "known, as times on the command line are in that of whoever reads them",
                zone.getId() + ", now UTC" + OFFSET.format(clock.instant().atZone(zone))));
        return found;
    }

    private Finding disk() {
        var expected = "at least " + WARN_FREE_MIB + " MiB free at " + data;
        var advice = "Make room, or give the data directory a larger disk: the journal and all outputs lie there.";
        try {
            var free = Files.getFileStore(data).getUsableSpace() / MIB;
            var observed = free + " MiB free";
            if (free >= WARN_FREE_MIB) {
                return Finding.pass(CONTROLLER, "disk", expected, observed);
            }
            return free < FAIL_FREE_MIB
                    ? Finding.fail(CONTROLLER, "disk", expected, observed, advice)
                    : Finding.warn(CONTROLLER, "disk", expected, observed, advice);
        } catch (IOException e) {
            return Finding.fail(CONTROLLER, "disk", expected, "it cannot be read: " + e.getMessage(), advice);
        }
    }

    private Finding openFilesAllowed() {
        var expected = "at least " + OPEN_FILES + " open files allowed";
        var most = openFiles.get();
        if (most.isEmpty() || most.getAsLong() >= OPEN_FILES) {
            var observed = most.isEmpty() ? "no limit known on this system" : most.getAsLong() + " allowed";
            return Finding.pass(CONTROLLER, "open-files", expected, observed);
        }
        return Finding.warn(
                CONTROLLER,
                "open-files",
                expected,
                most.getAsLong() + " allowed",
                "Raise the limit of the controller's service (LimitNOFILE in its unit).");
    }

    private Finding certificate(String subject, Instant until, Duration warn, Duration fail, String advice) {
        var left = Duration.between(clock.instant(), until);
        var expected = "at least " + warn.toDays() + " days left";
        var observed = left.isNegative() ? "it ended at " + until : left.toDays() + " days left, until " + until;
        if (left.compareTo(warn) >= 0) {
            return Finding.pass(CONTROLLER, subject, expected, observed);
        }
        return left.compareTo(fail) < 0
                ? Finding.fail(CONTROLLER, subject, expected, observed, advice)
                : Finding.warn(CONTROLLER, subject, expected, observed, advice);
    }
}
