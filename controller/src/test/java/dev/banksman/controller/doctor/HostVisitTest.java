package dev.banksman.controller.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.banksman.controller.doctor.Finding.Verdict;
import dev.banksman.proto.agent.v1.Action;
import dev.banksman.proto.agent.v1.Examine;
import dev.banksman.proto.agent.v1.Examined;
import dev.banksman.proto.agent.v1.Exec;
import dev.banksman.proto.agent.v1.FindingVerdict;
import dev.banksman.proto.agent.v1.HostFinding;
import dev.banksman.proto.agent.v1.Proposal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One host's agent is asked; it may do whatever it likes. Time passes only when somebody looks at it. */
@Timeout(60)
final class HostVisitTest {

    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
    private static final String HOST = "web-1";

    private final AtomicLong ticker = new AtomicLong();
    private Duration perLook = Duration.ofMillis(10);
    private final Examinations examinations = new Examinations(this::tick);
    private final List<Examine> asked = new ArrayList<>();
    private final List<Finding> found = new ArrayList<>();
    private Optional<ExaminationLinks.Link> link = Optional.of(new ExaminationLinks.Link(1, "1.0", true));
    private Consumer<Examine> agent = question -> {};

    private long tick() {
        return ticker.addAndGet(perLook.toNanos());
    }

    @Test
    void anAgentThatAnswersIsHeardToTheEnd() throws Exception {
        agent = question -> {
            answer(time(question, NOW));
            answer(Examined.newBuilder()
                    .setNumber(question.getNumber())
                    .addFindings(finding("", "disk", FindingVerdict.FINDING_VERDICT_WARN))
                    .addFindings(finding("stage.step", "program", FindingVerdict.FINDING_VERDICT_PASS)));
            answer(done(question));
        };

        visit(proposal("stage.step", 10));

        assertThat(found).extracting(Finding::subject).containsExactly("link", "version", "clock", "disk", "program");
        assertThat(found)
                .extracting(Finding::verdict)
                .containsExactly(Verdict.PASS, Verdict.PASS, Verdict.PASS, Verdict.WARN, Verdict.PASS);
        assertThat(found.get(4).task()).isEqualTo("stage.step");
        assertThat(asked).hasSize(1);
        assertThat(asked.get(0).getHost()).isTrue();
    }

    @Test
    void aHostThatIsAwayIsNotAsked() throws Exception {
        link = Optional.empty();

        visit();

        assertThat(asked).isEmpty();
        assertThat(found).extracting(Finding::subject, Finding::verdict).containsExactly(tuple("link", Verdict.FAIL));
    }

    @Test
    void anOldAgentIsNotAskedAndSaidToBeTooOld() throws Exception {
        link = Optional.of(new ExaminationLinks.Link(1, "0.9", false));

        visit();

        assertThat(asked).isEmpty();
        assertThat(last().observed()).isEqualTo("agent too old: version 0.9");
        assertThat(found)
                .extracting(Finding::subject, Finding::verdict)
                .containsExactly(
                        tuple("link", Verdict.PASS), tuple("version", Verdict.WARN), tuple("agent", Verdict.FAIL));
    }

    @Test
    void anAgentThatNeverAnswersIsGivenUp() throws Exception {
        perLook = Duration.ofSeconds(10);

        visit(proposal("stage.step", 10));

        assertThat(last())
                .returns(Verdict.FAIL, Finding::verdict)
                .returns("an answer within 15 s", Finding::expected)
                .returns("it does not answer", Finding::observed);
    }

    @Test
    void anAgentThatFallsSilentIsGivenUp() throws Exception {
        perLook = Duration.ofSeconds(50);
        agent = question -> answer(time(question, NOW));

        visit(proposal("stage.step", 10));

        assertThat(last())
                .returns("an answer within 120 s", Finding::expected)
                .returns("it fell silent", Finding::observed);
    }

    @Test
    void anAgentThatNeverComesToAnEndIsGivenUp() throws Exception {
        perLook = Duration.ofSeconds(30);
        agent = question -> {
            for (var i = 0; i < 500; i++) {
                answer(time(question, NOW));
            }
        };

        visit();

        assertThat(last())
                .returns("an answer within 600 s", Finding::expected)
                .returns("it came to no end", Finding::observed);
    }

    @Test
    void moreFindingsThanThereCanBeAreNotTaken() throws Exception {
        agent = question -> {
            for (var i = 0; i < 100; i++) {
                answer(Examined.newBuilder()
                        .setNumber(question.getNumber())
                        .addFindings(finding("", "noise", FindingVerdict.FINDING_VERDICT_PASS)));
            }
        };

        visit();

        assertThat(found).hasSizeLessThan(50);
        assertThat(last().observed()).isEqualTo("more findings than there can be");
    }

    @Test
    void aLinkThatEndsMeanwhileIsSaid() throws Exception {
        agent = question -> {
            answer(time(question, NOW));
            link = Optional.of(new ExaminationLinks.Link(2, "1.0", true));
        };

        visit();

        assertThat(last().observed()).isEqualTo("its link ended while it was asked");
    }

    @Test
    void aBusyAgentIsAWarning() throws Exception {
        agent = question -> answer(time(question, NOW).setBusy(true).setDone(true));

        visit(proposal("a.b", 40_000), proposal("c.d", 40_000));

        assertThat(last()).returns(Verdict.WARN, Finding::verdict).returns("agent", Finding::subject);
        assertThat(asked).hasSize(1);
    }

    @Test
    void aStrangersAnswerAndALateOneAreDropped() throws Exception {
        agent = question -> {
            examinations.answered("web-2", done(question).build());
            answer(done(Examine.newBuilder().setNumber(question.getNumber() + 5).build()));
            answer(time(question, NOW).addFindings(finding("of.another", "x", 77)));
            answer(done(question));
        };

        visit();

        // A task that it was not asked about, a verdict that this version does not know.
        assertThat(last()).returns("", Finding::task).returns(Verdict.FAIL, Finding::verdict);
    }

    @Test
    void whatIsTooMuchForOneMessageGoesInSeveral() throws Exception {
        agent = question -> answer(done(question));

        visit(proposal("a.b", 30_000), proposal("c.d", 30_000), proposal("e.f", 10), proposal("g.h", 200_000));

        assertThat(asked).extracting(Examine::getProposalsCount).containsExactly(1, 2, 1);
        assertThat(asked).extracting(Examine::getHost).containsExactly(true, false, false);
        assertThat(asked).extracting(Examine::getNumber).doesNotHaveDuplicates();
    }

    private Finding last() {
        return found.get(found.size() - 1);
    }

    private static org.assertj.core.groups.Tuple tuple(Object... values) {
        return org.assertj.core.groups.Tuple.tuple(values);
    }

    private void answer(Examined.Builder part) {
        examinations.answered(HOST, part.build());
    }

    private static Examined.Builder time(Examine question, Instant at) {
        return Examined.newBuilder()
                .setNumber(question.getNumber())
                .setAgentTime(Timestamp.newBuilder().setSeconds(at.getEpochSecond()));
    }

    private static Examined.Builder done(Examine question) {
        return Examined.newBuilder().setNumber(question.getNumber()).setDone(true);
    }

    private static HostFinding finding(String task, String subject, FindingVerdict verdict) {
        return HostFinding.newBuilder()
                .setTask(task)
                .setSubject(subject)
                .setVerdict(verdict)
                .build();
    }

    private static HostFinding finding(String task, String subject, int verdict) {
        return HostFinding.newBuilder()
                .setTask(task)
                .setSubject(subject)
                .setVerdictValue(verdict)
                .build();
    }

    private static Proposal proposal(String task, int size) {
        return Proposal.newBuilder()
                .setTask(task)
                .setAction(Action.newBuilder().setExec(Exec.newBuilder().setStdin("x".repeat(size))))
                .build();
    }

    private void visit(Proposal... proposals) throws InterruptedException {
        var links = new ExaminationLinks() {
            @Override
            public Optional<Link> link(String host) {
                return link;
            }

            @Override
            public void examine(String host, Examine question) {
                asked.add(question);
                agent.accept(question);
            }
        };
        var look =
                new ControllerLook(Path.of("."), () -> NOW, () -> NOW, () -> NOW, ZoneOffset.UTC, OptionalLong::empty);
        var ports = new DoctorPorts(links, examinations, look, () -> NOW, this::tick, Patience.DEFAULT, "1.0");
        new HostVisit(HOST, ports, found::add).visit(List.of(proposals));
    }
}
