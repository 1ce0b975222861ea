package dev.banksman.agent.journal;

import dev.banksman.proto.agent.v1.AcceptedCommand;
import dev.banksman.proto.agent.v1.Ended;
import dev.banksman.proto.agent.v1.EndingCommand;
import dev.banksman.proto.agent.v1.RunMark;
import dev.banksman.proto.agent.v1.StartedCommand;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * The agent's durable memory. What a method has returned from survives a power loss. A method that throws may have
 * done its work or not; after the next {@link #load} it has either wholly happened or not at all.
 *
 * <p>One thread at a time. Records of one command are written in the order of its life, and each of them once, but
 * writing the same one again is harmless.
 */
public interface CommandStore {

    /** Everything there is. First call after the start; finishes or undoes what a crash left half done. */
    Stored load() throws IOException;

    /**
     * Accepts a command. The mark of its run is durable before the command is: a crash in between leaves either
     * nothing, or a command that was accepted.
     */
    void accept(AttemptKey key, AcceptedCommand accepted, RunMark mark) throws IOException;

    /** Replaces the mark of a run. Marks are kept for ever. */
    void mark(RunMark mark) throws IOException;

    void started(AttemptKey key, StartedCommand started) throws IOException;

    void ending(AttemptKey key, EndingCommand ending) throws IOException;

    void ended(AttemptKey key, Ended ended) throws IOException;

    void acknowledged(AttemptKey key) throws IOException;

    void delivered(AttemptKey key) throws IOException;

    /** Deletes everything about the command except the mark of its run, its output included. */
    void forget(AttemptKey key) throws IOException;

    /**
     * What was found.
     *
     * @param marks by run, the one written last at the end
     * @param damaged commands whose records exist and cannot be read
     */
    record Stored(List<CommandRecord> commands, Map<String, RunMark> marks, List<Damaged> damaged) {}

    /** A command with a record that cannot be read; what it was is not known, but that it was accepted is. */
    record Damaged(AttemptKey key, String evidence) {}
}
