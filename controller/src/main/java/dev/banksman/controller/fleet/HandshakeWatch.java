package dev.banksman.controller.fleet;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;

/**
 * Notices handshakes that fail, which gRPC keeps to itself. It stands in the pipeline of the listening channel, where
 * accepted connections come by, and looks at each one's TLS handler when its first bytes arrive. Runs on event loops.
 */
@Sharable
final class HandshakeWatch extends ChannelInboundHandlerAdapter {

    private final Refusals refusals;

    HandshakeWatch(Refusals refusals) {
        this.refusals = refusals;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object accepted) {
        if (accepted instanceof Channel connection) {
            connection.pipeline().addFirst(new FirstBytes());
        }
        context.fireChannelRead(accepted);
    }

    private final class FirstBytes extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object bytes) {
            var tls = context.pipeline().get(SslHandler.class);
            if (tls != null) {
                var peer = context.channel().remoteAddress();
                tls.handshakeFuture().addListener(handshake -> {
                    var failure = handshake.cause();
                    if (failure != null) {
                        refusals.record(Refusal.of(failure), peer, String.valueOf(failure.getMessage()));
                    }
                });
            }
            context.pipeline().remove(this);
            context.fireChannelRead(bytes);
        }
    }
}
