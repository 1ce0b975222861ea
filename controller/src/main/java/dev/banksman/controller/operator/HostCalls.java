package dev.banksman.controller.operator;

import dev.banksman.proto.operator.v1.CreateEnrollmentTokenReply;
import dev.banksman.proto.operator.v1.CreateEnrollmentTokenRequest;
import dev.banksman.proto.operator.v1.Host;
import dev.banksman.proto.operator.v1.ListHostsReply;
import java.io.IOException;
import java.time.Duration;

/** Answers what concerns hosts. */
final class HostCalls {

    private static final Duration DEFAULT_VALIDITY = Duration.ofHours(1);
    private static final Duration MAX_VALIDITY = Duration.ofDays(7);

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
            state.lastSeen().ifPresent(at -> host.setLastSeen(Messages.timestamp(at)));
            reply.addHosts(host);
        }
        return reply.build();
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
