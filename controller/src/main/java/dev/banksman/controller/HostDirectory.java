package dev.banksman.controller;

import dev.banksman.controller.engine.Engine;
import dev.banksman.controller.fleet.AgentSessions;
import dev.banksman.controller.fleet.AgentView;
import dev.banksman.controller.identity.DrainedHosts;
import dev.banksman.controller.identity.EnrollmentTokens;
import dev.banksman.controller.identity.Trust;
import dev.banksman.controller.journal.RunEntry;
import dev.banksman.controller.operator.Backend.HostState;
import dev.banksman.controller.operator.Backend.Revoked;
import dev.banksman.controller.operator.Backend.Token;
import dev.banksman.proto.agent.v1.HostFacts;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The hosts as this controller knows them, and what makes and takes back their right to connect. Safe for many threads. */
final class HostDirectory {

    private final Engine engine;
    private final AgentSessions agents;
    private final EnrollmentTokens enrollments;
    private final Trust trust;
    private final DrainedHosts drained;
    private final InstantSource clock;

    HostDirectory(
            Engine engine,
            AgentSessions agents,
            EnrollmentTokens enrollments,
            Trust trust,
            DrainedHosts drained,
            InstantSource clock) {
        this.engine = engine;
        this.agents = agents;
        this.enrollments = enrollments;
        this.trust = trust;
        this.drained = drained;
        this.clock = clock;
    }

    /** Those that are connected, those that runs need, and those that are drained. */
    List<HostState> states() {
        Map<String, HostState> hosts = new LinkedHashMap<>();
        var busy = busy();
        var drains = drained.all();
        for (AgentView agent : agents.views()) {
            hosts.put(
                    agent.host(),
                    new HostState(
                            agent.host(),
                            true,
                            Optional.of(clock.instant().minus(agent.silent())),
                            agent.version(),
                            agent.bootId(),
                            agent.facts(),
                            agent.running(),
                            Optional.ofNullable(busy.get(agent.host())),
                            Optional.ofNullable(drains.get(agent.host()))));
        }
        var away = new TreeSet<>(busy.keySet());
        away.addAll(drains.keySet());
        away.removeAll(hosts.keySet());
        for (var host : away) {
            hosts.put(
                    host,
                    new HostState(
                            host,
                            false,
                            Optional.empty(),
                            "",
                            "",
                            HostFacts.getDefaultInstance(),
                            0,
                            Optional.ofNullable(busy.get(host)),
                            Optional.ofNullable(drains.get(host))));
        }
        return List.copyOf(hosts.values());
    }

    /** Every name that is remembered: connected, in a run that has not ended, or in an enrollment of the last weeks. */
    Set<String> known() {
        var known = new TreeSet<>(agents.connected());
        known.addAll(busy().keySet());
        known.addAll(enrollments.hosts());
        known.addAll(drained.all().keySet());
        return known;
    }

    Token enrollmentToken(String host, Duration validFor) throws IOException {
        var token = enrollments.issue(host, validFor, trust.authority().certificate());
        return new Token(token.text(), clock.instant().plus(validFor));
    }

    /** First the record, then the link: whoever comes in between is turned away by the record. */
    Revoked revoke(String host, String by, String reason) throws IOException {
        enrollments.withdraw(host);
        var at = trust.revocations().revoke(host, by, reason);
        return new Revoked(at, agents.disconnectRevoked(host));
    }

    /** Which run each host is in, of those that have not ended. */
    private Map<String, String> busy() {
        Map<String, String> busy = new LinkedHashMap<>();
        for (RunEntry entry : engine.runs()) {
            if (!entry.status().over()) {
                entry.card().hosts().forEach(host -> busy.put(host, entry.run()));
            }
        }
        return busy;
    }
}
