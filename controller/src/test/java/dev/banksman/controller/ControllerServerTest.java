package dev.banksman.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Map;
import java.util.Properties;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole process but its agents: started, asked, ended, started again. */
@Timeout(120)
final class ControllerServerTest {

    @TempDir
    Path directory;

    private Path data() {
        return directory.resolve("data");
    }

    private ControllerServer start() throws Exception {
        var settings = ControllerSettings.read(data(), Map.of("operators", "127.0.0.1:0", "agents", "127.0.0.1:0"));
        return ControllerServer.start(settings, "test", why -> {});
    }

    private Properties endpoints() throws IOException {
        var endpoints = new Properties();
        try (Reader reader = Files.newBufferedReader(data().resolve("endpoints.properties"))) {
            endpoints.load(reader);
        }
        return endpoints;
    }

    /** Trusts what an operator on this machine is given. */
    private HttpClient client() throws Exception {
        var keys = KeyStore.getInstance(KeyStore.getDefaultType());
        keys.load(null, null);
        try (var pem = Files.newInputStream(data().resolve("operator/ca.pem"))) {
            keys.setCertificateEntry(
                    "banksman", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(keys);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }

    private HttpResponse<String> get(String path) throws Exception {
        var uri = URI.create("https://" + endpoints().getProperty("operators") + path);
        try (var client = client()) {
            return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void saysWhereItListensAndAnswersThere() throws Exception {
        try (var server = start()) {
            assertThat(server.readyLine())
                    .startsWith("Banksman controller ready: agents on 127.0.0.1:")
                    .contains("operators on " + endpoints().getProperty("operators"))
                    .contains("data in " + data());
            assertThat(endpoints().getProperty("agents")).matches("127.0.0.1:\\d+");

            assertThat(get("/healthz").statusCode()).isEqualTo(200);
            assertThat(get("/readyz").statusCode()).isEqualTo(200);
            assertThat(get("/metrics").body())
                    .contains("banksman_journal_append_seconds_count")
                    .contains("banksman_agents_connected")
                    .contains("banksman_runs{phase=\"running\"}")
                    .contains("banksman_tasks{state=\"awaiting_decision\"}")
                    .contains("resilience4j");
        }
    }

    @Test
    void aSecondControllerOnTheDirectoryIsRefusedNamingTheFirst() throws Exception {
        try (var server = start()) {
            assertThat(server.readyLine()).isNotEmpty();
            assertThatThrownBy(this::start).isInstanceOf(IOException.class).hasMessageContaining("is in use");
            assertThat(get("/readyz").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void startsAgainOnWhatItLeft() throws Exception {
        String token;
        try (var first = start()) {
            assertThat(first.readyLine()).isNotEmpty();
            token = Files.readString(data().resolve("operator/admin.token"));
        }
        try (var second = start()) {
            assertThat(second.readyLine()).isNotEmpty();
            assertThat(Files.readString(data().resolve("operator/admin.token"))).isEqualTo(token);
            assertThat(get("/readyz").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aPortThatIsTakenIsSaidInASentence() throws Exception {
        try (var server = start()) {
            assertThat(server.readyLine()).isNotEmpty();
            var taken = endpoints().getProperty("operators");
            var settings = ControllerSettings.read(
                    directory.resolve("other"), Map.of("operators", taken, "agents", "127.0.0.1:0"));

            assertThatThrownBy(() -> ControllerServer.start(settings, "test", why -> {}))
                    .hasMessageContaining("Cannot listen for operators on")
                    .hasMessageContaining("in use");
        }
    }
}
