package dev.banksman.controller.engine;

import com.google.protobuf.ByteString;
import dev.banksman.controller.engine.Planning.Documents;
import dev.banksman.controller.journal.Journal;
import dev.banksman.controller.journal.SqliteJournal;
import dev.banksman.controller.run.RunInput;
import dev.banksman.controller.run.RunInput.DecisionKind;
import dev.banksman.controller.run.RunInput.Target;
import dev.banksman.controller.simulate.Chance;
import dev.banksman.controller.simulate.Schedule;
import dev.banksman.controller.simulate.SimulatedPeople;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The runs that every release leaves behind, each played by the engine of the day into a journal of its own. A new kind
 * of run is added here, and comes with the next release; what earlier releases wrote stays as it is.
 */
final class RecordedRuns {

    /** Plays one run into an empty journal. */
    interface Play {
        void into(Path file) throws IOException;
    }

    static final Map<String, Play> ALL = all();

    private static final Path GP = Path.of("../deploy/runbooks/gp-scale-out-upgrade.yaml");

    private static final String RESTART = """
        runbook: restart
        roles:
          database: {hosts: 1}
          web: {hosts: 1..}
        stages:
          - stage: restart
            on: database
            steps:
              - step: restart
                reboot: {reason: An upgrade}
                timeout: 20m
              - step: after
                check: true
                tcp: {address: '${host.name}', port: 1433}
        """;

    private static final String GP_INVENTORY = """
        inventory: contoso
        hosts:
          sql-1: {roles: [database], variables: {desktop-client: 'C:\\Program Files\\Dynamics GP'}}
          tenant-1: {roles: [tenant-services]}
          web-1: {roles: [web-site]}
          session-1: {roles: [session-host], variables: {desktop-client: 'C:\\Dynamics GP', runtime-url: 'https://session-1/runtime'}}
          session-2: {roles: [session-host], variables: {desktop-client: 'C:\\Dynamics GP', runtime-url: 'https://session-2/runtime'}}
          client-1: {roles: [client], variables: {browser-cache: 'C:\\Users\\Default\\cache'}}
        """;

    private static final Map<String, String> GP_PARAMETERS = Map.ofEntries(
            Map.entry("media", "\\\\files\\gp"),
            Map.entry("version", "18"),
            Map.entry("build", "18.00.1036"),
            Map.entry("tenant-services", "true"),
            Map.entry("suspend-session-hosts", "true"),
            Map.entry("service-based-architecture", "true"),
            Map.entry("session-host-setup", "unattended"),
            Map.entry("sql-server", "SQL1"),
            Map.entry("old-web-components-database", "GPWEB"),
            Map.entry("system-database-url", "jdbc:sqlserver://sql-1;databaseName=DYNAMICS"),
            Map.entry("tempdb-url", "jdbc:sqlserver://sql-1;databaseName=tempdb"),
            Map.entry("web-components-database-url", "jdbc:sqlserver://sql-1"),
            Map.entry("sql-user", "sa"),
            Map.entry("sql-password-secret", "sql"),
            Map.entry("backup-directory", "D:\\backup"),
            Map.entry("session-central", "https://web-1:48650/SessionCentralService"),
            Map.entry("session-host-list", "C:\\site\\session-hosts"),
            Map.entry("web-client-url", "https://web-1/GP"));

    private RecordedRuns() {}

    private static Map<String, Play> all() {
        var plays = new LinkedHashMap<String, Play>();
        plays.put("gp-finished", RecordedRuns::gp);
        plays.put("rolling-with-canary", file -> play(file, fleet -> {}, EngineRig::patiently));
        plays.put("held-at-a-failure", RecordedRuns::held);
        plays.put("aborted", RecordedRuns::aborted);
        plays.put("unknown-then-late", RecordedRuns::unknown);
        plays.put("controller-replaced", RecordedRuns::replaced);
        plays.put("restored-and-held", RecordedRuns::restored);
        plays.put("vanished-and-back", RecordedRuns::vanished);
        plays.put("host-restarted", RecordedRuns::restarted);
        return plays;
    }

    /** What goes on after the small upgrade has been started with all hosts there. */
    private interface Course {
        void go(EngineRig rig, String run);
    }

    /** @param before what is done to the fleet before the run is started, which gets as far as it can at once */
    private static void play(Path file, Consumer<FakeFleet> before, Course course) {
        try (var journal = open(file)) {
            var rig = new EngineRig(journal, new FakeFleet(EngineRig.HOSTS));
            before.accept(rig.fleet);
            rig.fleet.connectAll();
            course.go(rig, rig.start("recorded"));
        }
    }

    private static void failing(FakeFleet fleet) {
        fleet.exitCodes.put("upgrade.install@web-1", 1603);
    }

    private static SqliteJournal open(Path file) {
        return SqliteJournal.open(file, new SimpleMeterRegistry());
    }

    private static void gp(Path file) throws IOException {
        var hosts = List.of("sql-1", "tenant-1", "web-1", "session-1", "session-2", "client-1");
        var sources = new Documents(
                "gp.yaml",
                ByteString.copyFrom(Files.readAllBytes(GP)),
                "contoso.yaml",
                ByteString.copyFromUtf8(GP_INVENTORY),
                GP_PARAMETERS);
        try (var journal = open(file)) {
            var rig = new EngineRig(journal, new FakeFleet(hosts));
            rig.fleet.connectAll();
            var run = switch (rig.await(rig.engine.start(new StartRequest("gp", sources, Optional.empty(), "ann")))) {
                case StartAnswer.Started started -> started.run();
                case StartAnswer.Invalid(var problems) -> throw new AssertionError(problems);
                case StartAnswer.Refused(var reason) -> throw new AssertionError(reason);
            };
            var people = new SimulatedPeople(rig.view(run).plan(), new Chance(1), new Schedule(rig.time.instant()));
            for (int round = 0; round < 100 && rig.view(run).endedAt().isEmpty(); round++) {
                people.whateverHelps(rig.view(run))
                        .forEach(decision -> rig.await(rig.engine.decide(run, now(rig, decision))));
                rig.time.advance(Duration.ofMinutes(1));
                rig.settle();
            }
            if (rig.view(run).endedAt().isEmpty()) {
                throw new AssertionError("the run does not end: " + rig.view(run));
            }
        }
    }

    private static RunInput.Decide now(EngineRig rig, RunInput.Decide made) {
        return new RunInput.Decide(
                made.id(), made.by(), made.kind(), made.target(), made.reason(), made.evidence(), rig.time.instant());
    }

    private static void held(Path file) {
        play(file, RecordedRuns::failing, EngineRig::patiently);
    }

    private static void aborted(Path file) {
        play(file, RecordedRuns::failing, (rig, run) -> {
            rig.patiently(run);
            rig.await(rig.decide(run, "window-over", DecisionKind.ABORT, Target.RUN));
            rig.patiently(run);
        });
    }

    private static void unknown(Path file) {
        play(file, fleet -> fleet.endless.add("prepare.back-up@db-1"), (rig, run) -> {
            rig.settle();
            rig.fleet.lose("db-1");
            rig.settle();
            for (int minute = 0; minute < 90 && rig.view(run).awaitingDecision().isEmpty(); minute++) {
                rig.time.advance(Duration.ofMinutes(1));
                rig.settle();
            }
            // Nobody has decided when the host comes back and tells how it ended.
            rig.fleet.finish("prepare.back-up@db-1");
            rig.settle();
            rig.fleet.connect("db-1");
            rig.patiently(run);
        });
    }

    private static void vanished(Path file) {
        play(file, fleet -> fleet.endless.add("prepare.back-up@db-1"), (rig, run) -> {
            rig.settle();
            EngineRig.HOSTS.forEach(rig.fleet::lose);
            rig.settle();
            rig.fleet.finish("prepare.back-up@db-1");
            EngineRig.HOSTS.forEach(rig.fleet::connect);
            rig.patiently(run);
        });
    }

    private static void restarted(Path file) {
        var fleet = new FakeFleet(EngineRig.HOSTS);
        fleet.endless.add("restart.restart@db-1");
        try (var journal = open(file)) {
            var rig = new EngineRig(journal, fleet);
            fleet.connectAll();
            var answer = rig.await(rig.engine.start(
                    new StartRequest("recorded", EngineRig.documents(RESTART), Optional.empty(), "ann")));
            if (!(answer instanceof StartAnswer.Started started)) {
                throw new AssertionError(answer);
            }
            rig.settle();
            fleet.lose("db-1");
            rig.settle();
            fleet.finish("restart.restart@db-1");
            fleet.connect("db-1");
            rig.patiently(started.run());
        }
    }

    private static void replaced(Path file) {
        var fleet = new FakeFleet(EngineRig.HOSTS);
        fleet.endless.add("prepare.back-up@db-1");
        String run;
        try (var journal = open(file)) {
            var first = new EngineRig(journal, fleet);
            fleet.connectAll();
            run = first.start("recorded");
            first.settle();
            first.executor.die();
            fleet.disconnectAll();
        }
        try (var journal = open(file)) {
            var second = new EngineRig(journal, fleet);
            fleet.connectAll();
            second.settle();
            fleet.finish("prepare.back-up@db-1");
            second.patiently(run);
        }
    }

    private static void restored(Path file) throws IOException {
        var fleet = new FakeFleet(EngineRig.HOSTS);
        fleet.endless.add("upgrade.install@web-1");
        var newer = file.resolveSibling(file.getFileName() + ".newer");
        try (var journal = open(newer);
                var old = open(file)) {
            var first = new EngineRig(journal, fleet);
            fleet.connectAll();
            var run = first.start("recorded");
            first.settle();
            first.executor.die();
            fleet.disconnectAll();
            long term = old.acquireEpoch("first");
            var bytes = journal.read(run, 0, 6).stream()
                    .map(Journal.StoredEvent::bytes)
                    .toList();
            old.append(new Journal.Append(
                            run,
                            0,
                            term,
                            bytes,
                            Optional.of(journal.run(run).orElseThrow().card()),
                            Optional.empty()))
                    .join();
        }
        Files.delete(newer);
        try (var journal = open(file)) {
            var second = new EngineRig(journal, fleet);
            fleet.connectAll();
            second.settle();
        }
    }
}
