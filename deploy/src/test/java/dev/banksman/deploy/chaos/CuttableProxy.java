package dev.banksman.deploy.chaos;

import dev.banksman.common.SystemTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Stands between one agent and the controller. Two threads for each connection, which end when it does; closing ends all.
 */
final class CuttableProxy implements AutoCloseable {

    /** What it does with what it is given. */
    enum Mode {
        PASS,
        /** Ends connections, and accepts none for longer than a moment. */
        CUT,
        /** Accepts, takes bytes, and lets none through in either direction: nobody is told. */
        SWALLOW,
        /** A few kilobytes, then a pause. */
        SLOW
    }

    /** Where it leads to; the controller's port may be another after each of its starts. */
    interface Target {
        int port() throws IOException;
    }

    private static final int PIECE_BYTES = 64 * 1024;
    private static final int SLOW_PIECE_BYTES = 2 * 1024;
    private static final Duration SLOW_PAUSE = Duration.ofMillis(50);

    private final ServerSocket listener;
    private final Target target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile Mode mode = Mode.PASS;

    CuttableProxy(Target target) throws IOException {
        this.target = target;
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    String address() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    /** Connections that have lost bytes cannot go on: they end with the mode that lost them. */
    void mode(Mode next) {
        var before = mode;
        mode = next;
        if (next == Mode.CUT || before == Mode.SWALLOW) {
            open.forEach(CuttableProxy::end);
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var near = listener.accept();
                if (mode == Mode.CUT) {
                    end(near);
                } else {
                    open.add(near);
                    threads.execute(() -> connect(near));
                }
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    throw new IllegalStateException("The proxy cannot accept", e);
                }
            }
        }
    }

    private void connect(Socket near) {
        var far = new Socket();
        open.add(far);
        try {
            far.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target.port()));
            threads.execute(() -> pump(far, near));
            pump(near, far);
        } catch (IOException e) {
            // The controller is not there: the agent finds a connection that ends, and comes again.
            end(near);
            end(far);
        }
    }

    private void pump(Socket from, Socket to) {
        var buffer = new byte[PIECE_BYTES];
        try (from;
                to) {
            while (true) {
                boolean slow = mode == Mode.SLOW;
                int read = from.getInputStream().read(buffer, 0, slow ? SLOW_PIECE_BYTES : PIECE_BYTES);
                if (read < 0) {
                    return;
                }
                if (mode != Mode.SWALLOW) {
                    to.getOutputStream().write(buffer, 0, read);
                }
                if (slow) {
                    SystemTime.pause(SLOW_PAUSE);
                }
            }
        } catch (IOException e) {
            // Ended by one of its sides, or by a blow: that is what it is for.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException("A socket cannot be closed", e);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        open.forEach(CuttableProxy::end);
        threads.shutdownNow();
    }
}
