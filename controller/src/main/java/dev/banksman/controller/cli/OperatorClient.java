package dev.banksman.controller.cli;

import com.google.protobuf.Message;
import dev.banksman.proto.operator.v1.OperatorGrpc;
import dev.banksman.proto.operator.v1.OperatorGrpc.OperatorBlockingStub;
import dev.banksman.proto.operator.v1.OperatorGrpc.OperatorBlockingV2Stub;
import dev.banksman.proto.operator.v1.StoreAgentPackageReply;
import dev.banksman.proto.operator.v1.StoreAgentPackageRequest;
import dev.banksman.proto.operator.v1.StoreArtifactReply;
import dev.banksman.proto.operator.v1.StoreArtifactRequest;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.MetadataUtils;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertPathBuilderException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.SSLException;

/** One connection to a controller's operator API, for the life of one command. */
final class OperatorClient implements AutoCloseable {

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final int MAX_MESSAGE_BYTES = 64 << 20;

    /** The library tells of failures in its own way, with traces; here each is said once, in a sentence. */
    private static final Logger LIBRARY = Logger.getLogger("io.grpc");

    static {
        LIBRARY.setLevel(Level.OFF);
    }

    private final ManagedChannel channel;
    private final String address;
    private final OperatorBlockingStub stub;
    private final OperatorBlockingV2Stub storing;

    private OperatorClient(
            ManagedChannel channel, String address, OperatorBlockingStub stub, OperatorBlockingV2Stub storing) {
        this.storing = storing;
        this.channel = channel;
        this.address = address;
        this.stub = stub;
    }

    static OperatorClient open(URI target, Path authority, String token) {
        if (!Files.isReadable(authority)) {
            throw new CommandFailure(
                    ExitCode.REFUSED, "Cannot read the controller's authority: " + authority + " (see --ca).");
        }
        try {
            var channel = NettyChannelBuilder.forAddress(target.getHost(), target.getPort())
                    .sslContext(GrpcSslContexts.forClient()
                            .trustManager(authority.toFile())
                            .build())
                    .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                    .build();
            var headers = new Metadata();
            headers.put(AUTHORIZATION, "Bearer " + token);
            var authorization = MetadataUtils.newAttachHeadersInterceptor(headers);
            return new OperatorClient(
                    channel,
                    target.getHost() + ":" + target.getPort(),
                    OperatorGrpc.newBlockingStub(channel).withInterceptors(authorization),
                    OperatorGrpc.newBlockingV2Stub(channel).withInterceptors(authorization));
        } catch (SSLException | IllegalArgumentException e) {
            throw new CommandFailure(
                    ExitCode.REFUSED, authority + ": expected PEM certificates, found something else (see --ca).");
        }
    }

    /** One call with a deadline of a minute; its failure ends the command with a sentence. */
    <T extends Message> T call(Function<OperatorBlockingStub, T> call) {
        try {
            return Printable.message(call.apply(stub.withDeadlineAfter(1, TimeUnit.MINUTES)));
        } catch (StatusRuntimeException e) {
            throw failure(e);
        }
    }

    /** The stub for streams, which last as long as they last. The caller maps failures with {@link #failure}. */
    OperatorBlockingStub streams() {
        return stub;
    }

    /** Takes a distribution, piece by piece; the reply comes after the end of it. */
    BlockingClientCall<StoreAgentPackageRequest, StoreAgentPackageReply> storeAgentPackage() {
        return storing.storeAgentPackage();
    }

    /** Takes an artifact, piece by piece; the reply comes after the end of it. */
    BlockingClientCall<StoreArtifactRequest, StoreArtifactReply> storeArtifact() {
        return storing.storeArtifact();
    }

    static boolean passing(StatusRuntimeException e) {
        return e.getStatus().getCode() == Status.Code.UNAVAILABLE;
    }

    CommandFailure failure(StatusRuntimeException e) {
        var said = e.getStatus().getDescription();
        var text = Printable.text(said == null ? e.getStatus().getCode().toString() : said);
        return switch (e.getStatus().getCode()) {
            case UNAVAILABLE, DEADLINE_EXCEEDED ->
                new CommandFailure(
                        ExitCode.UNREACHABLE,
                        "No answer from the controller at " + address + ": " + rootCause(e, text));
            case UNAUTHENTICATED, PERMISSION_DENIED -> new CommandFailure(ExitCode.FORBIDDEN, text);
            case INVALID_ARGUMENT, NOT_FOUND, OUT_OF_RANGE -> new CommandFailure(ExitCode.REFUSED, text);
            case FAILED_PRECONDITION, ALREADY_EXISTS, ABORTED -> new CommandFailure(ExitCode.CONFLICT, text);
            case OK, CANCELLED, UNKNOWN, RESOURCE_EXHAUSTED, UNIMPLEMENTED, INTERNAL, DATA_LOSS ->
                new CommandFailure(
                        ExitCode.FAULT,
                        "The controller at " + address + " answered "
                                + e.getStatus().getCode() + ": " + text);
        };
    }

    private static String rootCause(Throwable e, String otherwise) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof CertPathBuilderException) {
            return "its certificate is not from the authority you gave (see --ca).";
        }
        return cause.getMessage() == null || cause instanceof StatusRuntimeException ? otherwise : cause.getMessage();
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
