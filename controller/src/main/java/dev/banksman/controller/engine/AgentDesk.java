package dev.banksman.controller.engine;

import com.google.protobuf.ByteString;
import dev.banksman.controller.run.AttemptReport;
import dev.banksman.controller.run.RunInput;
import dev.banksman.proto.agent.v1.Hello;
import dev.banksman.proto.agent.v1.Report;
import dev.banksman.proto.agent.v1.RunMark;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what agents say to the runs it is about, and keeps in mind who is connected, for runs that start later. One
 * lock orders what is said of a host with what a starting run is told of it.
 */
final class AgentDesk implements AgentEvents {

    private static final Logger LOG = LoggerFactory.getLogger(AgentDesk.class);

    private final LiveRuns live;
    private final Engine.Ports ports;

    private final Map<String, Presence> connected = new HashMap<>();

    /** A host that is connected. */
    private record Presence(String bootId, long link) {}

    AgentDesk(LiveRuns live, Engine.Ports ports) {
        this.live = live;
        this.ports = ports;
    }

    @Override
    public void connected(String host, long link, Hello hello) {
        Map<String, List<AttemptReport>> known = new HashMap<>();
        for (var report : hello.getAttemptsList()) {
            var run = report.getAttempt().getRun();
            AgentMessages.report(report)
                    .ifPresent(r ->
                            known.computeIfAbsent(run, k -> new ArrayList<>()).add(r));
            if (live.loop(run).isEmpty()) {
                withoutRun(host, report);
            }
        }
        Map<String, RunMark> marks = new HashMap<>();
        hello.getRunsList().forEach(mark -> marks.put(mark.getRun(), mark));
        synchronized (this) {
            connected.put(host, new Presence(hello.getBootId(), link));
            for (var loop : live.ofHost(host)) {
                var mark = marks.getOrDefault(loop.run(), RunMark.getDefaultInstance());
                var input = new RunInput.HostConnected(
                        host,
                        hello.getBootId(),
                        mark.getHighestAttempt(),
                        mark.getJournalPosition(),
                        known.getOrDefault(loop.run(), List.of()),
                        ports.clock().instant());
                loop.offer(new Letter(input, link, mark.getChainHead()));
            }
        }
    }

    @Override
    public void reported(String host, Report report) {
        var loop = live.loop(report.getAttempt().getRun());
        if (loop.isEmpty()) {
            withoutRun(host, report);
            return;
        }
        var said = AgentMessages.report(report);
        if (said.isEmpty()) {
            LOG.warn("Host {} reports a state of {} that this version does not know; it is passed over", host, report);
            return;
        }
        loop.get().offer(new RunInput.AttemptReported(said.get(), ports.clock().instant()));
    }

    @Override
    public synchronized void lost(String host, String reason) {
        connected.remove(host);
        for (var loop : live.ofHost(host)) {
            loop.offer(new RunInput.HostLost(host, reason, ports.clock().instant()));
        }
    }

    /** Makes a run known, and tells it which of its hosts are there; for a new run, of which no agent has heard. */
    synchronized void introduce(RunLoop loop, Collection<String> hosts) {
        live.add(loop, hosts);
        for (var host : hosts) {
            var there = connected.get(host);
            if (there != null) {
                var input = new RunInput.HostConnected(
                        host, there.bootId(), 0, 0, List.of(), ports.clock().instant());
                loop.offer(new Letter(input, there.link(), ByteString.EMPTY));
            }
        }
    }

    /**
     * A report for which no run waits. Of a run that has ended, or that this controller has never heard of, the agent
     * may forget it; what a quarantined run would need, it keeps.
     */
    private void withoutRun(String host, Report report) {
        var attempt = report.getAttempt();
        if (live.problem(attempt.getRun()).isPresent()) {
            LOG.warn("Host {} reports on quarantined run {}; it keeps the report", host, attempt.getRun());
        } else if (AgentMessages.isFinal(report)) {
            LOG.info("Host {} reports the end of {}, for which no run waits; it may forget it", host, attempt);
            ports.agents().acknowledge(attempt);
        } else {
            LOG.warn("Host {} runs {}, for which no run waits: {}", host, attempt, report);
        }
    }
}
