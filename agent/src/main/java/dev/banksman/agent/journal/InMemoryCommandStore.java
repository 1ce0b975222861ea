package dev.banksman.agent.journal;

import dev.banksman.proto.agent.v1.AcceptedCommand;
import dev.banksman.proto.agent.v1.Ended;
import dev.banksman.proto.agent.v1.EndingCommand;
import dev.banksman.proto.agent.v1.RunMark;
import dev.banksman.proto.agent.v1.StartedCommand;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * A store without a disk, for simulations: it outlives the simulated agent and stands for what its disk would hold.
 * A simulation that wants a failing disk puts a {@link Fault} in.
 */
public final class InMemoryCommandStore implements CommandStore {

    /** Asked before each write; throwing makes the write fail without effect. */
    @FunctionalInterface
    public interface Fault {
        void beforeWrite(String what) throws IOException;
    }

    private final Map<AttemptKey, CommandRecord> commands = new TreeMap<>();
    private final Map<String, RunMark> marks = new LinkedHashMap<>();
    private Fault fault = what -> {};

    /** From now on writes are put before this one. */
    public void fail(Fault next) {
        fault = next;
    }

    @Override
    public Stored load() {
        return new Stored(
                List.copyOf(commands.values()), Collections.unmodifiableMap(new LinkedHashMap<>(marks)), List.of());
    }

    @Override
    public void accept(AttemptKey key, AcceptedCommand accepted, RunMark mark) throws IOException {
        fault.beforeWrite("accept " + key);
        keep(mark);
        commands.put(key, CommandRecord.accepted(key, accepted));
    }

    @Override
    public void mark(RunMark mark) throws IOException {
        fault.beforeWrite("mark " + mark.getRun());
        keep(mark);
    }

    private void keep(RunMark mark) {
        marks.remove(mark.getRun());
        marks.put(mark.getRun(), mark);
    }

    @Override
    public void started(AttemptKey key, StartedCommand started) throws IOException {
        change("started", key, command -> command.withStarted(started));
    }

    @Override
    public void ending(AttemptKey key, EndingCommand ending) throws IOException {
        change("ending", key, command -> command.withEnding(ending));
    }

    @Override
    public void ended(AttemptKey key, Ended ended) throws IOException {
        change("ended", key, command -> command.withEnded(ended));
    }

    @Override
    public void acknowledged(AttemptKey key) throws IOException {
        change("acknowledged", key, CommandRecord::withAcknowledged);
    }

    @Override
    public void delivered(AttemptKey key) throws IOException {
        change("delivered", key, CommandRecord::withDelivered);
    }

    @Override
    public void forget(AttemptKey key) throws IOException {
        fault.beforeWrite("forget " + key);
        commands.remove(key);
    }

    private void change(String what, AttemptKey key, UnaryOperator<CommandRecord> change) throws IOException {
        fault.beforeWrite(what + " " + key);
        if (commands.computeIfPresent(key, (same, command) -> change.apply(command)) == null) {
            throw new IOException("No command " + key + " was accepted here");
        }
    }
}
