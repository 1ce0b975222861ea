package dev.banksman.agent.action;

import dev.banksman.agent.action.Work.Context;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** For a check that is asked again and again: what it prints at each look would drown what changes. */
record QuietContext(Context context) implements Context {

    @Override
    public Path directory() {
        return context.directory();
    }

    @Override
    public void print(String text) {
        // What is observed is printed by whoever asks, when it changes.
    }

    @Override
    public void pause(Duration time) throws InterruptedException {
        context.pause(time);
    }

    @Override
    public long nanoTime() {
        return context.nanoTime();
    }

    @Override
    public Optional<char[]> secret(String name) {
        return context.secret(name);
    }
}
