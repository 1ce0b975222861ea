package dev.banksman.controller.engine;

import com.google.protobuf.Timestamp;
import dev.banksman.controller.journal.EventCodec;
import dev.banksman.controller.journal.Journal;
import dev.banksman.controller.run.RunEvent;
import dev.banksman.proto.agent.v1.AttemptId;
import dev.banksman.proto.agent.v1.Cancel;
import dev.banksman.proto.agent.v1.Dispatch;
import dev.banksman.proto.agent.v1.Ended;
import dev.banksman.proto.agent.v1.Hello;
import dev.banksman.proto.agent.v1.Observation;
import dev.banksman.proto.agent.v1.Outcome;
import dev.banksman.proto.agent.v1.RefusalReason;
import dev.banksman.proto.agent.v1.Refused;
import dev.banksman.proto.agent.v1.Report;
import dev.banksman.proto.agent.v1.RunMark;
import dev.banksman.proto.agent.v1.Started;
import dev.banksman.proto.agent.v1.Verdict;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;

/**
 * Agents that live on while controllers come and go: each takes an attempt once, answers repetitions with the state of
 * the first, keeps its result until it is acknowledged, and refuses lower terms. Checks of each dispatch that it stands
 * in the journal already.
 */
final class FakeFleet implements Agents {

    private static final Timestamp AT =
            Timestamp.newBuilder().setSeconds(1_772_334_000L).build();

    /** What an agent keeps. */
    private static final class Host {
        final Map<AttemptId, Report> attempts = new LinkedHashMap<>();
        final Map<String, RunMark> marks = new TreeMap<>();
        boolean connected;
        long link;
    }

    private final Map<String, Host> hosts = new TreeMap<>();
    /** On their way; lost with the links. */
    private final Queue<Runnable> messages = new ArrayDeque<>();

    /** Commands that will end; they know nothing of links. */
    private final Queue<Runnable> commands = new ArrayDeque<>();

    /** Every start of a body, in order: what must never happen twice for one task. */
    final List<Dispatch> starts = new ArrayList<>();

    final List<Dispatch> dispatches = new ArrayList<>();

    /** Asked for over a link that had been replaced by then. */
    final List<Dispatch> overtaken = new ArrayList<>();

    final List<AttemptId> acknowledged = new ArrayList<>();
    final List<Cancel> cancels = new ArrayList<>();

    /** Exit code of the next attempt of a task ("stage.step@host"), in place of 0. */
    final Map<String, Integer> exitCodes = new HashMap<>();

    private Map<String, String> outputs = Map.of();

    /** What every command gives from now on. */
    void gives(Map<String, String> values) {
        outputs = Map.copyOf(values);
    }

    /** Tasks whose commands run until {@link #finish}. */
    final Set<String> endless = new HashSet<>();

    private long links;
    private Journal journal;
    private AgentEvents events;

    FakeFleet(List<String> names) {
        names.forEach(name -> hosts.put(name, new Host()));
    }

    /** The controller that is there now. */
    void serve(Journal journal, AgentEvents events) {
        this.journal = journal;
        this.events = events;
        messages.clear();
    }

    void connectAll() {
        hosts.keySet().forEach(this::connect);
    }

    void connect(String name) {
        var host = hosts.get(name);
        host.connected = true;
        host.link = ++links;
        events.connected(name, host.link, hello(name));
    }

    Hello hello(String name) {
        var host = hosts.get(name);
        return Hello.newBuilder()
                .setProtocol(1)
                .setBootId("boot-" + name)
                .addAllAttempts(host.attempts.values())
                .addAllRuns(host.marks.values())
                .build();
    }

    void disconnectAll() {
        hosts.values().forEach(host -> host.connected = false);
        messages.clear();
    }

    void lose(String name) {
        hosts.get(name).connected = false;
        events.lost(name, "cable pulled");
    }

    /** Delivers one message, or ends one command, if there is one. */
    boolean deliverOne() {
        var next = messages.isEmpty() ? commands.poll() : messages.poll();
        if (next == null) {
            return false;
        }
        next.run();
        return true;
    }

    @Override
    public void dispatch(Dispatch dispatch, long link) {
        assertDurable(dispatch);
        var host = hosts.get(dispatch.getAttempt().getHost());
        if (host.connected && host.link != link) {
            // The newer link's agent has greeted without this attempt, and the run has not heard that yet.
            overtaken.add(dispatch);
        } else if (host.connected) {
            dispatches.add(dispatch);
            messages.add(() -> take(host, dispatch));
        }
    }

    private void assertDurable(Dispatch dispatch) {
        var id = dispatch.getAttempt();
        boolean stored = journal.read(id.getRun(), 0, Integer.MAX_VALUE).stream()
                .filter(event -> event.position() <= dispatch.getJournalPosition())
                .map(event -> EventCodec.decode(event.bytes()))
                .anyMatch(event -> event instanceof RunEvent.AttemptDispatched d
                        && d.attempt().host().equals(id.getHost())
                        && d.attempt().number() == id.getNumber());
        if (!stored) {
            throw new AssertionError("dispatched before it was durable: " + id);
        }
        if (!journal.hash(id.getRun(), dispatch.getJournalPosition())
                .orElseThrow()
                .equals(dispatch.getChainHead())) {
            throw new AssertionError("chain head of another position: " + id);
        }
    }

    private void take(Host host, Dispatch dispatch) {
        var id = dispatch.getAttempt();
        var known = host.attempts.get(id);
        if (known != null) {
            say(known);
            return;
        }
        var mark = host.marks.getOrDefault(id.getRun(), RunMark.getDefaultInstance());
        if (dispatch.getTerm() < mark.getHighestTerm()) {
            say(refusal(id, RefusalReason.REFUSAL_REASON_STALE_TERM));
            return;
        }
        if (id.getNumber() <= mark.getHighestAttempt()) {
            say(refusal(id, RefusalReason.REFUSAL_REASON_BELOW_HIGH_WATER));
            return;
        }
        host.marks.put(
                id.getRun(),
                RunMark.newBuilder()
                        .setRun(id.getRun())
                        .setHighestAttempt(id.getNumber())
                        .setHighestTerm(dispatch.getTerm())
                        .setJournalPosition(dispatch.getJournalPosition())
                        .setChainHead(dispatch.getChainHead())
                        .build());
        starts.add(dispatch);
        var started = Report.newBuilder()
                .setAttempt(id)
                .setStarted(Started.newBuilder().setAt(AT).setPid(100))
                .build();
        host.attempts.put(id, started);
        say(started);
        var task = dispatch.getTask() + "@" + id.getHost();
        if (!endless.contains(task)) {
            commands.add(() -> end(id, exitCodes.getOrDefault(task, 0)));
        }
    }

    /** Ends the command of a task that ran on. */
    void finish(String task) {
        var start = starts.stream()
                .filter(d -> task.equals(d.getTask() + "@" + d.getAttempt().getHost()))
                .reduce((a, b) -> b)
                .orElseThrow();
        endless.remove(task);
        end(start.getAttempt(), 0);
    }

    private void end(AttemptId id, int exitCode) {
        var host = hosts.get(id.getHost());
        var report = Report.newBuilder()
                .setAttempt(id)
                .setEnded(Ended.newBuilder()
                        .setOutcome(exitCode == 0 ? Outcome.OUTCOME_SUCCEEDED : Outcome.OUTCOME_FAILED)
                        .setObservation(Observation.newBuilder()
                                .setVerdict(exitCode == 0 ? Verdict.VERDICT_PASS : Verdict.VERDICT_FAIL)
                                .setExpected("0")
                                .setObserved(String.valueOf(exitCode)))
                        .setMessage("exit code " + exitCode)
                        .setExitCode(exitCode)
                        .putAllOutputs(outputs)
                        .setStartedAt(AT)
                        .setEndedAt(AT))
                .build();
        host.attempts.put(id, report);
        say(report);
    }

    private static Report refusal(AttemptId id, RefusalReason reason) {
        return Report.newBuilder()
                .setAttempt(id)
                .setRefused(Refused.newBuilder().setReason(reason).setMessage("no"))
                .build();
    }

    private void say(Report report) {
        var name = report.getAttempt().getHost();
        if (hosts.get(name).connected) {
            messages.add(() -> events.reported(name, report));
        }
    }

    /** Has an agent say something again that it has said before. */
    void repeat(Report report) {
        events.reported(report.getAttempt().getHost(), report);
    }

    @Override
    public void cancel(Cancel cancel) {
        cancels.add(cancel);
    }

    @Override
    public void acknowledge(AttemptId id) {
        var host = hosts.get(id.getHost());
        if (host.connected) {
            acknowledged.add(id);
            messages.add(() -> host.attempts.remove(id));
        }
    }

    @Override
    public void inquire(AttemptId id) {
        var known = hosts.get(id.getHost()).attempts.get(id);
        if (known != null) {
            say(known);
        }
    }

    @Override
    public Set<String> connected() {
        var found = new HashSet<String>();
        hosts.forEach((name, host) -> {
            if (host.connected) {
                found.add(name);
            }
        });
        return found;
    }
}
