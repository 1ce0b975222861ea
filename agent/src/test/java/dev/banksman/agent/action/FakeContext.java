package dev.banksman.agent.action;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A context whose time passes only when the action pauses, so that no test waits for the clock. */
final class FakeContext implements Work.Context {

    private final Path directory;
    private final Map<String, String> secrets = new HashMap<>();
    private final StringBuilder printed = new StringBuilder();
    private long nanos;
    private int pauses;
    private Runnable duringPause = () -> {};

    FakeContext(Path directory) {
        this.directory = directory;
    }

    FakeContext withSecret(String name, String value) {
        secrets.put(name, value);
        return this;
    }

    /** What else happens in the world while the action pauses. */
    FakeContext duringPause(Runnable event) {
        duringPause = event;
        return this;
    }

    synchronized String printed() {
        return printed.toString();
    }

    int pauses() {
        return pauses;
    }

    @Override
    public Path directory() {
        return directory;
    }

    @Override
    public synchronized void print(String text) {
        printed.append(text);
    }

    @Override
    public void pause(Duration time) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        pauses++;
        nanos += time.toNanos();
        duringPause.run();
    }

    @Override
    public long nanoTime() {
        return nanos;
    }

    @Override
    public Optional<char[]> secret(String name) {
        return Optional.ofNullable(secrets.get(name)).map(String::toCharArray);
    }
}
