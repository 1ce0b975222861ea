package dev.banksman.deploy.simulation;

import dev.banksman.controller.run.RunEvent;
import dev.banksman.controller.simulate.Schedule;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** What happened in a simulation, line by line, for people; its digest proves that a seed was played again the same. */
final class Transcript {

    private final Schedule schedule;
    private final Instant start;
    private final boolean kept;
    private final List<String> lines = new ArrayList<>();
    private final MessageDigest digest;

    /** @param kept whether the lines are kept, and not their digest alone */
    Transcript(Schedule schedule, boolean kept) {
        this.schedule = schedule;
        this.start = schedule.now();
        this.kept = kept;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** An event that has become durable: in words for people, whole for the digest. */
    void event(long position, String words, RunEvent event) {
        digest.update(event.toString().getBytes(StandardCharsets.UTF_8));
        line("journal", position + " " + words);
    }

    void line(String who, String what) {
        var passed = Duration.between(start, schedule.now());
        var line = "%02d:%02d:%02d.%03d  %-16s %s"
                .formatted(
                        passed.toHours(),
                        passed.toMinutesPart(),
                        passed.toSecondsPart(),
                        passed.toMillisPart(),
                        who,
                        what.replace("\n", " | "));
        digest.update(line.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) '\n');
        if (kept) {
            lines.add(line);
        }
    }

    List<String> lines() {
        return lines;
    }

    /** Ends the transcript. */
    String digest() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
