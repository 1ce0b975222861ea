package dev.banksman.agent.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.banksman.agent.action.Work.Finding;
import dev.banksman.proto.agent.v1.Action;
import dev.banksman.proto.agent.v1.Http;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HttpActionTest {

    @TempDir
    private Path directory;

    private final AtomicInteger requests = new AtomicInteger();
    private final CountDownLatch release = new CountDownLatch(1);
    private HttpServer server;
    private String base;
    private FakeContext context;

    @BeforeEach
    void startServer() throws Exception {
        context = new FakeContext(directory);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        routes(server);
        base = "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @AfterEach
    void stopServer() {
        release.countDown();
        server.stop(0);
    }

    private void routes(HttpServer server) {
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            var thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/hosts", exchange -> {
            var echo = exchange.getRequestMethod() + " "
                    + exchange.getRequestHeaders().getFirst("X-Token") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            answer(exchange, 200, "session-host-1: accepting sessions\n" + echo);
        });
        server.createContext(
                "/slow-start",
                exchange -> answer(exchange, requests.incrementAndGet() < 4 ? 503 : 200, "try " + requests.get()));
        server.createContext("/moved", exchange -> {
            exchange.getResponseHeaders().add("Location", "/hosts");
            answer(exchange, 302, "");
        });
        server.createContext("/endless", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            var block = "y".repeat(8192).getBytes(StandardCharsets.UTF_8);
            try (var out = exchange.getResponseBody()) {
                while (release.getCount() > 0) {
                    out.write(block);
                }
            }
        });
        server.createContext("/hangs", exchange -> {
            requests.incrementAndGet();
            try {
                release.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        });
        server.start();
    }

    private static void answer(com.sun.net.httpserver.HttpExchange exchange, int status, String text)
            throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Test
    void judgesStatusAndBody() throws Exception {
        var passed = run(http("/hosts").setExpectBody("^(session-host-1): accepting"));
        var failed = run(http("/hosts").setExpectBody("session-host-2"));
        var status = run(http("/nothing"));

        assertThat(passed.succeeded()).isTrue();
        assertThat(passed.observation().getObserved()).isEqualTo("status 200 with 'session-host-1'");
        assertThat(failed.succeeded()).isFalse();
        assertThat(failed.message())
                .contains(
                        "status 200 with a body that matches 'session-host-2'",
                        "observed status 200 without such a body");
        assertThat(status.message()).contains("status 200; observed status 404.");
    }

    @Test
    void sendsMethodHeadersAndBody() throws Exception {
        var finding =
                run(http("/hosts").setMethod("post").putHeaders("X-Token", "t").setBody("hello"));

        assertThat(finding.text()).endsWith("POST t hello");
    }

    @Test
    void asksAgainUntilItPasses() throws Exception {
        var within = com.google.protobuf.Duration.newBuilder().setSeconds(60).build();

        var finding = run(http("/slow-start").setWithin(within));

        assertThat(finding.succeeded()).isTrue();
        assertThat(requests).hasValue(4);
        assertThat(context.pauses()).isEqualTo(3);
        assertThat(context.printed()).isEqualTo("status 503\nstatus 200\n".replace("\n", System.lineSeparator()));
    }

    @Test
    void givesUpWhenItsTimeIsOver() throws Exception {
        var within = com.google.protobuf.Duration.newBuilder().setSeconds(5).build();

        var finding = run(http("/nothing").setWithin(within));

        assertThat(finding.succeeded()).isFalse();
        assertThat(context.pauses()).isEqualTo(5);
    }

    @Test
    void doesNotFollowRedirects() throws Exception {
        assertThat(run(http("/moved")).message()).contains("observed status 302 (to /hosts)");
    }

    @Test
    void readsAtMostAMebibyte() throws Exception {
        assertThat(run(http("/endless")).text()).hasSize(1024 * 1024);
    }

    @Test
    void stopsWhenItsThreadIsInterrupted() throws Exception {
        var work = prepare(http("/hangs"));
        var ended = new CompletableFuture<Object>();
        var thread = new Thread(() -> {
            try {
                ended.complete(Prepared.run(work, context));
            } catch (InterruptedException e) {
                ended.complete(e);
            }
        });
        thread.start();
        org.awaitility.Awaitility.await().until(() -> requests.get() > 0);

        thread.interrupt();

        assertThat(ended.get()).isInstanceOf(InterruptedException.class);
    }

    @Test
    void saysWhyThereIsNoAnswer() throws Exception {
        var refused = base;
        server.stop(0);

        assertThat(run(Http.newBuilder().setUrl(refused)).message()).contains("observed connection refused");
        assertThat(run(Http.newBuilder().setUrl("http://no-such-host.invalid/")).message())
                .contains("the name is not known on this host");
    }

    @Test
    void trustsTheAuthoritiesOfThePemFileOnly() throws Exception {
        var secure = secureServer();
        try {
            var url = "https://127.0.0.1:" + secure.getAddress().getPort() + "/hosts";

            var untrusted = run(Http.newBuilder().setUrl(url));
            var trusted = run(Http.newBuilder()
                    .setUrl(url)
                    .setTrust(directory.resolve("authority.pem").toString()));

            assertThat(untrusted.message()).contains("TLS failed: the server's certificate is not trusted");
            assertThat(trusted.succeeded()).as(trusted.message()).isTrue();
        } finally {
            secure.stop(0);
        }
    }

    @Test
    void namesAPemFileThatIsNone() throws Exception {
        var empty = Files.createFile(directory.resolve("empty.pem"));

        assertThat(run(http("/hosts").setTrust(empty.toString())).message())
                .contains("http.trust: expected certificates in PEM in " + empty + ", found none");
        assertThat(run(http("/hosts").setTrust(directory.resolve("gone.pem").toString()))
                        .message())
                .contains("gone.pem is not there");
    }

    @Test
    void onlyMethodsThatLookLook() throws Exception {
        assertThat(prepare(http("/hosts")).onlyLooks()).isTrue();
        assertThat(prepare(http("/hosts").setMethod("head")).onlyLooks()).isTrue();
        assertThat(prepare(http("/hosts").setMethod("POST")).onlyLooks()).isFalse();
    }

    @Test
    void refusesWhatCannotBeSent() {
        refused(Http.newBuilder().setUrl("ftp://host/"), "neither http:// nor https://");
        refused(Http.newBuilder().setUrl("http://a b/"), "expected an address");
        refused(http("/").putHeaders("Content-Length", "3"), "Content-Length");
        refused(http("/").setExpectBody("("), "http.expect-body");
    }

    private void refused(Http.Builder http, String reason) {
        assertThatThrownBy(() -> prepare(http))
                .isInstanceOf(InvalidActionException.class)
                .hasMessageContaining(reason);
    }

    private HttpsServer secureServer() throws Exception {
        var store = directory.resolve("server.p12");
        keytool("-genkeypair -alias s -keyalg EC -groupname secp256r1 -dname CN=test -ext san=ip:127.0.0.1 -validity 2 "
                + "-storetype PKCS12 -storepass changeit -keystore " + store);
        keytool("-exportcert -rfc -alias s -storepass changeit -keystore " + store + " -file "
                + directory.resolve("authority.pem"));
        var keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, "changeit".toCharArray());
        var tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), null, null);
        var secure = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        secure.setHttpsConfigurator(new HttpsConfigurator(tls));
        routes(secure);
        return secure;
    }

    private static void keytool(String arguments) throws Exception {
        var command = new java.util.ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(java.util.List.of(arguments.split(" ")));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    private Http.Builder http(String path) {
        return Http.newBuilder().setUrl(base + path);
    }

    private Work prepare(Http.Builder http) throws InvalidActionException {
        return new HttpAction().prepare(Action.newBuilder().setHttp(http).build(), directory);
    }

    private Finding run(Http.Builder http) throws Exception {
        return Prepared.run(prepare(http), context);
    }
}
