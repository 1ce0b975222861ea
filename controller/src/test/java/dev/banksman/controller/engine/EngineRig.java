package dev.banksman.controller.engine;

import com.google.protobuf.ByteString;
import dev.banksman.controller.engine.Planning.Documents;
import dev.banksman.controller.journal.EventCodec;
import dev.banksman.controller.journal.Journal;
import dev.banksman.controller.run.RunEvent;
import dev.banksman.controller.run.RunInput;
import dev.banksman.controller.run.RunInput.DecisionKind;
import dev.banksman.controller.run.RunInput.Target;
import dev.banksman.controller.run.RunView;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** An engine on one thread, with a fleet that outlives it, a clock that is moved by hand, and any journal. */
final class EngineRig {

    static final String RUNBOOK = """
        runbook: small-upgrade
        version: "1"
        title: A small upgrade
        about: Two stages on three hosts.
        roles:
          database: {hosts: 1}
          web: {hosts: 1..}
        stages:
          - stage: prepare
            on: database
            steps:
              - step: back-up
                title: Back up
                exec: {program: /bin/backup}
                undo: {none: changes nothing}
          - stage: upgrade
            on: web
            needs: [prepare]
            rolling: {canary: 1, soak: 5m, batch: 1, max-failures: 0}
            steps:
              - step: install
                title: Install
                exec: {program: /bin/install}
                undo: {none: cannot}
              - step: verify
                title: Verify
                check: true
                tcp: {address: '${host.name}', port: 80}
        """;

    static final String INVENTORY = """
        inventory: small
        hosts:
          db-1: {roles: [database]}
          web-1: {roles: [web]}
          web-2: {roles: [web]}
        """;

    static final List<String> HOSTS = List.of("db-1", "web-1", "web-2");

    final FakeTimers time = new FakeTimers();
    final FakeFleet fleet;
    final Journal journal;
    final QueueExecutor executor = new QueueExecutor();
    final Engine engine;

    EngineRig(Journal journal, FakeFleet fleet) {
        this(journal, fleet, EngineSettings.DEFAULTS, new DocumentPlanning());
    }

    EngineRig(Journal journal, FakeFleet fleet, EngineSettings settings, Planning planning) {
        this.journal = journal;
        this.fleet = fleet;
        var ports = new Engine.Ports(journal, fleet, time, planning, time, executor, executor, "test controller");
        engine = Engine.recover(ports, settings, RunWatch.NONE);
        fleet.serve(journal, engine.agentEvents());
    }

    static EngineRig over(Journal journal) {
        return new EngineRig(journal, new FakeFleet(HOSTS));
    }

    static StartRequest request(String key) {
        return new StartRequest(key, documents(RUNBOOK), Optional.empty(), "ann");
    }

    static Documents documents(String runbook) {
        return new Documents(
                "small.yaml",
                ByteString.copyFromUtf8(runbook),
                "hosts.yaml",
                ByteString.copyFromUtf8(INVENTORY),
                Map.of());
    }

    /** Starts the small upgrade; its id. */
    String start(String key) {
        return switch (await(engine.start(request(key)))) {
            case StartAnswer.Started(var run, var hash) -> run;
            case StartAnswer.Invalid(var problems) -> throw new AssertionError(problems);
            case StartAnswer.Refused(var reason) -> throw new AssertionError(reason);
        };
    }

    /** Runs everything until nothing moves, the clock included only where {@link #patiently} is asked. */
    void settle() {
        boolean moved = true;
        while (moved) {
            moved = false;
            while (executor.runOne() || fleet.deliverOne()) {
                moved = true;
            }
            if (journal.notWritable().isEmpty()) {
                journal.probe().join();
            }
            moved |= executor.runOne();
        }
    }

    /** Settles, and lets time pass until the run is over. */
    void patiently(String run) {
        settle();
        for (int i = 0; i < 50 && view(run).endedAt().isEmpty(); i++) {
            time.advance(java.time.Duration.ofMinutes(1));
            settle();
        }
    }

    <T> T await(CompletableFuture<T> future) {
        settle();
        if (!future.isDone()) {
            throw new AssertionError("expected an answer, found none");
        }
        return future.join();
    }

    RunView view(String run) {
        return engine.view(run).orElseThrow();
    }

    List<RunEvent> events(String run) {
        return journal.read(run, 0, Integer.MAX_VALUE).stream()
                .map(stored -> EventCodec.decode(stored.bytes()))
                .toList();
    }

    CompletableFuture<Recorded> decide(String run, String id, DecisionKind kind, Target target) {
        return engine.decide(run, new RunInput.Decide(id, "ann", kind, target, "because", Map.of(), time.instant()));
    }

    static Target task(String stage, String step, String host) {
        return new Target(Optional.of(stage), Optional.of(step), Optional.of(host), Optional.empty(), Optional.empty());
    }
}
