package dev.banksman.controller.fleet;

import dev.banksman.common.tls.ReloadableSslContext;
import dev.banksman.common.tls.TlsContexts;
import dev.banksman.common.tls.TlsIdentity;
import dev.banksman.controller.engine.AgentEvents;
import dev.banksman.controller.identity.Trust;
import dev.banksman.controller.telemetry.Health;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.netty.NettyServerBuilder;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agents' listener: gRPC over mutual TLS 1.3. It lets nobody in without a certificate of the authority, takes the
 * host from the certificate alone, ends links that fall silent, and changes its own certificate while it runs. Handlers
 * run on virtual threads.
 *
 * <p>Stopping it loses nothing: agents go on with what they run and come back to the next controller.
 */
public final class FleetServer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(FleetServer.class);
    private static final int CALLS_PER_CONNECTION = 16;
    private static final long KEEP_ALIVE_SECONDS = 60;
    private static final long KEEP_ALIVE_PERMITTED_SECONDS = 10;
    /** For the links' last words to leave. */
    private static final long GOODBYE_MILLIS = 250;

    private static final long STOPPING_SECONDS = 5;

    private final FleetSettings settings;
    private final Trust trust;
    private final AgentSessions sessions;
    private final EventLoopGroup accepting = eventLoops(1);
    private final EventLoopGroup working = eventLoops(0);
    /** Has no end of its own: the last callbacks of a call may come when the server has already ended. */
    private final Executor handlers = Thread::startVirtualThread;

    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("fleet-watch").factory());
    private final Server server;

    private FleetServer(
            FleetSettings settings,
            Trust trust,
            AgentSessions sessions,
            Refusals refusals,
            List<BindableService> services)
            throws SSLException {
        this.settings = settings;
        this.trust = trust;
        this.sessions = sessions;
        var tls = new ReloadableSslContext(
                TlsContexts.agentsListener(trust.certificate().current()));
        trust.certificate().onRenewal(identity -> reload(tls, identity));
        this.server = build(tls, refusals, services);
    }

    /** How the listener tells the time: the wall clock for people, the ticker for lengths. */
    public record Clocks(InstantSource clock, LongSupplier ticker) {}

    /**
     * What it connects.
     *
     * @param events where what agents say goes
     * @param outputs where what commands print goes
     * @param services served beside the agents' link, to agents only: artifacts
     */
    public record Parts(
            AgentSessions sessions, AgentEvents events, OutputStore outputs, List<BindableService> services) {}

    /**
     * Starts listening.
     *
     * <p>Agents may call before this method returns.
     *
     * @throws IOException if the address cannot be had; the message names it
     */
    public static FleetServer start(
            FleetSettings settings, Trust trust, Parts parts, Clocks clocks, MeterRegistry metrics) throws IOException {
        var sessions = parts.sessions();
        sessions.deliverTo(parts.events());
        var terms = new ControlTerms(settings, clocks.clock(), clocks.ticker());
        var services = new ArrayList<>(parts.services());
        services.add(new AgentLinkService(terms, sessions, parts.outputs(), trust, metrics));
        var fleet = new FleetServer(settings, trust, sessions, new Refusals(metrics, clocks.ticker()), services);
        fleet.listen();
        return fleet;
    }

    /** The port it listens on; of use when the settings said 0. */
    public int port() {
        return server.getPort();
    }

    /** For readiness: whether it listens. */
    public Health.Check health() {
        return () -> server.isShutdown()
                ? Optional.of("The agents' listener on " + settings.listen() + " has stopped.")
                : Optional.empty();
    }

    @Override
    public void close() {
        watch.shutdownNow();
        server.shutdown();
        sessions.endAll(Loss.SHUTDOWN);
        try {
            // Output streams never end by themselves; what they carried unacknowledged comes again.
            if (!server.awaitTermination(GOODBYE_MILLIS, TimeUnit.MILLISECONDS)) {
                server.shutdownNow().awaitTermination(STOPPING_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
        var unusedAccepting = accepting.shutdownGracefully(0, STOPPING_SECONDS, TimeUnit.SECONDS);
        var unusedWorking = working.shutdownGracefully(0, STOPPING_SECONDS, TimeUnit.SECONDS);
    }

    private void listen() throws IOException {
        try {
            server.start();
        } catch (IOException e) {
            close();
            throw new IOException(
                    "The agents' listener cannot have " + settings.listen() + ". Is another controller running? "
                            + e.getMessage(),
                    e);
        }
        every(1, TimeUnit.SECONDS, () -> sessions.endSilent(settings.silenceLimit()));
        every(1, TimeUnit.HOURS, trust.certificate()::renewIfDue);
        log.info("Agents are expected on {}, port {}", settings.listen().getHostString(), port());
    }

    private void every(long length, TimeUnit unit, Runnable duty) {
        Runnable guarded = () -> {
            try {
                duty.run();
            } catch (RuntimeException e) {
                // The executor would never call again; the duty has to be tried at its next turn.
                log.error("A recurring duty of the agents' listener failed", e);
            }
        };
        var unused = watch.scheduleWithFixedDelay(guarded, length, length, unit);
    }

    private Server build(ReloadableSslContext tls, Refusals refusals, List<BindableService> services) {
        var handshakes = new HandshakeWatch(refusals);
        var gate = new Peer.Gate(trust.revocations(), refusals);
        var builder = NettyServerBuilder.forAddress(new InetSocketAddress(
                        settings.listen().getAddress(), settings.listen().getPort()))
                .channelFactory(watched(handshakes))
                .bossEventLoopGroup(accepting)
                .workerEventLoopGroup(working)
                .executor(handlers)
                .sslContext(tls)
                .handshakeTimeout(settings.handshakeLimit().toMillis(), TimeUnit.MILLISECONDS)
                .flowControlWindow(settings.flowWindowBytes())
                .maxInboundMessageSize(settings.messageBytes())
                .maxConcurrentCallsPerConnection(CALLS_PER_CONNECTION)
                .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                .permitKeepAliveTime(KEEP_ALIVE_PERMITTED_SECONDS, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true);
        for (var service : services) {
            builder.addService(ServerInterceptors.intercept(service, gate));
        }
        return builder.build();
    }

    private static void reload(ReloadableSslContext tls, TlsIdentity identity) {
        try {
            tls.replace(TlsContexts.agentsListener(identity));
        } catch (SSLException e) {
            throw new IllegalStateException("A certificate just made cannot be used", e);
        }
    }

    private static ChannelFactory<ServerChannel> watched(HandshakeWatch handshakes) {
        return () -> {
            var channel = Epoll.isAvailable() ? new EpollServerSocketChannel() : new NioServerSocketChannel();
            channel.pipeline().addLast(handshakes);
            return channel;
        };
    }

    private static EventLoopGroup eventLoops(int threads) {
        return new MultiThreadIoEventLoopGroup(
                threads, Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    }
}
