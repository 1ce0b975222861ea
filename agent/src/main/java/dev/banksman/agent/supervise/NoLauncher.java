package dev.banksman.agent.supervise;

import dev.banksman.agent.journal.AttemptKey;
import java.io.IOException;
import java.util.Optional;

/** For platforms on which this agent cannot launch commands. It refuses in words, and everything else works. */
public final class NoLauncher implements Launcher {

    private final String platform;

    public NoLauncher(String platform) {
        this.platform = platform;
    }

    @Override
    public Optional<String> unsupported() {
        return Optional.of("This agent cannot launch commands on " + platform + "; it can do actions that need none.");
    }

    @Override
    public void launch(AttemptKey key, Launch launch) throws IOException {
        throw new IOException(unsupported().orElseThrow());
    }

    @Override
    public Sighting look(AttemptKey key) {
        return new Sighting.NeverBegan(unsupported().orElseThrow());
    }

    @Override
    public Sighting forbid(AttemptKey key) {
        return look(key);
    }

    @Override
    public int end(AttemptKey key, boolean byForce) {
        return 0;
    }
}
