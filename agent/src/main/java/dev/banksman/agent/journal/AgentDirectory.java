package dev.banksman.agent.journal;

import java.nio.file.Path;

/**
 * Where an agent keeps what; one agent per directory.
 *
 * <pre>
 * agent.properties            settings
 * agent.lock                  held while an agent runs here
 * identity/                   key.pem, certificate.pem, authority.pem
 * secrets/NAME                what actions may use and must not show
 * marks/RUN.pb                highest attempt and term of a run; kept for ever
 * commands/RUN/NUMBER/        one attempt: records, the shim's files, stdout and stderr
 *                             in it, work/: its own directory, for scripts, logs and as working directory
 * versions/                   versions of the agent that a controller asked for, and which of them starts
 * shim-DIGEST.sh              the shim, unpacked at each start
 * </pre>
 */
public record AgentDirectory(Path root) {

    public AgentDirectory {
        root = root.toAbsolutePath().normalize();
    }

    public Path settings() {
        return root.resolve("agent.properties");
    }

    public Path lock() {
        return root.resolve("agent.lock");
    }

    public Path identity() {
        return root.resolve("identity");
    }

    public Path secrets() {
        return root.resolve("secrets");
    }

    public Path marks() {
        return root.resolve("marks");
    }

    public Path commands() {
        return root.resolve("commands");
    }

    public Path versions() {
        return root.resolve("versions");
    }

    /** The directory of one attempt; the key has been checked ({@link AttemptKey#problem}). */
    public Path attempt(AttemptKey key) {
        return commands().resolve(key.run()).resolve(Long.toString(key.number()));
    }

    public Path work(AttemptKey key) {
        return attempt(key).resolve("work");
    }
}
