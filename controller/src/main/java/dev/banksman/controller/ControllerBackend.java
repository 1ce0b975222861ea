package dev.banksman.controller;

import com.google.protobuf.ByteString;
import dev.banksman.controller.artifact.ArtifactStore;
import dev.banksman.controller.doctor.Doctor;
import dev.banksman.controller.engine.Engine;
import dev.banksman.controller.engine.Planning;
import dev.banksman.controller.engine.RunUnavailableException;
import dev.banksman.controller.engine.StartAnswer;
import dev.banksman.controller.engine.StartRequest;
import dev.banksman.controller.fleet.OutputStore;
import dev.banksman.controller.identity.AuditLog;
import dev.banksman.controller.identity.DrainedHosts;
import dev.banksman.controller.journal.EventCodec;
import dev.banksman.controller.journal.Journal;
import dev.banksman.controller.journal.RunEntry;
import dev.banksman.controller.operator.Backend;
import dev.banksman.controller.operator.Forecasts;
import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.plan.PlanExpander;
import dev.banksman.controller.plan.Planned;
import dev.banksman.controller.report.ReportHtml;
import dev.banksman.controller.report.ReportJson;
import dev.banksman.controller.report.ReportText;
import dev.banksman.controller.report.RunReport;
import dev.banksman.controller.run.Ruling;
import dev.banksman.controller.run.RunEvent;
import dev.banksman.controller.run.RunInput;
import dev.banksman.controller.run.RunView;
import dev.banksman.controller.runbook.Read;
import dev.banksman.controller.runbook.Runbook;
import dev.banksman.controller.runbook.RunbookLibrary;
import dev.banksman.controller.runbook.RunbookReader;
import dev.banksman.controller.upgrade.Upgrades;
import dev.banksman.proto.agent.v1.AttemptId;
import dev.banksman.proto.agent.v1.OutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** What the operators' API stands on, made of this controller's engine, fleet and identity. Safe for many threads. */
final class ControllerBackend implements Backend {

    /** What it is made of. */
    record Parts(
            Engine engine,
            Journal journal,
            Planning planning,
            HostDirectory hosts,
            ChangedRuns changes,
            RunbookLibrary library,
            ArtifactStore artifacts,
            DrainedHosts drained,
            AuditLog audit,
            OutputStore outputs,
            Upgrades upgrades,
            Forecasts forecasts,
            Doctor doctor,
            InstantSource clock,
            String version) {}

    private static final int PAGE = 1_000;

    private final Parts parts;
    private @Nullable PlanExpander expander;
    private String expanded = "";

    ControllerBackend(Parts parts) {
        this.parts = parts;
    }

    @Override
    public Validated validate(String name, byte[] runbook) {
        return switch (RunbookReader.read(name, runbook)) {
            case Read.Valid<Runbook>(var read, var warnings) ->
                new Validated(read.name(), read.version(), List.of(), warnings);
            case Read.Invalid<Runbook>(var problems) -> new Validated("", "", problems, List.of());
        };
    }

    @Override
    public Preview preview(Documents documents) {
        return switch (parts.planning().plan(documents(documents))) {
            case Planned.Ready(var plan, var warnings) -> PlanPreview.of(plan, warnings);
            case Planned.Refused(var problems) -> new Preview.Refused(problems, List.of());
        };
    }

    @Override
    public Forecasts forecasts() {
        return parts.forecasts();
    }

    @Override
    public Paper checklist(Documents documents) {
        return Checklists.of(parts.planning().plan(documents(documents)));
    }

    @Override
    public Paper checklist(Plan plan) {
        return Checklists.of(new Planned.Ready(plan, List.of()));
    }

    @Override
    public Started start(String key, Documents documents, String expectedHash, String by) {
        var kept = drained(key, documents);
        if (kept.isPresent()) {
            return new Started.Conflict(kept.get());
        }
        var hash = expectedHash.isBlank() ? Optional.<String>empty() : Optional.of(expectedHash);
        try {
            return switch (durable(parts.engine().start(new StartRequest(key, documents(documents), hash, by)))) {
                case StartAnswer.Started(var run, var plan) -> new Started.Run(run, plan);
                case StartAnswer.Invalid(var problems) -> new Started.Refused(problems);
                case StartAnswer.Refused(var reason) -> new Started.Conflict(reason);
            };
        } catch (RunUnavailableException e) {
            return new Started.Conflict(String.valueOf(e.getMessage()));
        }
    }

    /** Why drained hosts keep a run from starting; who repeats a start that was made is answered as then. */
    private Optional<String> drained(String key, Documents documents) {
        var drained = parts.drained().all();
        if (drained.isEmpty()
                || parts.engine().startedWith(key)
                || !(parts.planning().plan(documents(documents)) instanceof Planned.Ready(var plan, var warnings))
                || !plan.changing()) {
            return Optional.empty();
        }
        return drained.entrySet().stream()
                .filter(host -> plan.hosts().containsKey(host.getKey()))
                .findFirst()
                .map(host -> "Host " + host.getKey() + " is drained since "
                        + host.getValue().since() + " by " + host.getValue().by() + " ("
                        + host.getValue().reason() + "); no run that changes something begins on it.");
    }

    @Override
    public List<Listed> runs() {
        var quarantined = parts.engine().quarantined();
        return parts.engine().runs().reversed().stream()
                .map(entry -> {
                    var readable = !entry.status().over() && !quarantined.containsKey(entry.run());
                    return listed(entry, readable ? parts.engine().view(entry.run()) : Optional.empty());
                })
                .toList();
    }

    private static Listed listed(RunEntry entry, Optional<RunView> view) {
        return new Listed(
                entry.run(),
                entry.card().runbook(),
                entry.card().title(),
                entry.card().planHash(),
                entry.status().phase(),
                entry.status().held(),
                entry.status().paused(),
                entry.card().by(),
                entry.card().planned(),
                entry.status().ended(),
                entry.position(),
                view);
    }

    @Override
    public Optional<RunView> run(String run) {
        try {
            return parts.engine().view(run);
        } catch (RunUnavailableException e) {
            throw new UnavailableException(e.getMessage() + ".");
        }
    }

    @Override
    public Map<String, String> quarantined() {
        return parts.engine().quarantined();
    }

    @Override
    public RunNews news() {
        return parts.changes().news();
    }

    @Override
    public RunbookLibrary library() {
        return parts.library();
    }

    @Override
    public Optional<Decided> decide(String run, RunInput.Decide decision) {
        if (run(run).isEmpty()) {
            return Optional.empty();
        }
        try {
            var recorded = durable(parts.engine().decide(run, decision));
            return Optional.of(new Decided(recorded.ruling(), recorded.position()));
        } catch (RunUnavailableException e) {
            return Optional.of(new Decided(new Ruling.Rejected(e.getMessage() + "."), 0));
        }
    }

    @Override
    public String fillIn(RunView run, RunView.TaskView task, String text) {
        Plan.Outputs outputs = (stage, step, host, name) -> run.task(stage, step, host)
                .flatMap(t -> Optional.ofNullable(t.outputs().get(name)));
        return expander(run.plan()).text(text, task.key().host(), outputs, run.run());
    }

    /** Compiling a plan's expressions is slow for a big one; the last one used is the likeliest to be asked for again. */
    private synchronized PlanExpander expander(Plan plan) {
        if (expander == null || !expanded.equals(plan.hash())) {
            expander = PlanExpander.of(plan);
            expanded = plan.hash();
        }
        return expander;
    }

    @Override
    public Optional<Folding> fold(String run) {
        if (run(run).isEmpty()) {
            return Optional.empty();
        }
        var folding = parts.engine().folding();
        return Optional.of(folding::take);
    }

    @Override
    public Feed follow(String run, long after) {
        return parts.engine().feed(run, after).map(BlockingFeed::of).orElseGet(BlockingFeed::empty);
    }

    @Override
    public List<HostState> hosts() {
        return parts.hosts().states();
    }

    @Override
    public Set<String> knownHosts() {
        return parts.hosts().known();
    }

    @Override
    public Revoked revokeHost(String host, String by, String reason) throws IOException {
        return parts.hosts().revoke(host, by, reason);
    }

    @Override
    public DrainedHosts drainedHosts() {
        return parts.drained();
    }

    @Override
    public ArtifactStore artifacts() {
        return parts.artifacts();
    }

    @Override
    public AuditLog audit() {
        return parts.audit();
    }

    @Override
    public Upgrades upgrades() {
        return parts.upgrades();
    }

    @Override
    public Diagnosed diagnose(List<String> hosts, Optional<Documents> plan, String by, Doctor.Listener listener)
            throws InterruptedException {
        var planned = Optional.<Plan>empty();
        if (plan.isPresent()) {
            switch (parts.planning().plan(documents(plan.get()))) {
                case Planned.Ready(var made, var warnings) -> planned = Optional.of(made);
                case Planned.Refused(var problems) -> {
                    return new Diagnosed.Refused(problems);
                }
            }
        }
        var mentioned = planned.map(made -> made.hosts().keySet()).orElseGet(this::knownHosts);
        var known = new TreeSet<>(knownHosts());
        known.addAll(mentioned);
        for (var host : hosts) {
            if (!known.contains(host)) {
                return new Diagnosed.UnknownHost(host, known);
            }
        }
        var asked = hosts.isEmpty() ? List.copyOf(mentioned) : List.copyOf(new LinkedHashSet<>(hosts));
        try {
            return parts.doctor()
                    .run(new Doctor.Order(asked, planned, by), listener)
                    .<Diagnosed>map(Diagnosed.Done::new)
                    .orElseGet(Diagnosed.Left::new);
        } catch (Doctor.BusyException e) {
            return new Diagnosed.Busy(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Optional<Printed> printed(AttemptId attempt, OutputStream stream, long offset, int maxBytes)
            throws IOException {
        var slice = parts.outputs().read(attempt, stream, offset, maxBytes);
        var begin = offset + slice.skipped();
        var end = slice.ended() && begin + slice.data().length >= slice.length();
        return Optional.of(new Printed(begin, slice.data(), slice.skipped(), slice.length(), end));
    }

    @Override
    public Token enrollmentToken(String host, Duration validFor) throws IOException {
        return parts.hosts().enrollmentToken(host, validFor);
    }

    @Override
    public Optional<String> report(String run, String format) {
        return run(run).map(view -> {
            var record = record(run, view.position());
            var report = RunReport.of(view, record.events(), record.chainHead());
            return switch (format) {
                case "json" -> ReportJson.of(report);
                case "html" -> ReportHtml.of(report);
                default -> ReportText.of(report);
            };
        });
    }

    @Override
    public Optional<String> remaining(String run, String format) {
        return run(run).map(view ->
                Checklists.remaining(view, this::expander, format, parts.clock().instant()));
    }

    private record Record(List<RunEvent> events, String chainHead) {}

    /** The events up to a position, and the hash of the last of them in hex. */
    private Record record(String run, long position) {
        var events = new ArrayList<RunEvent>();
        while (events.size() < position) {
            var limit = (int) Math.min(PAGE, position - events.size());
            var stored = parts.journal().read(run, events.size(), limit);
            if (stored.isEmpty()) {
                throw new IllegalStateException(
                        "Run " + run + ": expected " + position + " events in the journal, found " + events.size());
            }
            stored.forEach(event -> events.add(EventCodec.decode(event.bytes())));
        }
        var head =
                parts.journal().hash(run, position).map(hash -> HexFormat.of().formatHex(hash.toByteArray()));
        return new Record(events, head.orElse(""));
    }

    @Override
    public String version() {
        return parts.version();
    }

    private static Planning.Documents documents(Documents documents) {
        return new Planning.Documents(
                documents.runbookName(),
                ByteString.copyFrom(documents.runbook()),
                documents.inventoryName(),
                ByteString.copyFrom(documents.inventory()),
                documents.parameters());
    }

    /** Waits for the disk; the caller is a thread of the API that has nothing else to do. */
    private static <T> T durable(CompletableFuture<T> answer) {
        try {
            return answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RunUnavailableException unavailable) {
                throw unavailable;
            }
            throw e;
        }
    }
}
