package dev.banksman.agent.desk;

import dev.banksman.agent.action.Work;
import dev.banksman.agent.journal.AttemptKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Keeps bodies until a test lets them run to their end. */
final class FakeInsideRunner implements InsideRunner {

    private record Under(Work.Body body, Consumer<End> done) {}

    private final Map<AttemptKey, Under> under = new LinkedHashMap<>();
    boolean stopped;

    @Override
    public Running start(AttemptKey key, Work.Body body, Consumer<End> done) {
        under.put(key, new Under(body, done));
        return () -> stopped = true;
    }

    boolean has(AttemptKey key) {
        return under.containsKey(key);
    }

    /** Runs the body now. */
    void finish(AttemptKey key) throws InterruptedException {
        var one = under.remove(key);
        one.done.accept(new End(Optional.of(one.body.run(new NoContext())), ""));
    }

    /** The body ends because it was stopped, or broke off. */
    void breakOff(AttemptKey key, String problem) {
        under.remove(key).done.accept(new End(Optional.empty(), problem));
    }

    private record NoContext() implements Work.Context {
        @Override
        public Path directory() {
            return Path.of("work");
        }

        @Override
        public void print(String text) {
            throw new UnsupportedOperationException(text);
        }

        @Override
        public void pause(Duration time) {
            throw new UnsupportedOperationException(time.toString());
        }

        @Override
        public long nanoTime() {
            return 0;
        }

        @Override
        public Optional<char[]> secret(String name) {
            return Optional.empty();
        }
    }
}
