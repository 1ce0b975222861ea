package dev.banksman.deploy.lab;

import dev.banksman.proto.operator.v1.OperatorGrpc;
import dev.banksman.proto.operator.v1.OperatorGrpc.OperatorBlockingStub;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/** A connection to the operator API of the controller whose data directory is at hand. */
public final class OperatorLink implements AutoCloseable {

    private final ManagedChannel channel;
    private final OperatorBlockingStub stub;

    private OperatorLink(ManagedChannel channel, OperatorBlockingStub stub) {
        this.channel = channel;
        this.stub = stub;
    }

    /** @throws IOException when the controller has not written its address yet */
    public static OperatorLink open(Path data) throws IOException {
        return open(data, endpoints(data).getProperty("operators", ""));
    }

    /** As the operator whose token is in this file. */
    static OperatorLink openAs(Path data, Path token) throws IOException {
        return open(data, endpoints(data).getProperty("operators", ""), token);
    }

    /**
     * @param address {@code HOST:PORT} where it is reached, whatever it says of itself
     * @throws IOException when the controller has not written its address or made its first operator yet
     */
    public static OperatorLink open(Path data, String address) throws IOException {
        return open(data, address, data.resolve("operator/admin.token"));
    }

    private static OperatorLink open(Path data, String address, Path token) throws IOException {
        int colon = address.lastIndexOf(':');
        if (colon < 0) {
            throw new IOException(
                    data.resolve("endpoints.properties") + ": expected operators=HOST:PORT, found '" + address + "'");
        }
        var channel = NettyChannelBuilder.forAddress(
                        address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)))
                .sslContext(GrpcSslContexts.forClient()
                        .trustManager(data.resolve("operator/ca.pem").toFile())
                        .build())
                .build();
        var headers = new Metadata();
        headers.put(
                Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
                "Bearer " + Files.readString(token).strip());
        return new OperatorLink(
                channel,
                OperatorGrpc.newBlockingStub(channel)
                        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers)));
    }

    static Properties endpoints(Path data) throws IOException {
        var properties = new Properties();
        try (var reader = Files.newBufferedReader(data.resolve("endpoints.properties"))) {
            properties.load(reader);
        }
        return properties;
    }

    /** For one call, which is given up after a minute. */
    public OperatorBlockingStub call() {
        return stub.withDeadlineAfter(1, TimeUnit.MINUTES);
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
