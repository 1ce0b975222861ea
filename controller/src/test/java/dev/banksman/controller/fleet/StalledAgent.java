package dev.banksman.controller.fleet;

import dev.banksman.common.tls.TlsContexts;
import dev.banksman.common.tls.TlsIdentity;
import dev.banksman.proto.agent.v1.AgentLinkGrpc;
import dev.banksman.proto.agent.v1.AgentMessage;
import dev.banksman.proto.agent.v1.Hello;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.NettyChannelBuilder;

/** Says hello and then takes nothing off its stream. */
final class StalledAgent implements AutoCloseable {

    private final ManagedChannel channel;

    StalledAgent(int port, TlsIdentity identity) throws Exception {
        channel = NettyChannelBuilder.forAddress("127.0.0.1", port)
                .sslContext(TlsContexts.agent(identity))
                .build();
        var call = channel.newCall(AgentLinkGrpc.getControlMethod(), CallOptions.DEFAULT);
        call.start(new ClientCall.Listener<>() {}, new Metadata());
        call.sendMessage(AgentMessage.newBuilder()
                .setHello(Hello.newBuilder().setProtocol(1))
                .build());
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
