package dev.banksman.controller.fleet;

import com.google.protobuf.ByteString;
import dev.banksman.controller.identity.InvalidRequestException;
import dev.banksman.controller.identity.Trust;
import dev.banksman.controller.telemetry.Metric;
import dev.banksman.proto.agent.v1.AgentLinkGrpc;
import dev.banksman.proto.agent.v1.AgentMessage;
import dev.banksman.proto.agent.v1.ControllerMessage;
import dev.banksman.proto.agent.v1.OutputAck;
import dev.banksman.proto.agent.v1.OutputChunk;
import dev.banksman.proto.agent.v1.RenewReply;
import dev.banksman.proto.agent.v1.RenewRequest;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.cert.CertificateEncodingException;

/** The calls of an agent. Each takes the host from {@link Peer}; handlers may block, on virtual threads. */
final class AgentLinkService extends AgentLinkGrpc.AgentLinkImplBase {

    private final ControlTerms terms;
    private final AgentSessions sessions;
    private final OutputStore outputs;
    private final Trust trust;
    private final MeterRegistry metrics;

    AgentLinkService(
            ControlTerms terms, AgentSessions sessions, OutputStore outputs, Trust trust, MeterRegistry metrics) {
        this.terms = terms;
        this.sessions = sessions;
        this.outputs = outputs;
        this.trust = trust;
        this.metrics = metrics;
    }

    @Override
    public StreamObserver<AgentMessage> control(StreamObserver<ControllerMessage> response) {
        var stream = (ServerCallStreamObserver<ControllerMessage>) response;
        return new ControlCall(Peer.current(), terms, sessions, stream);
    }

    @Override
    public StreamObserver<OutputChunk> output(StreamObserver<OutputAck> response) {
        var peer = Peer.current();
        var stream = (ServerCallStreamObserver<OutputAck>) response;
        return new OutputCall(peer.host(), () -> trust.revocations().isRevoked(peer.certificate()), outputs, stream);
    }

    @Override
    public void renew(RenewRequest request, StreamObserver<RenewReply> response) {
        try {
            var reply = RenewReply.newBuilder();
            var chain = trust.authority()
                    .issueHost(
                            request.getCertificateRequest().toByteArray(),
                            Peer.current().host());
            for (var certificate : chain) {
                reply.addCertificateChain(ByteString.copyFrom(certificate.getEncoded()));
            }
            Metric.CERTIFICATES_ISSUED.counter(metrics, "host").increment();
            response.onNext(reply.build());
            response.onCompleted();
        } catch (InvalidRequestException e) {
            response.onError(
                    Status.INVALID_ARGUMENT.withDescription(e.explanation()).asRuntimeException());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("A certificate just made cannot be encoded", e);
        }
    }
}
