package dev.banksman.agent.upgrade;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Lets a version look at this agent's directory with {@code banksman-agent check}, which takes no lock and changes
 * nothing: its Java is found, its classes load, and it can read the settings and the identity that are there.
 */
public final class VersionCheck implements PackageInstaller.Examination {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    /** Far more than is told of it: what is cut off is cut off after secrets were blotted out. */
    private static final int WORDS_BYTES = 256 * 1024;

    private final Path agentDirectory;

    public VersionCheck(Path agentDirectory) {
        this.agentDirectory = agentDirectory;
    }

    @Override
    public String examine(Path home, String version) throws IOException, InterruptedException {
        var log = home.resolveSibling(home.getFileName() + ".check.log");
        var launcher = home.resolve("bin").resolve("banksman-agent");
        if (!Files.isExecutable(launcher)) {
            return "it has no bin/banksman-agent.";
        }
        var builder = new ProcessBuilder(launcher.toString(), "check", "--dir", agentDirectory.toString())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(log.toFile());
        try {
            var process = builder.start();
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                return "its check did not end within " + LIMIT.toSeconds() + " s. " + words(log);
            }
            var said = words(log);
            if (process.exitValue() != 0) {
                return "its check ended with exit code " + process.exitValue() + ". " + said;
            }
            return said.startsWith("banksman-agent " + version + " ")
                    ? ""
                    : "expected it to say that it is banksman-agent " + version + ", found: " + said;
        } finally {
            Files.deleteIfExists(log);
        }
    }

    private static String words(Path log) throws IOException {
        try (var in = Files.newInputStream(log)) {
            return new String(in.readNBytes(WORDS_BYTES), StandardCharsets.UTF_8).strip();
        }
    }
}
