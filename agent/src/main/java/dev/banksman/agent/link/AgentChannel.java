package dev.banksman.agent.link;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslContext;
import java.util.concurrent.TimeUnit;

/** Channels as this agent makes them: fixed windows, bounded messages, a silent connection probed. */
public final class AgentChannel {

    private static final int CONNECT_MILLIS = 10_000;
    private static final int WINDOW_BYTES = 512 * 1024;
    private static final int MESSAGE_BYTES = 16 * 1024 * 1024;

    private AgentChannel() {}

    /** @param address host and port, see {@link Address} */
    public static ManagedChannel to(Address address, SslContext tls, LinkTiming timing) {
        return NettyChannelBuilder.forAddress(address.host(), address.port())
                .sslContext(tls)
                .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .keepAliveTime(timing.probeAfter().toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveTimeout(timing.probeWithin().toMillis(), TimeUnit.MILLISECONDS)
                .flowControlWindow(WINDOW_BYTES)
                .maxInboundMessageSize(MESSAGE_BYTES)
                .build();
    }
}
