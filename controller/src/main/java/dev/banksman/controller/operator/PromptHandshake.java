package dev.banksman.controller.operator;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection that has not finished its TLS handshake in time. The server itself waits for the first bytes as
 * long as for an idle connection, so that a few sockets, held open by anybody, would keep everybody else out. One per
 * connection; runs on its event loop.
 */
final class PromptHandshake extends ChannelInboundHandlerAdapter {

    private final Duration limit;

    PromptHandshake(Duration limit) {
        this.limit = limit;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        var channel = context.channel();
        var check = context.executor()
                .schedule(
                        () -> {
                            var tls = channel.pipeline().get(SslHandler.class);
                            if (tls == null || !tls.handshakeFuture().isSuccess()) {
                                var unused = channel.close();
                            }
                        },
                        limit.toMillis(),
                        TimeUnit.MILLISECONDS);
        channel.closeFuture().addListener(closed -> check.cancel(false));
    }
}
