package dev.banksman.controller.telemetry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import tools.jackson.databind.json.JsonMapper;

/**
 * What {@code /healthz} and {@code /readyz} answer. Healthy means that the process answers at all: a failing check must
 * not make a supervisor restart it, since a restart frees no disk. Ready means that every registered check passes; the
 * answer says which ones do not, and why.
 *
 * <p>Checks are asked at each request, on its thread, so they must be quick. Safe for use by many threads.
 */
public final class Health {

    /** One thing without which the controller does not do its work. */
    @FunctionalInterface
    public interface Check {
        /** The problem, as a sentence for people; empty when all is well. */
        Optional<String> problem();
    }

    /**
     * An answer.
     *
     * @param ready whether all checks pass; the HTTP status is 200 or 503 accordingly
     * @param problems the problem of each check that does not pass, by the check's name
     * @param passed how many checks pass
     */
    public record Answer(boolean ready, Map<String, String> problems, int passed) {

        /** The body of the response: {@code {"status":"ready","passed":3,"problems":{}}}. */
        public String json() {
            var body = new TreeMap<String, Object>();
            body.put("status", ready ? "ready" : "not ready");
            body.put("passed", passed);
            body.put("problems", problems);
            return JSON.writeValueAsString(body);
        }
    }

    /** The body of {@code /healthz}. */
    public static final String ALIVE = "{\"status\":\"alive\"}";

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final long MIB = 1024L * 1024;

    private final Map<String, Check> checks = new ConcurrentSkipListMap<>();

    Health() {}

    /** Adds a check, or replaces the one of that name: {@code journal}, {@code agents-listener}, {@code disk-room}. */
    public void register(String name, Check check) {
        checks.put(name, check);
    }

    public Answer ready() {
        var problems = new TreeMap<String, String>();
        checks.forEach((name, check) -> problemOf(check).ifPresent(problem -> problems.put(name, problem)));
        return new Answer(problems.isEmpty(), problems, Math.max(0, checks.size() - problems.size()));
    }

    /** A check that there is room on the disk of this directory. */
    public static Check diskRoom(Path directory, long neededMib) {
        return () -> {
            try {
                long free = Files.getFileStore(directory).getUsableSpace() / MIB;
                return free >= neededMib
                        ? Optional.empty()
                        : Optional.of("Expected at least " + neededMib + " MiB free for " + directory + ", found "
                                + free + " MiB. Free some, or give the data directory a larger disk.");
            } catch (IOException e) {
                return Optional.of("The free space of " + directory + " cannot be read: " + e.getMessage());
            }
        };
    }

    private static Optional<String> problemOf(Check check) {
        try {
            return check.problem();
        } catch (RuntimeException e) {
            // A check that breaks has not passed; the endpoint must still answer for the others.
            return Optional.of("The check itself failed: " + e);
        }
    }
}
