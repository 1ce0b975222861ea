package dev.banksman.deploy.chaos;

import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program of the system that is called, and has to succeed within a minute. */
final class Tool {

    private Tool() {}

    /** What it printed. */
    static String run(String... words) throws IOException, InterruptedException {
        var answer = call(words);
        if (answer.code() != 0) {
            throw new IOException(String.join(" ", words) + ": expected success, found exit code " + answer.code()
                    + ": " + answer.text());
        }
        return answer.text();
    }

    /** How it ended, which may be in failure. */
    static Answer call(String... words) throws IOException, InterruptedException {
        var process = new ProcessBuilder(List.of(words))
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .start();
        // What these print fits into a pipe.
        if (!process.waitFor(1, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IOException(String.join(" ", words) + ": expected an end within a minute");
        }
        try (var reader = process.inputReader()) {
            return new Answer(process.exitValue(), reader.readAllAsString().strip());
        }
    }

    record Answer(int code, String text) {}
}
