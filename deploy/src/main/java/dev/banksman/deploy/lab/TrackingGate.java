package dev.banksman.deploy.lab;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Stands between the clients of the lab's SQL server and H2, which knows no change tracking: a statement that turns it on or
 * off for a table reaches H2 as one of the same length that adds or drops a column TRACKED, which the lab's view
 * {@code sys.change_tracking_tables} looks at. Everything else goes through as it is.
 */
final class TrackingGate implements AutoCloseable {

    private static final Map<String, String> WORDS = words();

    /** How long the rest of a statement may be on its way when a part of it has come. */
    private static final int REST_MILLIS = 50;

    private static final int BUFFER_BYTES = 64 * 1024;

    private final ServerSocket door;
    private final int server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private TrackingGate(ServerSocket door, int server) {
        this.door = door;
        this.server = server;
    }

    /** @param server the port of H2's server on loopback */
    static TrackingGate before(int server) throws IOException {
        var gate = new TrackingGate(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), server);
        gate.threads.execute(gate::serve);
        return gate;
    }

    int port() {
        return door.getLocalPort();
    }

    private void serve() {
        while (!door.isClosed()) {
            try {
                var client = door.accept();
                open.add(client);
                threads.execute(() -> connect(client));
            } catch (IOException e) {
                // The door was closed, or a client went before it was let in: the next look at the door tells.
                continue;
            }
        }
    }

    private void connect(Socket client) {
        try (client;
                var behind = new Socket(InetAddress.getLoopbackAddress(), server)) {
            open.add(behind);
            client.setTcpNoDelay(true);
            behind.setTcpNoDelay(true);
            var answers = threads.submit(() -> {
                try (client) {
                    return behind.getInputStream().transferTo(client.getOutputStream());
                }
            });
            ask(client, behind);
            behind.shutdownOutput();
            answers.get();
            open.remove(behind);
        } catch (IOException | java.util.concurrent.ExecutionException e) {
            // One of the two hung up; the other is told by its connection's end.
            open.remove(client);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(client);
        }
    }

    private static void ask(Socket client, Socket behind) throws IOException {
        var in = client.getInputStream();
        var out = behind.getOutputStream();
        var buffer = new byte[BUFFER_BYTES];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            var said = text(buffer, read);
            if (unfinished(said)) {
                said += rest(client, in, said, buffer);
            }
            out.write(spoken(said).getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }
    }

    /** What comes within a moment, until no statement is cut in two. */
    private static String rest(Socket client, InputStream in, String said, byte[] buffer) throws IOException {
        var rest = new StringBuilder();
        client.setSoTimeout(REST_MILLIS);
        try {
            while (unfinished(said + rest)) {
                int read = in.read(buffer);
                if (read < 0) {
                    break;
                }
                rest.append(text(buffer, read));
            }
        } catch (SocketTimeoutException e) {
            // Nothing more belongs to it.
            return rest.toString();
        } finally {
            client.setSoTimeout(0);
        }
        return rest.toString();
    }

    /** One character for each byte. */
    private static String text(byte[] bytes, int length) {
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }

    /** Whether it ends within words that are to be changed, or with them, so that it is not known what follows. */
    static boolean unfinished(String said) {
        return WORDS.keySet().stream().anyMatch(words -> {
            for (int length = Math.min(words.length(), said.length()); length >= 2; length--) {
                if (said.endsWith(words.substring(0, length))) {
                    return true;
                }
            }
            return false;
        });
    }

    /** The same with the words changed where they are a statement's end, not a part of a text in quotes. */
    static String spoken(String said) {
        var spoken = said;
        var quote = wire("'");
        for (var entry : WORDS.entrySet()) {
            int at = spoken.indexOf(entry.getKey());
            while (at >= 0) {
                int end = at + entry.getKey().length();
                if (!spoken.startsWith(quote, end)) {
                    spoken = spoken.substring(0, at) + entry.getValue() + spoken.substring(end);
                }
                at = spoken.indexOf(entry.getKey(), end);
            }
        }
        return spoken;
    }

    /** The longest first: one is the beginning of another. */
    private static Map<String, String> words() {
        var words = new LinkedHashMap<String, String>();
        for (var pair : new String[][] {
            {"] ENABLE CHANGE_TRACKING WITH (TRACK_COLUMNS_UPDATED = ON)", "] ADD TRACKED BIGINT"},
            {"] ENABLE CHANGE_TRACKING", "] ADD TRACKED INTEGER"},
            {"] DISABLE CHANGE_TRACKING", "] DROP COLUMN TRACKED"}
        }) {
            words.put(wire(pair[0]), wire(pair[1] + " ".repeat(pair[0].length() - pair[1].length())));
        }
        return words;
    }

    /** As H2's protocol has text: two bytes for each character. */
    static String wire(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_16BE), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        try {
            door.close();
            for (var socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            // A socket that cannot be closed is closed.
            open.clear();
        }
        threads.shutdownNow();
    }
}
