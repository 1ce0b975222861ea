package dev.banksman.deploy.trust;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A controller and agents as they are installed: launchers, processes, directories, and nothing of the test's own. */
public final class TrustRig implements AutoCloseable {

    private static final Path BIN = Path.of("target/banksman/bin").toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** What a command came to. */
    public record Result(int exitCode, String output, String errors) {}

    final Path directory;
    final Path data;
    private final List<Process> processes = new ArrayList<>();
    private int commands;

    public TrustRig(Path directory) throws IOException {
        this.directory = directory;
        this.data = directory.resolve("controller");
        start(
                "controller.log",
                BIN.resolve("banksman").toString(),
                "controller",
                "--data",
                data.toString(),
                "--agents",
                "127.0.0.1:0",
                "--operators",
                "127.0.0.1:0");
        await().atMost(PATIENCE).until(() -> Files.exists(data.resolve("endpoints.properties")));
    }

    /** A command of an operator, with the admin's token unless the words name another. */
    public Result banksman(String... words) throws Exception {
        var command = new ArrayList<>(List.of(BIN.resolve("banksman").toString()));
        command.addAll(List.of(words));
        command.addAll(List.of("--data", data.toString()));
        return run(command);
    }

    public Result enroll(String token, String agent, String host) throws Exception {
        var file = directory.resolve(agent + ".token");
        Files.writeString(file, token);
        return run(List.of(
                BIN.resolve("banksman-agent").toString(),
                "enroll",
                "--controller",
                endpoint("operators"),
                "--token-file",
                file.toString(),
                "--dir",
                directory.resolve(agent).toString(),
                "--name",
                host));
    }

    /** Starts an agent on its directory; it runs until the rig is closed. */
    public Process runAgent(String agent) throws IOException {
        return start(
                agent + ".log",
                BIN.resolve("banksman-agent").toString(),
                "run",
                "--dir",
                directory.resolve(agent).toString());
    }

    String endpoint(String key) throws IOException {
        var properties = new Properties();
        try (var reader = Files.newBufferedReader(data.resolve("endpoints.properties"))) {
            properties.load(reader);
        }
        return properties.getProperty(key);
    }

    int port(String key) throws IOException {
        var address = endpoint(key);
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    public String log(String name) throws IOException {
        return Files.readString(directory.resolve(name));
    }

    /** What Prometheus would read. */
    String metrics() throws Exception {
        try (var client = HttpClient.newBuilder().sslContext(tls()).build()) {
            var request = HttpRequest.newBuilder(URI.create("https://" + endpoint("operators") + "/metrics"))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }
    }

    /** The value of a counter, 0 where it has not been counted yet. */
    public double metric(String series) throws Exception {
        return metrics()
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElse(0);
    }

    /** Trusts this controller's authority and shows no certificate. */
    SSLContext tls() throws Exception {
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
        return context;
    }

    public Result run(List<String> command) throws Exception {
        commands++;
        var output = directory.resolve("command-" + commands + ".out");
        var errors = directory.resolve("command-" + commands + ".err");
        var process = builder(command)
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        processes.add(process);
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError(command + " did not end; it said: " + Files.readString(errors));
        }
        return new Result(process.exitValue(), Files.readString(output), Files.readString(errors));
    }

    private Process start(String log, String... command) throws IOException {
        var file = directory.resolve(log).toFile();
        var process = builder(List.of(command))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(file))
                .start();
        processes.add(process);
        return process;
    }

    private static ProcessBuilder builder(List<String> command) {
        var builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("BANKSMAN_"));
        return builder;
    }

    /** Every file that is a log or a record of what a program said, below the rig's directory. */
    List<Path> saidAndLogged() throws IOException {
        try (var files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().matches(".*\\.(log|err)$"))
                    .toList();
        }
    }

    static boolean holds(Path file, String secret) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(secret);
    }

    @Override
    public void close() throws InterruptedException {
        for (var process : processes) {
            process.destroy();
        }
        for (var process : processes) {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        }
    }
}
