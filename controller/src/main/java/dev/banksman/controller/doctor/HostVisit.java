package dev.banksman.controller.doctor;

import dev.banksman.controller.doctor.ExaminationLinks.Link;
import dev.banksman.controller.doctor.Examinations.Arrived;
import dev.banksman.controller.doctor.Examinations.Open;
import dev.banksman.controller.doctor.Finding.Verdict;
import dev.banksman.proto.agent.v1.Examine;
import dev.banksman.proto.agent.v1.HostFinding;
import dev.banksman.proto.agent.v1.Proposal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Has one host's agent look, and passes on what it finds. Ends in bounded time whatever the agent does: an agent that is
 * silent, goes away, or never comes to an end is a finding. For one thread.
 */
final class HostVisit {

    /** A look at one action gives a handful of findings. */
    private static final int FINDINGS_EACH = 16;

    private static final int MOST_CHARS = 2_000;
    private static final long LOOK_MILLIS = 250;

    private final String host;
    private final DoctorPorts ports;
    private final Sink sink;

    /** Takes findings. */
    @FunctionalInterface
    interface Sink {
        void found(Finding finding) throws InterruptedException;
    }

    HostVisit(String host, DoctorPorts ports, Sink sink) {
        this.host = host;
        this.ports = ports;
        this.sink = sink;
    }

    void visit(List<Proposal> proposals) throws InterruptedException {
        var link = ports.links().link(host);
        if (link.isEmpty()) {
            sink.found(Finding.fail(
                    host,
                    "link",
                    "the host's agent is connected",
                    "it is not",
                    "Start the agent, see its log, and see that the host reaches the controller's port for agents;"
                            + " enroll the host if it never was."));
            return;
        }
        sink.found(Finding.pass(host, "link", "the host's agent is connected", "it is"));
        sink.found(version(link.get()));
        if (!link.get().examines()) {
            sink.found(Finding.fail(
                    host,
                    "agent",
                    "an agent that can be asked how its host is",
                    "agent too old: version " + link.get().agentVersion(),
                    "Bring it to the controller's version: banksman hosts upgrade " + host + "."));
            return;
        }
        for (var question : Questions.of(proposals)) {
            if (!ask(link.get(), question)) {
                return;
            }
        }
    }

    private Finding version(Link link) {
        var expected = "the controller's version, " + ports.version();
        return link.agentVersion().equals(ports.version())
                ? Finding.pass(host, "version", expected, link.agentVersion())
                : Finding.warn(
                        host,
                        "version",
                        expected,
                        link.agentVersion(),
                        "Bring it to the controller's version: banksman hosts upgrade " + host + ".");
    }

    /** Whether it was answered to its end. */
    private boolean ask(Link link, Examine.Builder question) throws InterruptedException {
        try (var open = ports.examinations().open(host)) {
            var asked = ports.clock().instant();
            var askedAt = ports.ticker().getAsLong();
            ports.links().examine(host, open.question(question));
            return new Answer(link, question, asked, askedAt).take(open);
        }
    }

    /** Takes the parts of one answer. */
    private final class Answer {

        private final Link link;
        private final Set<String> tasks = new HashSet<>();
        private final boolean aboutHost;
        private final Instant asked;
        private final long askedAt;
        private long heardAt;
        private boolean heard;
        private int left;

        Answer(Link link, Examine.Builder question, Instant asked, long askedAt) {
            this.link = link;
            this.aboutHost = question.getHost();
            question.getProposalsList().forEach(proposal -> tasks.add(proposal.getTask()));
            this.left = FINDINGS_EACH * (question.getProposalsCount() + 2);
            this.asked = asked;
            this.askedAt = askedAt;
            this.heardAt = askedAt;
        }

        boolean take(Open open) throws InterruptedException {
            while (true) {
                var next = open.next(LOOK_MILLIS);
                if (next.isPresent()) {
                    if (take(next.get())) {
                        return !next.get().part().getBusy();
                    }
                    if (left < 0 || open.overflown()) {
                        gaveUp("an answer that fits the question", "more findings than there can be");
                        return false;
                    }
                } else if (!ports.links()
                        .link(host)
                        .map(present -> present.id() == link.id())
                        .orElse(false)) {
                    gaveUp("the agent stays connected", "its link ended while it was asked");
                    return false;
                } else if (over()) {
                    return false;
                }
                if (since(askedAt).compareTo(ports.patience().whole()) > 0) {
                    gaveUp(within(ports.patience().whole()), "it came to no end");
                    return false;
                }
            }
        }

        /** Whether this was the last part. */
        private boolean take(Arrived arrived) throws InterruptedException {
            var part = arrived.part();
            if (!heard && part.hasAgentTime() && aboutHost) {
                var time = part.getAgentTime();
                sink.found(ClockRule.judge(
                        host,
                        asked,
                        Duration.ofNanos(Math.max(0, arrived.at() - askedAt)),
                        Instant.ofEpochSecond(time.getSeconds(), time.getNanos())));
            }
            heard = true;
            heardAt = arrived.at();
            if (part.getBusy()) {
                sink.found(Finding.warn(
                        host,
                        "agent",
                        "the agent looks",
                        "it is busy with other examinations",
                        "Ask again when they are through."));
            }
            for (var found : part.getFindingsList()) {
                if (--left < 0) {
                    return false;
                }
                sink.found(finding(found));
            }
            return part.getDone();
        }

        private boolean over() throws InterruptedException {
            var limit = heard ? ports.patience().silence() : ports.patience().first();
            if (since(heardAt).compareTo(limit) <= 0) {
                return false;
            }
            gaveUp(within(limit), heard ? "it fell silent" : "it does not answer");
            return true;
        }

        /** What an agent says of a task that it was not asked about is said of its host. */
        private Finding finding(HostFinding found) {
            return new Finding(
                    host,
                    tasks.contains(found.getTask()) ? found.getTask() : "",
                    bounded(found.getSubject()),
                    verdict(found),
                    bounded(found.getExpected()),
                    bounded(found.getObserved()),
                    bounded(found.getAdvice()));
        }
    }

    /** What this version does not know is no pass. */
    private static Verdict verdict(HostFinding found) {
        return switch (found.getVerdict()) {
            case FINDING_VERDICT_PASS -> Verdict.PASS;
            case FINDING_VERDICT_WARN -> Verdict.WARN;
            case FINDING_VERDICT_SKIPPED -> Verdict.SKIPPED;
            case FINDING_VERDICT_FAIL, FINDING_VERDICT_UNSPECIFIED, UNRECOGNIZED -> Verdict.FAIL;
        };
    }

    private void gaveUp(String expected, String observed) throws InterruptedException {
        sink.found(Finding.fail(
                host,
                "agent",
                expected,
                observed,
                "What was not answered was not looked at. See the agent's log, start the agent again, and ask again."));
    }

    private static String within(Duration limit) {
        return "an answer within " + limit.toSeconds() + " s";
    }

    private Duration since(long at) {
        return Duration.ofNanos(Math.max(0, ports.ticker().getAsLong() - at));
    }

    private static String bounded(String text) {
        return text.length() <= MOST_CHARS ? text : text.substring(0, MOST_CHARS);
    }
}
