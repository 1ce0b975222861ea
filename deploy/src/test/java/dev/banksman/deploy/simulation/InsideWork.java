package dev.banksman.deploy.simulation;

import dev.banksman.agent.action.Work;
import dev.banksman.agent.desk.InsideRunner;
import dev.banksman.agent.journal.AttemptKey;
import dev.banksman.common.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The work of one attempt inside a simulated agent. A body that waits is run anew after that: those that do here go on from
 * what they wrote down.
 */
final class InsideWork implements Work.Context {

    private final AttemptKey key;
    private final Path directory;
    private final Installation installation;
    private final BiConsumer<Duration, Runnable> later;
    private final Consumer<String> printed;
    private final LongSupplier uptime;
    private boolean stopped;

    InsideWork(
            AttemptKey key,
            Path directory,
            Installation installation,
            BiConsumer<Duration, Runnable> later,
            Consumer<String> printed,
            LongSupplier uptime) {
        this.key = key;
        this.directory = directory;
        this.installation = installation;
        this.later = later;
        this.printed = printed;
        this.uptime = uptime;
    }

    /** Thrown where a real body would wait on its thread. */
    private static final class Waits extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Duration time;

        Waits(Duration time) {
            super("waits " + time, null, false, false);
            this.time = time;
        }
    }

    InsideRunner.Running begin(Work.Body body, Consumer<InsideRunner.End> done) {
        later.accept(installation.chance().upTo(Duration.ofMillis(50)), () -> run(body, done));
        return () -> stopped = true;
    }

    private void run(Work.Body body, Consumer<InsideRunner.End> done) {
        InsideRunner.End end;
        try {
            DurableFiles.createSecretDirectory(directory);
            if (installation.planted(Plant.RESTART_NOT_WRITTEN)) {
                Files.deleteIfExists(directory.resolve("restart-of"));
            }
            end = new InsideRunner.End(Optional.of(body.run(this)), "");
        } catch (Waits waits) {
            later.accept(waits.time, () -> run(body, done));
            return;
        } catch (InterruptedException e) {
            end = new InsideRunner.End(Optional.empty(), "It was stopped.");
        } catch (IOException e) {
            end = new InsideRunner.End(Optional.empty(), "Its directory cannot be made: " + e.getMessage());
        }
        done.accept(end);
    }

    AttemptKey key() {
        return key;
    }

    @Override
    public Path directory() {
        return directory;
    }

    @Override
    public void print(String text) {
        printed.accept(text.strip());
    }

    @Override
    public void pause(Duration time) throws InterruptedException {
        if (stopped) {
            throw new InterruptedException("stopped");
        }
        throw new Waits(time);
    }

    @Override
    public long nanoTime() {
        return uptime.getAsLong();
    }

    @Override
    public Optional<char[]> secret(String secret) {
        return Optional.empty();
    }
}
