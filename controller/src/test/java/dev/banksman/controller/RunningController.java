package dev.banksman.controller;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.Map;
import java.util.Properties;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** A whole controller without agents, and an operator who speaks HTTP to it. Can be stopped and started on what it left. */
final class RunningController implements AutoCloseable {

    /** Two gates, for one host that never connects. */
    static final String RUNBOOK = """
        runbook: two-gates
        version: "1"
        title: Two gates
        about: Asks twice.
        roles:
          database: {hosts: 1}
        stages:
          - stage: prepare
            on: database
            steps:
              - step: ask
                title: May it begin?
                gate: {instructions: Look around first.}
              - step: ask-again
                title: May it end?
                gate: {instructions: Look again.}
        """;

    static final String INVENTORY = """
        inventory: small
        hosts:
          db-1: {roles: [database]}
        """;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path data;
    private final HttpClient client;
    private ControllerServer server;

    RunningController(Path data) throws Exception {
        this.data = data;
        this.server = open();
        this.client = client();
    }

    private ControllerServer open() throws Exception {
        var settings = ControllerSettings.read(data, Map.of("operators", "127.0.0.1:0", "agents", "127.0.0.1:0"));
        return ControllerServer.start(settings, "test", why -> {});
    }

    /** Ends the controller and starts another one on the same directory, at another port. */
    synchronized void restart() throws Exception {
        server.close();
        server = open();
    }

    /** Waits for the end of a restart; for those whose connection it has cut. */
    synchronized void untilItIsBack() {
        // Having come in is all: a restart keeps others out.
    }

    /** Trusts what an operator on this machine is given. */
    private HttpClient client() throws Exception {
        var keys = KeyStore.getInstance(KeyStore.getDefaultType());
        keys.load(null, null);
        try (var pem = Files.newInputStream(data.resolve("operator/ca.pem"))) {
            keys.setCertificateEntry(
                    "banksman", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(keys);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }

    Path data() {
        return data;
    }

    String address() throws IOException {
        var endpoints = new Properties();
        try (Reader reader = Files.newBufferedReader(data.resolve("endpoints.properties"))) {
            endpoints.load(reader);
        }
        return endpoints.getProperty("operators");
    }

    String adminToken() throws IOException {
        return Files.readString(data.resolve("operator/admin.token")).strip();
    }

    /** A request in the admin's name. */
    HttpRequest.Builder request(String path) throws IOException {
        return request(path, adminToken());
    }

    HttpRequest.Builder request(String path, String token) throws IOException {
        return HttpRequest.newBuilder(URI.create("https://" + address() + path))
                .header("authorization", "Bearer " + token);
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    HttpResponse<InputStream> open(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofInputStream());
    }

    HttpResponse<String> get(String path) throws Exception {
        return send(request(path));
    }

    HttpResponse<String> post(String path, Object body) throws Exception {
        return post(path, adminToken(), body);
    }

    HttpResponse<String> post(String path, String token, Object body) throws Exception {
        return send(request(path, token)
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(body instanceof String text ? text : JSON.writeValueAsString(body))));
    }

    static JsonNode json(HttpResponse<String> response) {
        return JSON.readTree(response.body());
    }

    static Map<String, Object> document(String name, String content) {
        return Map.of(
                "name", name, "content", Base64.getEncoder().encodeToString(content.getBytes(StandardCharsets.UTF_8)));
    }

    static Map<String, Object> startBody(String key) {
        return Map.of(
                "idempotencyKey",
                key,
                "runbook",
                document("gates.yaml", RUNBOOK),
                "inventory",
                document("hosts.yaml", INVENTORY));
    }

    /** Starts the run with two gates; its id. */
    String start(String key) throws Exception {
        var response = post("/v1/runs", startBody(key));
        if (response.statusCode() != 200) {
            throw new AssertionError(response.body());
        }
        return json(response).get("run").asString();
    }

    HttpResponse<String> approve(String run, String token, String key, String step) throws Exception {
        return post(
                "/v1/runs/" + run + "/decisions",
                token,
                Map.of(
                        "idempotencyKey", key,
                        "decision", "DECISION_KIND_APPROVE",
                        "stage", "prepare",
                        "step", step,
                        "host", "db-1",
                        "reason", "looked"));
    }

    String operator(String name, String... roles) throws Exception {
        return json(post("/v1/operators", Map.of("name", name, "roles", roles)))
                .get("token")
                .asString();
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
