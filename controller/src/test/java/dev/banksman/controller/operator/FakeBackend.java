package dev.banksman.controller.operator;

import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.run.RunInput;
import dev.banksman.controller.run.RunView;
import dev.banksman.controller.runbook.RunbookLibrary;
import dev.banksman.controller.upgrade.Upgrades;
import dev.banksman.proto.agent.v1.AttemptId;
import dev.banksman.proto.agent.v1.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;

/** Knows hosts and no runs; writes down what was revoked. */
final class FakeBackend implements Backend {

    final Set<String> hosts = new ConcurrentSkipListSet<>();
    final List<String> revoked = new CopyOnWriteArrayList<>();

    @Override
    public Set<String> knownHosts() {
        return Set.copyOf(hosts);
    }

    @Override
    public Revoked revokeHost(String host, String by, String reason) {
        revoked.add(host + " by " + by + ": " + reason);
        return new Revoked(Instant.EPOCH, hosts.contains(host));
    }

    @Override
    public List<HostState> hosts() {
        return List.of();
    }

    @Override
    public Upgrades upgrades() {
        throw new UnavailableException("Upgrades are not part of this fake.");
    }

    @Override
    public List<Listed> runs() {
        return List.of();
    }

    @Override
    public Optional<RunView> run(String run) {
        return Optional.empty();
    }

    @Override
    public Map<String, String> quarantined() {
        return Map.of();
    }

    @Override
    public RunNews news() {
        throw new UnsupportedOperationException();
    }

    @Override
    public RunbookLibrary library() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Paper checklist(Plan plan) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Folding> fold(String run) {
        return Optional.empty();
    }

    @Override
    public Optional<Decided> decide(String run, RunInput.Decide decision) {
        return Optional.empty();
    }

    @Override
    public Optional<Printed> printed(AttemptId attempt, OutputStream stream, long offset, int maxBytes) {
        return Optional.empty();
    }

    @Override
    public Optional<String> report(String run, String format) {
        return Optional.empty();
    }

    @Override
    public Optional<String> remaining(String run, String format) {
        return Optional.empty();
    }

    @Override
    public String version() {
        return "test";
    }

    @Override
    public Token enrollmentToken(String host, Duration validFor) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Validated validate(String name, byte[] runbook) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Preview preview(Documents documents) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Forecasts forecasts() {
        throw new UnavailableException("Forecasts are not part of this fake.");
    }

    @Override
    public Paper checklist(Documents documents) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Started start(String key, Documents documents, String expectedHash, String by) {
        throw new UnsupportedOperationException();
    }

    @Override
    public String fillIn(RunView run, RunView.TaskView task, String text) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Feed follow(String run, long after) {
        throw new UnsupportedOperationException();
    }
}
