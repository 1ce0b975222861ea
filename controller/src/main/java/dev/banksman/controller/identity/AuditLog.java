package dev.banksman.controller.identity;

import dev.banksman.common.Digest;
import dev.banksman.common.DurableFiles;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Who asked for what to be changed, in {@code audit/audit.jsonl}: a line for each call, durable when {@link #append}
 * returns, and never written again. Each line carries a digest over itself and the digest before it, so that a line that
 * was altered or taken out shows when the file is opened; lines taken off the end do not.
 *
 * <p>In memory there is where each line begins, 8 bytes for each. A crash may leave a part of the last line, which was
 * never promised to anybody; opening drops it. Safe for many threads.
 */
public final class AuditLog implements AutoCloseable {

    /**
     * One call.
     *
     * @param number counts from 1
     * @param outcome {@code OK}, {@code BEGUN}, or the code of the failure
     */
    public record Entry(
            long number,
            Instant at,
            String by,
            String method,
            Map<String, String> request,
            String outcome,
            String message) {}

    private record Line(
            long number,
            String at,
            String by,
            String method,
            Map<String, String> request,
            String outcome,
            String message,
            @Nullable String chain) {}

    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);
    private static final JsonMapper JSON = JsonMapper.builder()
            .changeDefaultPropertyInclusion(
                    value -> value.withValueInclusion(com.fasterxml.jackson.annotation.JsonInclude.Include.NON_NULL))
            .build();
    private static final String CHAIN = ",\"chain\":\"";
    /** Lines that one question looks through. */
    private static final int MAX_LOOKED_AT = 100_000;

    private final FileChannel channel;
    private final InstantSource clock;
    private long[] begins = new long[1_024];
    private int lines;
    private long end;
    private String chain = "";
    private Optional<String> problem = Optional.empty();

    private AuditLog(FileChannel channel, InstantSource clock) {
        this.channel = channel;
        this.clock = clock;
    }

    /** Opens the log of this directory ({@code audit/}), or makes it. */
    public static AuditLog open(Path directory, InstantSource clock) throws IOException {
        DurableFiles.createSecretDirectory(directory);
        var file = directory.resolve("audit.jsonl");
        if (!Files.exists(file)) {
            DurableFiles.writeSecret(file, new byte[0]);
        }
        var log = new AuditLog(FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE), clock);
        log.load(file);
        return log;
    }

    private void load(Path file) throws IOException {
        try (var in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            var line = new ByteArrayOutputStream();
            for (int next = in.read(); next >= 0; next = in.read()) {
                if (next == '\n') {
                    check(file, line.toString(StandardCharsets.UTF_8));
                    began(end);
                    end += line.size() + 1L;
                    line.reset();
                } else {
                    line.write(next);
                }
            }
        }
        channel.truncate(end);
    }

    private void check(Path file, String line) {
        var at = line.lastIndexOf(CHAIN);
        var said = at < 0 ? "" : line.substring(at + CHAIN.length(), line.length() - 2);
        if (at < 0 || !chained(chain, line.substring(0, at) + "}").equals(said)) {
            LOG.error("{}: line {} is not as it was written, or one before it is missing", file, lines + 1);
        }
        chain = said;
    }

    private static String chained(String before, String body) {
        return Digest.of((before + body).getBytes(StandardCharsets.UTF_8)).hex();
    }

    private void began(long offset) {
        if (lines == begins.length) {
            begins = Arrays.copyOf(begins, lines * 2);
        }
        begins[lines++] = offset;
    }

    /**
     * Writes a call down.
     *
     * @throws IOException if it is not durable; then nothing of it is there, and {@link #problem} says so until one is
     */
    public synchronized void append(
            String by, String method, Map<String, String> request, String outcome, String message) throws IOException {
        var body = JSON.writeValueAsString(
                new Line(lines + 1L, clock.instant().toString(), by, method, request, outcome, message, null));
        var next = chained(chain, body);
        var line = (body.substring(0, body.length() - 1) + CHAIN + next + "\"}\n").getBytes(StandardCharsets.UTF_8);
        try {
            var bytes = ByteBuffer.wrap(line);
            while (bytes.hasRemaining()) {
                channel.write(bytes, end + bytes.position());
            }
            channel.force(true);
        } catch (IOException e) {
            problem = Optional.of("The audit log cannot be written: " + e.getMessage());
            try {
                channel.truncate(end);
            } catch (IOException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
        problem = Optional.empty();
        began(end);
        end += line.length;
        chain = next;
    }

    /** Why nothing can be written down at present, as a sentence for people. */
    public synchronized Optional<String> problem() {
        return problem;
    }

    /** A part of the log, and the number before which the next part ends; 0 at the beginning of the log. */
    public record Part(List<Entry> entries, long before) {}

    /**
     * The newest calls that are asked for.
     *
     * @param before those with a smaller number; 0 for all
     */
    public synchronized Part newest(long before, int limit, Predicate<Entry> asked) throws IOException {
        var found = new ArrayList<Entry>();
        var at = before <= 0 || before > lines ? lines : (int) before - 1;
        var last = Math.max(0, at - MAX_LOOKED_AT);
        while (at > last && found.size() < limit) {
            at--;
            var entry = read(at);
            if (asked.test(entry)) {
                found.add(entry);
            }
        }
        return new Part(found, at == 0 ? 0 : at + 1L);
    }

    private Entry read(int index) throws IOException {
        var from = begins[index];
        var until = index + 1 < lines ? begins[index + 1] : end;
        var bytes = ByteBuffer.allocate(Math.toIntExact(until - from));
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, from + bytes.position()) < 0) {
                throw new IOException("The audit log ends before its line " + (index + 1));
            }
        }
        var line = JSON.readValue(bytes.array(), Line.class);
        return new Entry(
                line.number(),
                Instant.parse(line.at()),
                line.by(),
                line.method(),
                line.request(),
                line.outcome(),
                line.message());
    }

    @Override
    public synchronized void close() throws IOException {
        channel.close();
    }
}
