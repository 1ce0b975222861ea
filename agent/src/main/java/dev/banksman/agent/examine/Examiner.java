package dev.banksman.agent.examine;

import com.google.protobuf.Timestamp;
import dev.banksman.agent.action.Foresight;
import dev.banksman.agent.action.Foresight.Verdict;
import dev.banksman.proto.agent.v1.Examine;
import dev.banksman.proto.agent.v1.Examined;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the controller's questions about this host, one after another on a thread of its own, so that a database that
 * does not answer holds up neither commands nor heartbeats. Asked on the desk's thread; answers go out on it too, and
 * only over the link over which they were asked for.
 */
public final class Examiner {

    private static final Logger LOG = LoggerFactory.getLogger(Examiner.class);

    /** Questions that may wait. */
    static final int WAITING = 8;

    private final HostExamination host;
    private final ProposalExamination proposals;
    private final UnaryOperator<String> redact;
    private final InstantSource clock;
    private final Executor desk;
    private final Consumer<Examined> answer;
    private final ThreadPoolExecutor worker;
    private final AtomicInteger link = new AtomicInteger();

    /**
     * @param redact blots secrets out of what leaves the host
     * @param desk the desk's thread
     * @param answer sends, on the desk's thread
     */
    public Examiner(
            HostExamination host,
            ProposalExamination proposals,
            UnaryOperator<String> redact,
            InstantSource clock,
            Executor desk,
            Consumer<Examined> answer) {
        this.host = host;
        this.proposals = proposals;
        this.redact = redact;
        this.clock = clock;
        this.desk = desk;
        this.answer = answer;
        this.worker = new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), task -> {
            var thread = new Thread(task, "examiner");
            thread.setDaemon(true);
            return thread;
        });
        worker.allowCoreThreadTimeOut(true);
    }

    /** Says at once what time it is here, and the rest as it is found. */
    public void asked(Examine examine) {
        var now = clock.instant();
        var first = Examined.newBuilder()
                .setNumber(examine.getNumber())
                .setAgentTime(
                        Timestamp.newBuilder().setSeconds(now.getEpochSecond()).setNanos(now.getNano()));
        var over = link.get();
        try {
            worker.execute(() -> examine(examine, over));
            answer.accept(first.build());
        } catch (RejectedExecutionException e) {
            answer.accept(first.setBusy(true).setDone(true).build());
        }
    }

    /** Nobody waits for answers any more. On the desk's thread. */
    public void linkDown() {
        link.incrementAndGet();
        worker.getQueue().clear();
    }

    private void examine(Examine examine, int over) {
        try {
            if (examine.getHost()) {
                tell(examine, over, "", look("host", host::look));
            }
            for (var proposal : examine.getProposalsList()) {
                if (link.get() != over) {
                    return;
                }
                tell(examine, over, proposal.getTask(), look(proposal.getTask(), () -> proposals.look(proposal)));
            }
            send(over, Examined.newBuilder().setNumber(examine.getNumber()).setDone(true));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private interface Looking {
        List<Foresight> look() throws InterruptedException;
    }

    /** A look that breaks off is a finding like any other, and the others go on. */
    private static List<Foresight> look(String what, Looking looking) throws InterruptedException {
        try {
            return looking.look();
        } catch (RuntimeException e) {
            LOG.error("Examining {} broke off", what, e);
            return List.of(new Foresight(
                    "examination",
                    Verdict.FAIL,
                    "it can be looked at",
                    "the look broke off inside the agent: " + e,
                    "The agent's log has the details; please report it."));
        }
    }

    private void tell(Examine examine, int over, String task, List<Foresight> found) {
        var message = Examined.newBuilder().setNumber(examine.getNumber());
        found.forEach(one -> message.addFindings(Findings.message(task, one, redact)));
        send(over, message);
    }

    private void send(int over, Examined.Builder message) {
        var complete = message.build();
        desk.execute(() -> {
            if (link.get() == over) {
                answer.accept(complete);
            }
        });
    }
}
