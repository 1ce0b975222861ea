package dev.banksman.controller.operator;

import dev.banksman.common.tls.Names;
import dev.banksman.controller.identity.DrainedHosts;
import dev.banksman.controller.identity.Operator;
import dev.banksman.controller.runbook.NearestName;
import dev.banksman.proto.operator.v1.CreateEnrollmentTokenReply;
import dev.banksman.proto.operator.v1.CreateEnrollmentTokenRequest;
import dev.banksman.proto.operator.v1.Drain;
import dev.banksman.proto.operator.v1.DrainHostReply;
import dev.banksman.proto.operator.v1.DrainHostRequest;
import dev.banksman.proto.operator.v1.Host;
import dev.banksman.proto.operator.v1.ListHostsReply;
import dev.banksman.proto.operator.v1.RevokeHostReply;
import dev.banksman.proto.operator.v1.RevokeHostRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;

/** Answers what concerns hosts. */
final class HostCalls {

    private static final Duration DEFAULT_VALIDITY = Duration.ofHours(1);
    private static final Duration MAX_VALIDITY = Duration.ofDays(7);
    private static final int MAX_REASON = 1_000;

    private final Backend backend;

    HostCalls(Backend backend) {
        this.backend = backend;
    }

    ListHostsReply list() {
        var reply = ListHostsReply.newBuilder();
        for (var state : backend.hosts()) {
            var host = Host.newBuilder()
                    .setHost(state.host())
                    .setConnected(state.connected())
                    .setAgentVersion(state.agentVersion())
                    .setBootId(state.bootId())
                    .setFacts(state.facts())
                    .setRunning(state.running())
                    .setRun(state.run().orElse(""));
            state.drain().ifPresent(drain -> host.setDrain(message(drain)));
            state.lastSeen().ifPresent(at -> host.setLastSeen(Messages.timestamp(at)));
            reply.addHosts(host);
        }
        return reply.build();
    }

    RevokeHostReply revoke(RevokeHostRequest request, Operator by) throws IOException {
        var host = request.getHost();
        if (!Names.isHostName(host)) {
            throw new IllegalArgumentException(
                    "host: expected a host name of letters, digits, '.', '-' and '_', at most"
                            + " 63 characters; found '" + host + "'.");
        }
        checkReason(request.getReason());
        if (!request.getEvenIfUnknown()) {
            var known = backend.knownHosts();
            if (!known.contains(host)) {
                throw unknown(host, known);
            }
        }
        var revoked = backend.revokeHost(host, by.name(), oneLine(request.getReason()));
        return RevokeHostReply.newBuilder()
                .setRevokedAt(Messages.timestamp(revoked.at()))
                .setDisconnected(revoked.disconnected())
                .build();
    }

    DrainHostReply drain(DrainHostRequest request, Operator by) throws IOException {
        var host = request.getHost();
        checkReason(request.getReason());
        var drained = backend.drainedHosts();
        var known = backend.knownHosts();
        if (!known.contains(host) && !drained.all().containsKey(host)) {
            throw unknown(host, known);
        }
        var reply = DrainHostReply.newBuilder();
        if (request.getDrained()) {
            reply.setDrain(message(drained.drain(host, oneLine(request.getReason()), by.name())));
        } else {
            drained.release(host, by.name());
        }
        backend.hosts().stream()
                .filter(state -> state.host().equals(host))
                .findFirst()
                .flatMap(Backend.HostState::run)
                .ifPresent(reply::setRun);
        return reply.build();
    }

    private static Drain message(DrainedHosts.Drain drain) {
        return Drain.newBuilder()
                .setReason(drain.reason())
                .setBy(drain.by())
                .setSince(Messages.timestamp(drain.since()))
                .build();
    }

    private static void checkReason(String reason) {
        if (reason.length() > MAX_REASON) {
            throw new IllegalArgumentException(
                    "reason: expected at most " + MAX_REASON + " characters, found " + reason.length() + ".");
        }
    }

    private static StatusRuntimeException unknown(String host, Set<String> known) {
        return Status.NOT_FOUND
                .withDescription(Messages.withHint(
                        "This controller knows no host '" + host + "'", NearestName.hint(host, known)))
                .asRuntimeException();
    }

    /** It goes into a log of lines. */
    private static String oneLine(String reason) {
        return reason.isBlank()
                ? "no reason given"
                : reason.replaceAll("\\p{Cntrl}+", " ").strip();
    }

    CreateEnrollmentTokenReply enroll(CreateEnrollmentTokenRequest request) throws IOException {
        var valid =
                request.hasValidFor() ? Duration.ofSeconds(request.getValidFor().getSeconds()) : DEFAULT_VALIDITY;
        if (valid.isNegative() || valid.isZero() || valid.compareTo(MAX_VALIDITY) > 0) {
            throw new IllegalArgumentException(
                    "valid_for: expected more than 0 s and at most 7 days, found " + valid.toSeconds() + " s.");
        }
        var token = backend.enrollmentToken(request.getHost(), valid);
        return CreateEnrollmentTokenReply.newBuilder()
                .setToken(token.text())
                .setExpiresAt(Messages.timestamp(token.expires()))
                .build();
    }
}
