package dev.banksman.deploy.lab;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What browsers of the lab see: of GP, the web client's sign-in page, which is refused while the site is closed to users,
 * and the runtime service of each session host; of AX, Enterprise Portal and the report server of production. Answers from the state that the stand-ins keep.
 */
final class WebSite implements AutoCloseable {

    private final LabFolder folder;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger pagesServed = new AtomicInteger();

    private WebSite(LabFolder folder, HttpServer server) {
        this.folder = folder;
        this.server = server;
    }

    static WebSite start(LabFolder folder) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var site = new WebSite(folder, server);
        server.createContext("/GP", site::signInPage);
        server.createContext("/GPService", site::service);
        server.createContext("/runtime/", site::runtime);
        server.createContext("/sites/DynamicsAx", exchange -> site.ofAx(exchange, "prod-ep", "enterprise-portal"));
        server.createContext("/ReportServer", exchange -> site.ofAx(exchange, "prod-ssrs", "reporting"));
        server.setExecutor(site.threads);
        server.start();
        return site;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void signInPage(HttpExchange exchange) throws IOException {
        if (!folder.state("site/open").orElse("no").equals("yes")) {
            answer(exchange, 503, "The web client is being upgraded.");
        } else if (folder.fault("sign-on-error", "web-1")) {
            answer(exchange, 500, "Sign-on error: see the Dynamics section of the event log.");
        } else if (folder.fault("site-closes-again", "web-1") && pagesServed.get() > 0) {
            answer(exchange, 503, "Service unavailable.");
        } else {
            pagesServed.incrementAndGet();
            answer(exchange, 200, "<title>Dynamics GP</title><h1>Sign in</h1>");
        }
    }

    /** Programs, not browsers: what goes wrong with the sign-in page does not touch them. */
    private void service(HttpExchange exchange) throws IOException {
        if (folder.state("site/open").orElse("no").equals("yes")) {
            answer(exchange, 200, "<h1>Service help</h1>");
        } else {
            answer(exchange, 503, "The web client is being upgraded.");
        }
    }

    private void runtime(HttpExchange exchange) throws IOException {
        var host = exchange.getRequestURI().getPath().split("/")[2];
        if (folder.fault("no-certificate-binding", host)) {
            // Nothing is bound to the port: the connection ends without an answer.
            exchange.close();
            return;
        }
        answer(exchange, 200, "<access-policy><cross-domain-access/></access-policy>");
    }

    /** Served where the component of the new version is installed. */
    private void ofAx(HttpExchange exchange, String host, String component) throws IOException {
        var version = folder.state("hosts/" + host + "/installed/" + component + "/version");
        if (version.isEmpty()
                || version.equals(folder.state("present-version"))
                || folder.fault("web-sites-down", host)) {
            answer(exchange, 503, "Service unavailable.");
        } else {
            answer(exchange, 200, "<title>Dynamics AX</title>");
        }
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        try (exchange) {
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
