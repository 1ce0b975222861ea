package dev.banksman.agent.journal;

import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.banksman.agent.journal.RecordFile.DamagedException;
import dev.banksman.common.CrashPoint;
import dev.banksman.common.DurableFiles;
import dev.banksman.proto.agent.v1.AcceptedCommand;
import dev.banksman.proto.agent.v1.Ended;
import dev.banksman.proto.agent.v1.EndingCommand;
import dev.banksman.proto.agent.v1.RunMark;
import dev.banksman.proto.agent.v1.StartedCommand;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps records as files, see {@link AgentDirectory}. Accepting prepares the record ({@code dispatch.prepared}), then
 * makes the mark durable, then renames the record into place: whoever finds a prepared record under its mark knows that
 * the command was accepted, and whoever finds one above it knows that it was not.
 *
 * <p>What a process finds may be names that its predecessor died before syncing. So {@link #load} syncs each directory
 * before it believes what is in it: others act on what it returns, and a power loss must not take that back.
 */
public final class FileCommandStore implements CommandStore {

    private static final String PREPARED = "dispatch.prepared";
    private static final String DISPATCH = "dispatch.pb";
    private static final String STARTED = "started.pb";
    private static final String ENDING = "ending.pb";
    private static final String RESULT = "result.pb";
    private static final String ACKNOWLEDGED = "acknowledged";
    private static final String DELIVERED = "delivered";
    private static final String MARK_SUFFIX = ".pb";

    private final AgentDirectory directory;
    private final String host;

    /** @param host this host's name, which is part of every key */
    public FileCommandStore(AgentDirectory directory, String host) {
        this.directory = directory;
        this.host = host;
    }

    @Override
    public Stored load() throws IOException {
        DurableFiles.createSecretDirectory(directory.commands());
        DurableFiles.createSecretDirectory(directory.marks());
        DurableFiles.syncDirectory(directory.root());
        DurableFiles.syncDirectory(directory.marks());
        DurableFiles.syncDirectory(directory.commands());
        var marks = loadMarks();
        var commands = new ArrayList<CommandRecord>();
        var damaged = new ArrayList<Damaged>();
        for (var run : list(directory.commands())) {
            syncIfDirectory(run);
            for (var attempt : list(run)) {
                var name = attempt.getFileName().toString();
                if (name.matches("[1-9][0-9]{0,17}")) {
                    load(
                            new AttemptKey(run.getFileName().toString(), host, Long.parseLong(name)),
                            marks,
                            commands,
                            damaged);
                }
            }
        }
        commands.sort(Comparator.comparing(CommandRecord::key));
        return new Stored(List.copyOf(commands), Collections.unmodifiableMap(marks), List.copyOf(damaged));
    }

    private void load(AttemptKey key, Map<String, RunMark> marks, List<CommandRecord> commands, List<Damaged> damaged)
            throws IOException {
        var attempt = directory.attempt(key);
        var mark = marks.get(key.run());
        syncIfDirectory(attempt);
        if (!Files.exists(attempt.resolve(DISPATCH))) {
            if (mark == null || mark.getHighestAttempt() < key.number() || !Files.exists(attempt.resolve(PREPARED))) {
                delete(attempt);
                return;
            }
            DurableFiles.moveInto(attempt.resolve(PREPARED), attempt.resolve(DISPATCH));
        }
        try {
            var accepted = RecordFile.read(attempt.resolve(DISPATCH), AcceptedCommand.parser());
            commands.add(new CommandRecord(
                    key,
                    accepted,
                    find(attempt.resolve(STARTED), StartedCommand.parser()),
                    find(attempt.resolve(ENDING), EndingCommand.parser()),
                    find(attempt.resolve(RESULT), Ended.parser()),
                    Files.exists(attempt.resolve(ACKNOWLEDGED)),
                    Files.exists(attempt.resolve(DELIVERED))));
        } catch (DamagedException e) {
            damaged.add(new Damaged(key, e.evidence()));
        }
    }

    @Override
    public void accept(AttemptKey key, AcceptedCommand accepted, RunMark mark) throws IOException {
        var attempt = directory.attempt(key);
        makeDurable(attempt);
        var prepared = attempt.resolve(PREPARED);
        DurableFiles.writeSecret(prepared, RecordFile.encode(accepted));
        CrashPoint.reach("accept-prepared");
        mark(mark);
        CrashPoint.reach("accept-marked");
        DurableFiles.moveInto(prepared, attempt.resolve(DISPATCH));
        CrashPoint.reach("accept-durable");
    }

    @Override
    public void mark(RunMark mark) throws IOException {
        DurableFiles.write(directory.marks().resolve(mark.getRun() + MARK_SUFFIX), RecordFile.encode(mark));
    }

    @Override
    public void started(AttemptKey key, StartedCommand started) throws IOException {
        write(key, STARTED, started);
    }

    @Override
    public void ending(AttemptKey key, EndingCommand ending) throws IOException {
        write(key, ENDING, ending);
    }

    @Override
    public void ended(AttemptKey key, Ended ended) throws IOException {
        CrashPoint.reach("result-known");
        write(key, RESULT, ended);
        CrashPoint.reach("result-durable");
    }

    @Override
    public void acknowledged(AttemptKey key) throws IOException {
        DurableFiles.write(directory.attempt(key).resolve(ACKNOWLEDGED), new byte[0]);
    }

    @Override
    public void delivered(AttemptKey key) throws IOException {
        DurableFiles.write(directory.attempt(key).resolve(DELIVERED), new byte[0]);
    }

    @Override
    public void forget(AttemptKey key) throws IOException {
        var attempt = directory.attempt(key);
        // The record of acceptance goes first and durably: what is half deleted must not look accepted.
        Files.deleteIfExists(attempt.resolve(DISPATCH));
        Files.deleteIfExists(attempt.resolve(PREPARED));
        syncIfDirectory(attempt);
        CrashPoint.reach("forget-begun");
        delete(attempt);
    }

    private void write(AttemptKey key, String name, MessageLite record) throws IOException {
        DurableFiles.writeSecret(directory.attempt(key).resolve(name), RecordFile.encode(record));
    }

    private void makeDurable(Path attempt) throws IOException {
        var run = directory
                .commands()
                .resolve(directory.commands().relativize(attempt).getName(0));
        DurableFiles.createSecretDirectory(run);
        DurableFiles.syncDirectory(directory.commands());
        DurableFiles.createSecretDirectory(attempt);
        DurableFiles.syncDirectory(run);
    }

    private Map<String, RunMark> loadMarks() throws IOException {
        var marks = new LinkedHashMap<String, RunMark>();
        for (var file : oldestFirst(list(directory.marks()))) {
            if (file.getFileName().toString().endsWith(MARK_SUFFIX)) {
                try {
                    var mark = RecordFile.read(file, RunMark.parser());
                    marks.put(mark.getRun(), mark);
                } catch (DamagedException e) {
                    // Without its mark a run's attempts could start twice: better no agent than such a one.
                    throw new IOException("The agent cannot work without its marks: " + e.evidence()
                            + ". Restore the file from a backup, or remove it when no run of that name will go on.");
                }
            }
        }
        return marks;
    }

    /** By the time of the last write: nothing but the order in a hello depends on it. */
    private static List<Path> oldestFirst(List<Path> files) throws IOException {
        var times = new HashMap<Path, FileTime>();
        for (var file : files) {
            times.put(file, Files.getLastModifiedTime(file));
        }
        return files.stream()
                .sorted(Comparator.<Path, FileTime>comparing(times::get).thenComparing(Path::getFileName))
                .toList();
    }

    private static <M extends MessageLite> Optional<M> find(Path file, Parser<M> parser)
            throws IOException, DamagedException {
        return Files.exists(file) ? Optional.of(RecordFile.read(file, parser)) : Optional.empty();
    }

    private static List<Path> list(Path parent) throws IOException {
        var found = new ArrayList<Path>();
        if (Files.isDirectory(parent)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(parent)) {
                entries.forEach(found::add);
            }
        }
        return found;
    }

    private static void syncIfDirectory(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            DurableFiles.syncDirectory(path);
        }
    }

    private static void delete(Path tree) throws IOException {
        if (Files.exists(tree)) {
            try (var files = Files.walk(tree)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
