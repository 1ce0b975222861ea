package dev.banksman.agent.examine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.banksman.agent.action.ActionCatalog;
import dev.banksman.agent.action.ActionPolicy;
import dev.banksman.agent.action.ArtifactTransfer;
import dev.banksman.agent.action.FactsSource;
import dev.banksman.agent.action.HostTools;
import dev.banksman.agent.action.HostTools.Platform;
import dev.banksman.agent.action.InvalidActionException;
import dev.banksman.agent.action.Work;
import dev.banksman.agent.desk.Admission;
import dev.banksman.agent.desk.FakeLauncher;
import dev.banksman.agent.desk.HostActions;
import dev.banksman.agent.facts.AgentAccount;
import dev.banksman.agent.supervise.FileSecretStore;
import dev.banksman.common.Digest;
import dev.banksman.proto.agent.v1.Action;
import dev.banksman.proto.agent.v1.Examine;
import dev.banksman.proto.agent.v1.Examined;
import dev.banksman.proto.agent.v1.Exec;
import dev.banksman.proto.agent.v1.FindingVerdict;
import dev.banksman.proto.agent.v1.HostFacts;
import dev.banksman.proto.agent.v1.HostFinding;
import dev.banksman.proto.agent.v1.Proposal;
import dev.banksman.proto.agent.v1.RunAs;
import dev.banksman.proto.agent.v1.RunAsSession;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the agent answers when it is asked how it is, and whether it would take something. */
@Timeout(60)
final class ExaminerTest {

    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

    @TempDir
    private Path directory;

    private final List<Examined> answers = new CopyOnWriteArrayList<>();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final AtomicLong ticker = new AtomicLong();
    private boolean gated;
    private Path program;

    @BeforeEach
    void makeProgram() throws Exception {
        program = Files.writeString(directory.resolve("tool"), "#!/bin/sh\necho no > " + directory + "/was-run\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        var secrets = Files.createDirectories(directory.resolve("secrets"));
        Files.writeString(secrets.resolve("hush"), "Tr0ub4dor");
    }

    @Test
    void saysTheTimeAtOnceAndThenWhatItFinds() throws Exception {
        examiner().asked(Examine.newBuilder().setNumber(7).setHost(true).build());

        assertThat(answers.get(0))
                .isEqualTo(Examined.newBuilder()
                        .setNumber(7)
                        .setAgentTime(com.google.protobuf.Timestamp.newBuilder().setSeconds(NOW.getEpochSecond()))
                        .build());
        awaitDone();
        assertThat(findings())
                .extracting(HostFinding::getSubject)
                .contains("account", "policy", "certificate", "disk", "restart", "open-files", "time-zone");
        assertThat(answers).allSatisfy(answer -> assertThat(answer.getNumber()).isEqualTo(7));
    }

    @Test
    void anActionIsAdmittedAsItsDispatchWouldBeAndNotRun() throws Exception {
        ask(exec(program.toString()).setCwd(directory.toString()));

        assertThat(findings())
                .extracting(HostFinding::getTask, HostFinding::getSubject, HostFinding::getVerdict)
                .containsExactly(
                        tuple("stage.step", "admission", FindingVerdict.FINDING_VERDICT_PASS),
                        tuple("stage.step", "program", FindingVerdict.FINDING_VERDICT_PASS),
                        tuple("stage.step", "folder", FindingVerdict.FINDING_VERDICT_PASS));
        assertThat(directory.resolve("was-run")).doesNotExist();
        assertThat(directory.resolve("examination")).doesNotExist();
    }

    @Test
    void whatThePolicyForbidsIsNotLookedInto() throws Exception {
        ask(exec("/etc/shadow-of-something"));

        assertThat(findings()).hasSize(1);
        assertThat(findings().get(0).getVerdict()).isEqualTo(FindingVerdict.FINDING_VERDICT_FAIL);
        assertThat(findings().get(0).getObserved())
                .startsWith("This host's policy does not allow the program '/etc/shadow-of-something'");
        assertThat(findings().get(0).getAdvice()).contains("policy.programs");
    }

    @Test
    void aMissingSecretAndAnInteractiveSessionAreRefusedWithTheReason() throws Exception {
        ask(exec(program.toString()).putSecretEnv("PASSWORD", "no-such"));
        assertThat(findings().get(0).getObserved()).startsWith("This host has no secret 'no-such'.");

        answers.clear();
        ask(exec(program.toString())
                .setCwd(directory.toString())
                .setRunAs(RunAs.newBuilder().setAccount("oracle").setSession(RunAsSession.RUN_AS_SESSION_INTERACTIVE)));
        assertThat(findings().get(0).getObserved())
                .contains("this agent has no desktop to give", "Make the step a gate");
    }

    @Test
    void secretsAreBlottedOut() throws Exception {
        ask(exec(directory.resolve("Tr0ub4dor").toString()));

        assertThat(findings()).allSatisfy(found -> assertThat(found.toString()).doesNotContain("Tr0ub4dor"));
    }

    @Test
    void theSameIsNotLookedAtAgainForAMinute() throws Exception {
        var looks = new AtomicLong();
        var recent = new RecentLooks(ticker::get);
        for (var i = 0; i < 3; i++) {
            recent.once("login", () -> {
                looks.incrementAndGet();
                return HostExaminationTest.fine();
            });
        }
        assertThat(looks).hasValue(1);
        ticker.addAndGet(RecentLooks.KEPT.toNanos() + 1);
        recent.once("login", () -> {
            looks.incrementAndGet();
            return HostExaminationTest.fine();
        });
        assertThat(looks).hasValue(2);
    }

    @Test
    void tooManyQuestionsAtOnceAreTurnedAway() throws Exception {
        gated = true;
        var examiner = examiner();
        for (var number = 0; number < Examiner.WAITING + 2; number++) {
            examiner.asked(Examine.newBuilder().setNumber(number).setHost(true).build());
        }

        assertThat(answers).filteredOn(Examined::getBusy).hasSize(1);
        assertThat(answers.get(answers.size() - 1).getDone()).isTrue();
        gate.countDown();
        await().until(() -> answers.stream().filter(Examined::getDone).count() == Examiner.WAITING + 2);
    }

    @Test
    void nothingIsSaidOverALaterLink() throws Exception {
        gated = true;
        var examiner = examiner();
        examiner.asked(Examine.newBuilder().setNumber(1).setHost(true).build());
        examiner.asked(Examine.newBuilder().setNumber(2).setHost(true).build());
        examiner.linkDown();
        examiner.asked(Examine.newBuilder().setNumber(3).setHost(true).build());
        gate.countDown();

        awaitDone();
        assertThat(answers.stream().filter(answer -> answer.getFindingsCount() > 0 || answer.getDone()))
                .isNotEmpty()
                .allSatisfy(answer -> assertThat(answer.getNumber()).isEqualTo(3));
    }

    @Test
    void aTextThatIsTooLongIsCut() {
        var found = Findings.message(
                "a.b",
                new dev.banksman.agent.action.Foresight(
                        "x", dev.banksman.agent.action.Foresight.Verdict.WARN, "é".repeat(5_000), "one\n two", ""),
                text -> text);

        assertThat(found.getExpectedBytes().size()).isLessThanOrEqualTo(1024);
        assertThat(found.getExpected()).endsWith(" ...");
        assertThat(found.getObserved()).isEqualTo("one two");
    }

    private static org.assertj.core.groups.Tuple tuple(Object... values) {
        return org.assertj.core.groups.Tuple.tuple(values);
    }

    private void ask(Exec.Builder exec) {
        examiner()
                .asked(Examine.newBuilder()
                        .setNumber(1)
                        .addProposals(Proposal.newBuilder()
                                .setTask("stage.step")
                                .setFirst(true)
                                .setAction(Action.newBuilder().setExec(exec)))
                        .build());
        awaitDone();
    }

    private static Exec.Builder exec(String program) {
        return Exec.newBuilder().setProgram(program);
    }

    private void awaitDone() {
        await().until(() -> answers.stream().anyMatch(Examined::getDone));
    }

    private List<HostFinding> findings() {
        return answers.stream()
                .flatMap(answer -> answer.getFindingsList().stream())
                .toList();
    }

    private Examiner examiner() {
        var tools = new HostTools(Platform.LINUX, Map.of(), directory.resolve("boot-id"));
        var facts = new GatedFacts();
        var catalog = new ActionCatalog(tools, new NoArtifacts(), facts);
        var policy = ActionPolicy.of(Set.of("*"), List.of(directory.toString()), List.of("oracle"), Platform.LINUX);
        var secrets = new FileSecretStore(directory.resolve("secrets"));
        var host = new HostExamination(new HostSources(
                directory,
                false,
                facts,
                policy,
                ZoneOffset.UTC,
                () -> NOW,
                () -> new AgentAccount("banksman", Optional.of(false)),
                () -> new HostSources.Validity(NOW, NOW.plusSeconds(86_400)),
                OptionalLong::empty));
        var proposals = new ProposalExamination(
                new Admission(new Allowed(catalog, policy), new FakeLauncher(), secrets),
                catalog,
                secrets,
                directory.resolve("examination"),
                ticker::get);
        return new Examiner(host, proposals, secrets::redact, () -> NOW, Runnable::run, answers::add);
    }

    private record Allowed(ActionCatalog catalog, ActionPolicy policy) implements HostActions {

        @Override
        public boolean knows(Action.KindCase kind) {
            return catalog.kinds().contains(kind);
        }

        @Override
        public Optional<String> forbidden(Action action) {
            return policy.check(action);
        }

        @Override
        public Work prepare(Action action, Path directory) throws InvalidActionException {
            return catalog.prepare(action, directory);
        }
    }

    private final class GatedFacts implements FactsSource {

        @Override
        public Reading read(Path disk) throws InterruptedException {
            if (gated) {
                gate.await();
            }
            return new Reading(HostFacts.newBuilder().setFreeDiskMib(50_000).build(), List.of(), Optional.empty());
        }

        @Override
        public String bootId() {
            return "boot-1";
        }
    }

    private static final class NoArtifacts implements ArtifactTransfer {

        @Override
        public void fetch(Digest digest, Path file) {
            throw new AssertionError("not asked for");
        }

        @Override
        public Digest store(Path file) {
            throw new AssertionError("not asked for");
        }
    }
}
