package dev.banksman.agent.action;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A short call of one of the platform's own tools ({@code sc}, {@code reg}, {@code systemctl}), made by the agent
 * itself and judged by its exit code and the numbers it prints. Unlike a command of a step it does not outlive the
 * agent, so it is for tools whose effect is a request to the system, not work of their own.
 *
 * <p>Limits: 256 KiB of each stream are kept, the rest is read and dropped; at the time limit, or when the calling
 * thread is interrupted, the tool and its children are killed.
 */
public final class ToolCall {

    private static final int OUTPUT_BYTES = 256 * 1024;
    private static final Duration DRAIN = Duration.ofSeconds(1);

    private ToolCall() {}

    /** How the tool ended and what it printed. */
    public record Result(int exitCode, String stdout, String stderr) {

        /** For people: the last line of what it said, errors first. */
        public String lastWords() {
            var words = BoundedText.lastLine(stderr.isBlank() ? stdout : stderr, 200);
            return words.isEmpty() ? "it printed nothing" : "it said '" + words + "'";
        }
    }

    /** @throws ToolException when the tool cannot be started or does not end within the limit */
    public static Result run(HostTools tools, String tool, List<String> arguments, Duration limit)
            throws ToolException, InterruptedException {
        var command = new ArrayList<>(tools.command(tool));
        command.addAll(arguments);
        var process = start(tool, command);
        var stdout = Drain.of(process.getInputStream(), tool + " stdout");
        var stderr = Drain.of(process.getErrorStream(), tool + " stderr");
        try {
            if (!process.waitFor(Math.max(1, limit.toMillis()), TimeUnit.MILLISECONDS)) {
                throw new ToolException(
                        "The tool '" + tool + "' did not end within " + TimeLimit.words(limit)
                                + " and was killed; called as " + command + ".",
                        true);
            }
            return new Result(process.exitValue(), stdout.text(), stderr.text());
        } finally {
            if (process.isAlive()) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        }
    }

    private static Process start(String tool, List<String> command) throws ToolException {
        try {
            var process = new ProcessBuilder(command).start();
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw new ToolException("The tool '" + tool + "' could not be started as " + command + ": " + e.getMessage()
                    + ". Check the path configured for it on this host.");
        }
    }

    /** Reads one stream to its end on a thread of its own, so that a full pipe cannot stop the tool. */
    private static final class Drain {

        private final InputStream stream;
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private final Thread thread;

        private Drain(InputStream stream, String name) {
            this.stream = stream;
            this.thread = new Thread(this::read, name);
            thread.setDaemon(true);
        }

        static Drain of(InputStream stream, String name) {
            var drain = new Drain(stream, name);
            drain.thread.start();
            return drain;
        }

        /** What came; a child that inherited the pipe and lives on is not waited for. */
        String text() throws InterruptedException {
            thread.join(DRAIN.toMillis());
            synchronized (kept) {
                return DecodedText.of(kept.toByteArray());
            }
        }

        private void read() {
            var buffer = new byte[8 * 1024];
            try {
                for (var count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
                    synchronized (kept) {
                        kept.write(buffer, 0, Math.min(count, OUTPUT_BYTES - kept.size()));
                    }
                }
            } catch (IOException e) {
                // The tool was killed and its pipe closed: what came before is what there is.
                return;
            }
        }
    }
}
