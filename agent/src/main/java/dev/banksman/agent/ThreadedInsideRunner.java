package dev.banksman.agent;

import dev.banksman.agent.action.Work;
import dev.banksman.agent.desk.InsideRunner;
import dev.banksman.agent.journal.AgentDirectory;
import dev.banksman.agent.journal.AttemptKey;
import dev.banksman.agent.supervise.SecretStore;
import dev.banksman.agent.supervise.Spool;
import dev.banksman.common.DurableFiles;
import dev.banksman.proto.agent.v1.OutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs each inside body on a thread of its own. Stopping sets the body's context to stop and interrupts its thread; the
 * body counts as running until its thread has ended, however long that takes.
 */
final class ThreadedInsideRunner implements InsideRunner {

    private static final Logger LOG = LoggerFactory.getLogger(ThreadedInsideRunner.class);

    private final AgentDirectory directory;
    private final Spool spool;
    private final SecretStore secrets;
    private final LongSupplier ticker;
    private final Executor desk;

    /** @param desk where ends are delivered: the desk's thread */
    ThreadedInsideRunner(
            AgentDirectory directory, Spool spool, SecretStore secrets, LongSupplier ticker, Executor desk) {
        this.directory = directory;
        this.spool = spool;
        this.secrets = secrets;
        this.ticker = ticker;
        this.desk = desk;
    }

    @Override
    public Running start(AttemptKey key, Work.Body body, Consumer<End> done) {
        var stopped = new CountDownLatch(1);
        var over = new AtomicBoolean();
        var thread = new Thread(() -> {
            var end = run(key, body, stopped);
            over.set(true);
            desk.execute(() -> done.accept(end));
        });
        thread.setName("attempt " + key);
        thread.setDaemon(true);
        thread.start();
        return () -> {
            stopped.countDown();
            if (!over.get()) {
                thread.interrupt();
            }
        };
    }

    private End run(AttemptKey key, Work.Body body, CountDownLatch stopped) {
        try {
            DurableFiles.createSecretDirectory(directory.work(key));
            return new End(Optional.of(body.run(new AttemptContext(key, stopped))), "");
        } catch (InterruptedException e) {
            return new End(Optional.empty(), "It was stopped.");
        } catch (IOException e) {
            return new End(Optional.empty(), "Its directory cannot be made: " + e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("{}: the action broke off", key, e);
            return new End(Optional.empty(), "The action broke off inside the agent: " + e);
        } catch (StackOverflowError e) {
            // A pattern over long output can do this; the thread is sound again once its stack is gone.
            LOG.error("{}: the action ran out of stack", key);
            return new End(Optional.empty(), "The action ran out of stack; a pattern that nests less deeply may help.");
        }
    }

    private final class AttemptContext implements Work.Context {

        private final AttemptKey key;
        private final CountDownLatch stopped;

        AttemptContext(AttemptKey key, CountDownLatch stopped) {
            this.key = key;
            this.stopped = stopped;
        }

        @Override
        public Path directory() {
            return directory.work(key);
        }

        @Override
        public void print(String text) {
            try {
                var charset = Charset.forName(System.getProperty("native.encoding", "UTF-8"));
                spool.append(key, OutputStream.OUTPUT_STREAM_STDOUT, text.getBytes(charset));
            } catch (IOException e) {
                throw new UncheckedIOException("The output cannot be written", e);
            }
        }

        @Override
        public void pause(Duration time) throws InterruptedException {
            if (stopped.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new InterruptedException("stopped");
            }
        }

        @Override
        public long nanoTime() {
            return ticker.getAsLong();
        }

        @Override
        public Optional<char[]> secret(String name) {
            return secrets.find(name).map(String::toCharArray);
        }
    }
}
