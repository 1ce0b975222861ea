package dev.banksman.controller.forecast;

import com.google.protobuf.ByteString;
import dev.banksman.common.DurableFiles;
import dev.banksman.controller.engine.Planning;
import dev.banksman.controller.engine.Planning.Documents;
import dev.banksman.controller.journal.EventCodec;
import dev.banksman.controller.journal.Journal;
import dev.banksman.controller.journal.RunEntry;
import dev.banksman.controller.plan.Planned;
import dev.banksman.controller.run.RunEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long the tasks of earlier runs took. Of each run that has ended there is a small file, made from its journal when it
 * is first asked for; the journal is read once. A file that is lost or damaged is made again. Safe for many threads.
 */
public final class TimesArchive {

    private static final Logger LOG = LoggerFactory.getLogger(TimesArchive.class);

    /** A forecast looks at so many runs of a runbook, the newest. */
    static final int RUNS = 20;

    /** And at so many tasks of them all: of a fleet of thousands, a few runs say enough. */
    static final int TASKS = 100_000;

    private static final int PAGE = 1_000;
    private static final Pattern RUN = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private final Path directory;
    private final Journal journal;
    private final Planning planning;

    private TimesArchive(Path directory, Journal journal, Planning planning) {
        this.directory = directory;
        this.journal = journal;
        this.planning = planning;
    }

    public static TimesArchive open(Path directory, Journal journal, Planning planning) throws IOException {
        DurableFiles.createSecretDirectory(directory);
        return new TimesArchive(directory, journal, planning);
    }

    /** Of the newest runs of a runbook that have ended, newest first. A run that cannot be read is left out. */
    public List<RunTimes> ofRunbook(String runbook) {
        var found = new ArrayList<RunTimes>();
        int tasks = 0;
        for (RunEntry entry : journal.runs().reversed()) {
            if (found.size() == RUNS || tasks >= TASKS) {
                break;
            }
            if (entry.card().runbook().equals(runbook) && entry.status().over()) {
                Optional<RunTimes> times = ofEnded(entry.run());
                times.ifPresent(found::add);
                tasks += times.map(t -> t.tasks().size()).orElse(0);
            }
        }
        return List.copyOf(found);
    }

    /** Of one run, ended or not; empty if there is none, or it cannot be read. */
    public Optional<RunTimes> ofRun(String run) {
        return journal.run(run).flatMap(entry -> entry.status().over() ? ofEnded(run) : derive(run));
    }

    private Optional<RunTimes> ofEnded(String run) {
        if (!RUN.matcher(run).matches()) {
            return derive(run);
        }
        Path file = directory.resolve(run + ".txt");
        Optional<RunTimes> kept = read(file).filter(times -> times.run().equals(run));
        if (kept.isPresent()) {
            return kept;
        }
        Optional<RunTimes> derived = derive(run);
        derived.ifPresent(times -> keep(file, times));
        return derived;
    }

    private static Optional<RunTimes> read(Path file) {
        try {
            return TimesFile.read(Files.readString(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            LOG.warn("Durations in {} cannot be read and are made again: {}", file, e.getMessage());
            return Optional.empty();
        }
    }

    private static void keep(Path file, RunTimes times) {
        try {
            DurableFiles.write(file, TimesFile.write(times).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            LOG.warn("Durations of run {} are not kept, and will be made again: {}", times.run(), e.getMessage());
        }
    }

    private Optional<RunTimes> derive(String run) {
        try {
            return Optional.of(readJournal(run));
        } catch (RuntimeException e) {
            // Forecasts do without this one. What is wrong with its journal is told where the run itself is read.
            LOG.warn("Durations of run {} are not known: {}", run, e.getMessage());
            return Optional.empty();
        }
    }

    private RunTimes readJournal(String run) {
        Optional<TimesReader> reader = Optional.empty();
        long position = 0;
        while (true) {
            var page = journal.read(run, position, PAGE);
            for (var stored : page) {
                RunEvent event = EventCodec.decode(stored.bytes());
                if (event instanceof RunEvent.RunPlanned planned) {
                    reader = Optional.of(reader(planned));
                }
                reader.orElseThrow(() -> new IllegalStateException("it does not begin with a plan"))
                        .take(event);
                position = stored.position();
            }
            if (page.size() < PAGE) {
                return reader.orElseThrow(() -> new IllegalStateException("its journal is empty"))
                        .done();
            }
        }
    }

    private TimesReader reader(RunEvent.RunPlanned planned) {
        var documents = new Documents(
                planned.runbookFile(),
                ByteString.copyFromUtf8(planned.runbookText()),
                planned.inventoryFile(),
                ByteString.copyFromUtf8(planned.inventoryText()),
                planned.parameters());
        return switch (planning.plan(documents)) {
            case Planned.Ready(var plan, var warnings) -> new TimesReader(plan);
            case Planned.Refused(var problems) ->
                throw new IllegalStateException("its plan cannot be made again: " + problems.getFirst());
        };
    }
}
