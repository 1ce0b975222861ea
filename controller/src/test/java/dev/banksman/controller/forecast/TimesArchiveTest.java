package dev.banksman.controller.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.banksman.controller.engine.DocumentPlanning;
import dev.banksman.controller.engine.Planning.Documents;
import dev.banksman.controller.forecast.RunTimes.TaskTime;
import dev.banksman.controller.forecast.Spread.Basis;
import dev.banksman.controller.journal.EventCodec;
import dev.banksman.controller.journal.Journal;
import dev.banksman.controller.journal.MemoryJournal;
import dev.banksman.controller.journal.RunCard;
import dev.banksman.controller.journal.RunStatus;
import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.plan.Plan.Purpose;
import dev.banksman.controller.plan.Planned;
import dev.banksman.controller.plan.TaskKey;
import dev.banksman.controller.run.AttemptReport.AttemptKey;
import dev.banksman.controller.run.AttemptReport.Outcome;
import dev.banksman.controller.run.RunCore;
import dev.banksman.controller.run.RunEvent;
import dev.banksman.controller.run.RunInput.DecisionKind;
import dev.banksman.controller.run.RunInput.Target;
import dev.banksman.controller.run.RunPhase;
import dev.banksman.proto.agent.v1.Action;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimesArchiveTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final String RUNBOOK = """
        runbook: small
        version: "%s"
        roles:
          web: {hosts: 1..}
        stages:
          - stage: upgrade
            on: web
            steps:
              - step: install
                exec: {program: /bin/install}
              - step: agree
                gate: {instructions: Look}
              - step: verify
                check: true
                tcp: {address: '${host.name}', port: 80}
        """;
    private static final String INVENTORY = """
        inventory: small
        hosts:
          web-1: {roles: [web]}
          web-2: {roles: [web]}
        """;

    @TempDir
    private Path directory;

    private final Journal journal = new MemoryJournal();
    private TimesArchive archive;
    private long epoch;

    @BeforeEach
    void open() throws IOException {
        archive = TimesArchive.open(directory, journal, new DocumentPlanning());
        epoch = journal.acquireEpoch("test");
    }

    @Test
    void aTaskTakesFromItsFirstAttemptToItsEndAndAGateTheTimeThatPeopleTook() {
        run(
                "r1",
                "1",
                List.of(
                        sent(1, "install", "web-1", 0),
                        ended("web-1", 1, Outcome.FAILED, 10),
                        sent(2, "install", "web-1", 20),
                        ended("web-1", 2, Outcome.SUCCEEDED, 90),
                        asked("agree", "web-1", 100),
                        decided("agree", "web-1", DecisionKind.APPROVE, 700)));
        assertThat(archive.ofRunbook("small").getFirst().tasks())
                .containsExactly(
                        new TaskTime("upgrade", "install", "web", "web-1", false, Duration.ofSeconds(90)),
                        new TaskTime("upgrade", "agree", "web", "web-1", true, Duration.ofSeconds(600)));
    }

    @Test
    void whatAPersonWasAskedAboutCountsAsTheAttemptThatSucceeded() {
        run(
                "r1",
                "1",
                List.of(
                        sent(1, "install", "web-1", 0),
                        ended("web-1", 1, Outcome.FAILED, 10),
                        asked("install", "web-1", 10),
                        decided("install", "web-1", DecisionKind.RETRY, 3_610),
                        sent(2, "install", "web-1", 3_610),
                        ended("web-1", 2, Outcome.SUCCEEDED, 3_650),
                        sent(1, "install", "web-2", 0),
                        ended("web-2", 1, Outcome.FAILED, 10),
                        asked("install", "web-2", 10),
                        decided("install", "web-2", DecisionKind.MARK_DONE, 20)));
        assertThat(archive.ofRun("r1").orElseThrow().tasks())
                .containsExactly(new TaskTime("upgrade", "install", "web", "web-1", false, Duration.ofSeconds(40)));
    }

    @Test
    void theNearestMatchWins() {
        run(
                "old",
                "0",
                List.of(
                        sent(1, "verify", "web-1", 0), ended("web-1", 1, Outcome.SUCCEEDED, 3),
                        sent(1, "install", "web-2", 0), ended("web-2", 1, Outcome.SUCCEEDED, 500)));
        run("r1", "1", List.of(sent(1, "install", "web-1", 0), ended("web-1", 1, Outcome.SUCCEEDED, 60)));
        run("r2", "1", List.of(sent(1, "install", "web-1", 0), ended("web-1", 1, Outcome.SUCCEEDED, 80)));
        Pace pace = Pace.of(plan("1"), archive.ofRunbook("small"));
        assertThat(pace.of("upgrade", "install", "web-1").basis()).isEqualTo(Basis.SAME_HOST);
        assertThat(pace.of("upgrade", "install", "web-1").median()).isEqualTo(Duration.ofSeconds(70));
        assertThat(pace.of("upgrade", "install", "web-1").quantile(0.9)).isEqualTo(Duration.ofSeconds(78));
        assertThat(pace.of("upgrade", "install", "web-2").basis()).isEqualTo(Basis.SAME_ROLE);
        assertThat(pace.of("upgrade", "verify", "web-1").basis()).isEqualTo(Basis.OTHER_VERSION);
        assertThat(pace.of("upgrade", "agree", "web-1").basis()).isEqualTo(Basis.GUESS);
        assertThat(pace.runs()).isEqualTo(3);
    }

    @Test
    void theJournalOfAnEndedRunIsReadOnceAndAFileThatIsDamagedIsMadeAgain() throws IOException {
        run("r1", "1", List.of(sent(1, "install", "web-1", 0), ended("web-1", 1, Outcome.SUCCEEDED, 60)));
        RunTimes times = archive.ofRun("r1").orElseThrow();
        Path file = directory.resolve("r1.txt");
        String kept = Files.readString(file);
        assertThat(TimesFile.read(kept)).contains(times);

        Files.writeString(file, kept.replace("\t60000", "\t61000"));
        assertThat(archive.ofRun("r1").orElseThrow().tasks().getFirst().took())
                .as("read from the file")
                .isEqualTo(Duration.ofSeconds(61));
        for (int cut = 0; cut < kept.length(); cut++) {
            assertThat(TimesFile.read(kept.substring(0, cut)))
                    .as(kept.substring(0, cut))
                    .isEmpty();
        }
        Files.writeString(file, kept.substring(0, kept.length() / 2));
        assertThat(archive.ofRun("r1")).contains(times);
        assertThat(Files.readString(file)).isEqualTo(kept);
    }

    @Test
    void runsThatGoOnAndRunsThatCannotBeReadAreLeftOut() {
        append("going", "1", List.of(sent(1, "install", "web-1", 0)), RunStatus.PLANNED);
        append("strange", "9", List.of(new RunEvent.RunEnded(RunPhase.ABORTED, "", START)), over());
        assertThat(archive.ofRunbook("small")).extracting(RunTimes::run).containsExactly("strange");
        assertThat(archive.ofRun("going").orElseThrow().complete()).isFalse();
        assertThat(archive.ofRun("nobody")).isEmpty();
    }

    private static RunEvent sent(long number, String step, String host, long second) {
        return new RunEvent.AttemptDispatched(
                new AttemptKey(host, number),
                new TaskKey("upgrade", step, host, 1),
                Purpose.EXECUTE,
                Optional.empty(),
                Action.getDefaultInstance(),
                Duration.ofHours(1),
                START.plusSeconds(second));
    }

    private static RunEvent ended(String host, long number, Outcome outcome, long second) {
        return new RunEvent.AttemptEnded(
                new AttemptKey(host, number), Answers.result(outcome, ""), false, START.plusSeconds(second));
    }

    private static RunEvent asked(String step, String host, long second) {
        return new RunEvent.DecisionAsked(
                new TaskKey("upgrade", step, host, 1),
                "",
                List.of(),
                Optional.empty(),
                List.of(DecisionKind.APPROVE),
                START.plusSeconds(second));
    }

    private static RunEvent decided(String step, String host, DecisionKind kind, long second) {
        var target = new Target(
                Optional.of("upgrade"), Optional.of(step), Optional.of(host), Optional.empty(), Optional.empty());
        return new RunEvent.DecisionTaken(
                "d" + host + second, "ann", kind, target, "", Map.of(), START.plusSeconds(second));
    }

    private void run(String run, String version, List<RunEvent> events) {
        var all = new ArrayList<>(events);
        all.add(new RunEvent.RunEnded(RunPhase.SUCCEEDED, "", START));
        append(run, version, all, over());
    }

    private static RunStatus over() {
        return new RunStatus(RunPhase.SUCCEEDED, false, false, Optional.of(START));
    }

    private void append(String run, String version, List<RunEvent> events, RunStatus status) {
        Plan plan = plan(version);
        var all = new ArrayList<RunEvent>();
        all.add(RunCore.planned(run, plan, "ann", START));
        all.addAll(events);
        var card = new RunCard("small", "Small", plan.hash(), true, List.of("web-1", "web-2"), "ann", START);
        journal.append(new Journal.Append(
                        run,
                        0,
                        epoch,
                        all.stream().map(EventCodec::encode).toList(),
                        Optional.of(card),
                        Optional.of(status)))
                .join();
    }

    private static Plan plan(String version) {
        var planned = new DocumentPlanning()
                .plan(new Documents(
                        "small.yaml",
                        ByteString.copyFromUtf8(RUNBOOK.formatted(version)),
                        "hosts.yaml",
                        ByteString.copyFromUtf8(INVENTORY),
                        Map.of()));
        return switch (planned) {
            case Planned.Ready(var plan, var warnings) -> plan;
            case Planned.Refused(var problems) -> throw new AssertionError(problems);
        };
    }
}
