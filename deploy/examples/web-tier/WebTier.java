import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A web site to practise on: three web servers and a proxy before them, in one process. Nothing of Banksman is in here.
 *
 * <pre>
 *   java WebTier.java /tmp/web-tier
 * </pre>
 *
 * <p>The folder gets web-1 to web-3, each with release 1.0, and releases with 1.0 and 2.0, where they are not there yet.
 *
 * <ul>
 *   <li>http://127.0.0.1:8080/ is the site: the proxy sends each visitor to the next server that is ready.
 *   <li>http://127.0.0.1:8080/backends/web-1 says "ready" or "draining" and how many requests are under way there; PUT
 *       with the body "drain" or "ready" changes it.
 *   <li>http://127.0.0.1:8081/, 8082 and 8083 are the servers, each with /health. A server with a file named maintenance in
 *       its folder answers 503.
 * </ul>
 */
final class WebTier {

    private static final int PROXY_PORT = 8080;
    private static final int SERVERS = 3;

    private final List<Server> servers = new ArrayList<>();
    private final AtomicInteger turn = new AtomicInteger();
    private final HttpClient client = HttpClient.newHttpClient();

    /** One web server, as it is and as the proxy sees it. */
    private static final class Server {
        private final String name;
        private final Path folder;
        private final int port;
        private final AtomicInteger underWay = new AtomicInteger();
        private volatile boolean ready = true;

        Server(String name, Path folder, int port) {
            this.name = name;
            this.folder = folder;
            this.port = port;
        }

        void answer(HttpExchange exchange) throws IOException {
            if (Files.exists(folder.resolve("maintenance"))) {
                send(exchange, 503, "503: down for maintenance\n");
            } else if (exchange.getRequestURI().getPath().equals("/health")) {
                send(exchange, 200, "ok " + Files.readString(folder.resolve("version.txt")));
            } else {
                send(exchange, 200, Files.readString(folder.resolve("index.html")));
            }
        }

        void manage(HttpExchange exchange) throws IOException {
            if (exchange.getRequestMethod().equals("PUT")) {
                var word = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8).strip();
                if (!word.equals("drain") && !word.equals("ready")) {
                    send(exchange, 400, "expected drain or ready, found " + word + "\n");
                    return;
                }
                ready = word.equals("ready");
            }
            send(exchange, 200, (ready ? "ready, " : "draining, ") + underWay.get() + " requests\n");
        }
    }

    public static void main(String[] args) throws IOException {
        if (args.length != 1) {
            System.err.println("Usage: java WebTier.java FOLDER");
            System.exit(2);
        }
        new WebTier().start(Path.of(args[0]));
    }

    private void start(Path folder) throws IOException {
        release(folder.resolve("releases/1.0"), "1.0");
        release(folder.resolve("releases/2.0"), "2.0");
        for (var i = 1; i <= SERVERS; i++) {
            var server = new Server("web-" + i, folder.resolve("web-" + i), PROXY_PORT + i);
            release(server.folder, "1.0");
            servers.add(server);
            listen(server.port).createContext("/", server::answer);
        }
        var proxy = listen(PROXY_PORT);
        proxy.createContext("/", this::forward);
        for (var server : servers) {
            proxy.createContext("/backends/" + server.name, server::manage);
        }
        System.out.println("The site is at http://127.0.0.1:" + PROXY_PORT + "/, its files in " + folder);
    }

    private static void release(Path folder, String version) throws IOException {
        Files.createDirectories(folder);
        if (!Files.exists(folder.resolve("version.txt"))) {
            Files.writeString(folder.resolve("version.txt"), version + "\n");
            Files.writeString(folder.resolve("index.html"), "<h1>Hello from release " + version + "</h1>\n");
        }
    }

    private static HttpServer listen(int port) throws IOException {
        var server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        return server;
    }

    /** The next server in turn that is ready. */
    private void forward(HttpExchange exchange) throws IOException {
        for (var tried = 0; tried < servers.size(); tried++) {
            var server = servers.get(Math.floorMod(turn.getAndIncrement(), servers.size()));
            if (server.ready) {
                forward(exchange, server);
                return;
            }
        }
        send(exchange, 503, "no server is ready\n");
    }

    private void forward(HttpExchange exchange, Server server) throws IOException {
        server.underWay.incrementAndGet();
        try {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port + "/"))
                    .build();
            var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            send(exchange, answer.statusCode(), answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            send(exchange, 503, "stopped\n");
        } finally {
            server.underWay.decrementAndGet();
        }
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        try (var body = exchange.getResponseBody()) {
            body.write(bytes);
        }
    }
}
