package dev.banksman.common.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.netty.handler.ssl.SslContext;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSessionContext;

/**
 * A context that can be exchanged while a server or client uses it. New connections use the newest one, with its own
 * session cache: a session begun under an old authority cannot be resumed under a new one, which is why the whole
 * context is exchanged and not the key and trust managers inside it. Live connections are not touched; whoever revokes
 * closes them. Safe for use by many threads.
 */
public final class ReloadableSslContext extends SslContext {

    private final AtomicReference<SslContext> current;

    public ReloadableSslContext(SslContext first) {
        this.current = new AtomicReference<>(first);
    }

    /** Uses {@code next} for every connection from now on. Same side (server or client), same protocols. */
    public void replace(SslContext next) {
        if (next.isClient() != isClient()) {
            throw new IllegalArgumentException("Expected a context for the same side of the connection");
        }
        current.set(next);
    }

    @Override
    public boolean isClient() {
        return current.get().isClient();
    }

    @Override
    public List<String> cipherSuites() {
        return current.get().cipherSuites();
    }

    @Override
    @SuppressWarnings("deprecation")
    public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
        return current.get().applicationProtocolNegotiator();
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator allocator) {
        return current.get().newEngine(allocator);
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator allocator, String peerHost, int peerPort) {
        return current.get().newEngine(allocator, peerHost, peerPort);
    }

    @Override
    public SSLSessionContext sessionContext() {
        return current.get().sessionContext();
    }
}
