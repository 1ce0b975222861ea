package dev.banksman.controller.operator;

import dev.banksman.controller.artifact.ArtifactStore;
import dev.banksman.controller.doctor.Doctor;
import dev.banksman.controller.identity.AuditLog;
import dev.banksman.controller.identity.DrainedHosts;
import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.run.RunInput;
import dev.banksman.controller.run.RunView;
import dev.banksman.controller.runbook.RunbookLibrary;
import dev.banksman.controller.upgrade.Upgrades;
import dev.banksman.proto.agent.v1.AttemptId;
import dev.banksman.proto.agent.v1.OutputStream;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Knows hosts, and runs only by what they printed; writes down what was revoked. */
final class FakeBackend implements Backend {

    final Set<String> hosts = new ConcurrentSkipListSet<>();
    /** Pieces of output are shorter than asked for, so that lines go across their borders. */
    private static final int PIECE = 1_000;

    private static final RunView SOME_RUN = (RunView) Proxy.newProxyInstance(
            FakeBackend.class.getClassLoader(), new Class<?>[] {RunView.class}, (proxy, method, arguments) -> {
                throw new UnsupportedOperationException(method.getName());
            });

    @Nullable
    AuditLog audit;

    /** What each attempt of each run printed; absent: there is no run. */
    byte @Nullable [] output;

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
    public AuditLog audit() {
        return Objects.requireNonNull(audit);
    }

    @Override
    public DrainedHosts drainedHosts() {
        throw new UnsupportedOperationException();
    }

    @Override
    public ArtifactStore artifacts() {
        throw new UnsupportedOperationException();
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
    public Diagnosed diagnose(List<String> named, Optional<Documents> plan, String by, Doctor.Listener listener) {
        throw new UnavailableException("Diagnoses are not part of this fake.");
    }

    @Override
    public List<Listed> runs() {
        return List.of();
    }

    @Override
    public Optional<RunView> run(String run) {
        return output == null ? Optional.empty() : Optional.of(SOME_RUN);
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
        if (output == null || offset >= output.length) {
            return Optional.empty();
        }
        var until = (int) Math.min(output.length, offset + Math.min(maxBytes, PIECE));
        return Optional.of(new Printed(
                offset, Arrays.copyOfRange(output, (int) offset, until), 0, output.length, until == output.length));
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
