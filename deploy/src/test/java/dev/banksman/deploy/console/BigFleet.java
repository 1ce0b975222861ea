package dev.banksman.deploy.console;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Speaks as much of the operator API as the console needs to show one run of 500 hosts with 40 steps each, and the output of
 * one attempt, 1 GiB in lines of 64 bytes. Serves the console's files as well. It stands for a controller with more hosts than a
 * test can have; what a real one answers is shown by the tests with a real one.
 */
final class BigFleet implements AutoCloseable {

    static final int HOSTS = 500;
    static final int STEPS = 40;
    static final long LOG_BYTES = 1L << 30;
    static final int LINE_BYTES = 64;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch over = new CountDownLatch(1);

    BigFleet() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::file);
        server.createContext("/v1/", this::call);
        server.start();
    }

    String address() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    private void file(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        var name = path.equals("/") ? "console/index.html" : path.substring(1);
        try (InputStream file = BigFleet.class.getClassLoader().getResourceAsStream(name)) {
            var type = name.endsWith(".js")
                    ? "text/javascript"
                    : name.endsWith(".css") ? "text/css" : name.endsWith(".svg") ? "image/svg+xml" : "text/html";
            answer(exchange, file == null ? 404 : 200, type, file == null ? new byte[0] : file.readAllBytes());
        }
    }

    private void call(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath().substring("/v1/".length());
        switch (path) {
            case "whoami" -> answer(exchange, "{\"name\":\"anna\",\"roles\":[\"admin\"]}");
            case "events" -> feed(exchange, "{\"run\":" + run() + "}", "{\"current\":true}");
            case "runs/big" -> answer(exchange, "{\"run\":" + run() + ",\"stages\":[" + stage() + "]}");
            case "runs/big/events" -> feed(exchange);
            case "runs/big/tasks" -> answer(exchange, tasks(query(exchange)));
            case "runs/big/hosts/host-007/attempts/1/output" -> output(exchange, query(exchange));
            default ->
                answer(
                        exchange,
                        404,
                        "application/json",
                        "{\"message\":\"not here\"}".getBytes(StandardCharsets.UTF_8));
        }
    }

    private static JsonObject run() {
        var run = new JsonObject();
        run.addProperty("run", "big");
        run.addProperty("title", "Five hundred hosts");
        run.addProperty("phase", "RUN_PHASE_RUNNING");
        run.addProperty("startedAt", "2026-01-01T00:00:00Z");
        run.addProperty("position", "100000");
        return run;
    }

    private static String host(int number) {
        return String.format(Locale.ROOT, "host-%03d", number);
    }

    private static JsonObject stage() {
        var stage = new JsonObject();
        stage.addProperty("stage", "fleet");
        stage.addProperty("title", "The fleet");
        var hosts = new JsonArray();
        for (int i = 0; i < HOSTS; i++) {
            hosts.add(host(i));
        }
        stage.add("hosts", hosts);
        var steps = new JsonArray();
        for (int i = 0; i < STEPS; i++) {
            var step = new JsonObject();
            step.addProperty("step", "step-" + i);
            step.addProperty("title", "Step " + i);
            steps.add(step);
        }
        stage.add("steps", steps);
        return stage;
    }

    /** A third of the hosts is through, a third under way, a third has not begun; every fiftieth has a failure. */
    private static String tasks(Map<String, String> query) {
        int from = Integer.parseInt(query.getOrDefault("pageToken", "0"));
        int until = Math.min(HOSTS * STEPS, from + Integer.parseInt(query.get("pageSize")));
        var tasks = new JsonArray();
        for (int i = from; i < until; i++) {
            int host = i / STEPS;
            int step = i % STEPS;
            int at = host % 3 == 0 ? STEPS : host % 3 == 1 ? host % STEPS : 0;
            var task = new JsonObject();
            task.addProperty("stage", "fleet");
            task.addProperty("step", "step-" + step);
            task.addProperty("host", host(host));
            task.addProperty("title", "Step " + step);
            task.addProperty("since", "2026-01-01T01:00:00Z");
            task.addProperty(
                    "state",
                    "TASK_STATE_"
                            + (step < at
                                    ? "SUCCEEDED"
                                    : host % 3 != 1 || step > at
                                            ? "WAITING"
                                            : host % 50 == 7 ? "AWAITING_DECISION" : "RUNNING"));
            tasks.add(task);
        }
        var reply = new JsonObject();
        reply.add("tasks", tasks);
        reply.addProperty("nextPageToken", until < HOSTS * STEPS ? Integer.toString(until) : "");
        return reply.toString();
    }

    /** The line that begins at this offset. */
    static String line(long offset) {
        var text = "line " + offset / LINE_BYTES + " ";
        return text + ".".repeat(LINE_BYTES - 1 - text.length()) + "\n";
    }

    private void output(HttpExchange exchange, Map<String, String> query) throws IOException {
        if (query.getOrDefault("stream", "").endsWith("STDERR")) {
            feed(exchange, "{\"size\":\"0\"}");
            return;
        }
        long offset = Long.parseLong(query.getOrDefault("offset", "0"));
        int limit = Integer.parseInt(query.getOrDefault("limit", "65536"));
        var text = new StringBuilder();
        for (long at = offset - offset % LINE_BYTES; at < Math.min(LOG_BYTES, offset + limit); at += LINE_BYTES) {
            text.append(line(at));
        }
        int begin = (int) (offset % LINE_BYTES);
        var data = text.substring(Math.min(begin, text.length()), Math.min(text.length(), begin + limit));
        var part = new JsonObject();
        part.addProperty("offset", Long.toString(offset));
        part.addProperty("data", Base64.getEncoder().encodeToString(data.getBytes(StandardCharsets.US_ASCII)));
        part.addProperty("size", Long.toString(LOG_BYTES));
        answer(
                exchange,
                200,
                "text/event-stream",
                ("data: " + part + "\n\nevent: end\ndata: {}\n\n").getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, String> query(HttpExchange exchange) {
        var all = new HashMap<String, String>();
        var text = exchange.getRequestURI().getQuery();
        for (var pair : text == null ? new String[0] : text.split("&")) {
            int equals = pair.indexOf('=');
            all.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        return all;
    }

    /** Says these, then stays open. */
    private void feed(HttpExchange exchange, String... messages) throws IOException {
        exchange.getResponseHeaders().set("content-type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        var body = exchange.getResponseBody();
        for (var message : messages) {
            body.write(("data: " + message + "\n\n").getBytes(StandardCharsets.UTF_8));
        }
        body.flush();
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        exchange.close();
    }

    private static void answer(HttpExchange exchange, String json) throws IOException {
        answer(exchange, 200, "application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    private static void answer(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("content-type", type + "; charset=utf-8");
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        over.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
