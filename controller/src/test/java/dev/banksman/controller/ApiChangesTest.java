package dev.banksman.controller;

import static dev.banksman.controller.RunningController.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.common.Digest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What calls that change something do, and what is written down of them. */
@Timeout(120)
final class ApiChangesTest {

    @TempDir
    private static Path directory;

    private static RunningController controller;

    @BeforeAll
    static void start() throws Exception {
        controller = new RunningController(directory.resolve("data"));
    }

    @AfterAll
    static void stop() {
        controller.close();
    }

    @Test
    void ofTwoWhoDecideAtOnceOneWinsAndTheOtherIsToldWhoAndWhen() throws Exception {
        var run = controller.start("race");
        var names = List.of("race-ann", "race-bob");
        var tokens = List.of(
                controller.operator(names.get(0), "operator", "approver"),
                controller.operator(names.get(1), "operator", "approver"));
        var ready = new CountDownLatch(2);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = List.of(0, 1).stream()
                    .map(i -> executor.submit(() -> {
                        ready.countDown();
                        ready.await();
                        return controller.approve(run, tokens.get(i), "race-" + i, "ask");
                    }))
                    .toList();
            var first = answers.get(0).get();
            var second = answers.get(1).get();

            var won = first.statusCode() == 200 ? 0 : 1;
            var lost = won == 0 ? second : first;
            assertThat((won == 0 ? first : second).statusCode()).isEqualTo(200);
            assertThat(lost.statusCode()).isEqualTo(400);
            assertThat(json(lost).get("code").asInt()).isEqualTo(9);
            assertThat(json(lost).get("message").asString())
                    .contains(names.get(won))
                    .containsPattern("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d");
        }
        controller.approve(run, controller.adminToken(), "race-end", "ask-again");
    }

    @Test
    void theSameDecisionTwiceIsTakenOnceAndAnsweredAlike() throws Exception {
        var run = controller.start("again");
        var first = controller.approve(run, controller.adminToken(), "again-1", "ask");
        var second = controller.approve(run, controller.adminToken(), "again-1", "ask");

        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(json(second).get("position")).isEqualTo(json(first).get("position"));
        controller.approve(run, controller.adminToken(), "again-2", "ask-again");
    }

    @Test
    void everyCallThatChangesSomethingIsWrittenDownWithItsOutcome() throws Exception {
        var secret = controller.operator("audited", "viewer");
        var refused = controller.post("/v1/runs", secret, RunningController.startBody("audited"));
        assertThat(refused.statusCode()).isEqualTo(403);
        var run = controller.start("audited-run");

        var entries = json(controller.get("/v1/audit?pageSize=3")).get("entries");

        assertThat(entries.get(0).get("method").asString()).isEqualTo("StartRun");
        assertThat(entries.get(0).get("by").asString()).isEqualTo("admin");
        assertThat(entries.get(0).get("outcome").asString()).isEqualTo("OK");
        assertThat(entries.get(0).get("request").get("run").asString()).isEqualTo(run);
        assertThat(entries.get(0).get("request").get("runbook").asString()).isEqualTo("gates.yaml");
        assertThat(entries.get(1).get("by").asString()).isEqualTo("audited");
        assertThat(entries.get(1).get("outcome").asString()).isEqualTo("PERMISSION_DENIED");
        assertThat(entries.get(2).get("method").asString()).isEqualTo("CreateOperator");
        assertThat(entries.get(2).get("request").get("name").asString()).isEqualTo("audited");
        assertThat(entries.toString()).doesNotContain(secret).doesNotContain("audited-run");
        assertThat(controller.send(controller.request("/v1/audit", secret)).statusCode())
                .isEqualTo(403);
        controller.approve(run, controller.adminToken(), "audited-1", "ask");
        controller.approve(run, controller.adminToken(), "audited-2", "ask-again");
    }

    @Test
    void whoOnlyLooksIsNotWrittenDown() throws Exception {
        controller.operator("marker", "viewer");
        controller.get("/v1/runs");
        controller.get("/v1/whoami");

        var newest = json(controller.get("/v1/audit?pageSize=1")).get("entries").get(0);
        assertThat(newest.get("request").path("name").asString()).isEqualTo("marker");
    }

    @Test
    void anArtifactIsStoredOnceListedAndGivenBack() throws Exception {
        var content = "line\n".repeat(200_000).getBytes(StandardCharsets.UTF_8);
        var digest = Digest.of(content).name();

        var first = json(put("/v1/artifacts", content));
        var again = json(put("/v1/artifacts?expectedDigest=" + digest, content));

        assertThat(first.get("artifact").get("digest").asString()).isEqualTo(digest);
        assertThat(first.get("already").asBoolean()).isFalse();
        assertThat(again.get("already").asBoolean()).isTrue();
        var listed = json(controller.get("/v1/artifacts")).get("artifacts");
        assertThat(listed.get(0).get("digest").asString()).isEqualTo(digest);
        assertThat(listed.get(0).get("size").asString()).isEqualTo("" + content.length);
        var file = controller.get("/v1/artifacts/" + digest + "?alt=media");
        assertThat(file.body().getBytes(StandardCharsets.UTF_8)).isEqualTo(content);
        assertThat(file.headers().firstValue("content-disposition")).contains("attachment");
        assertThat(controller
                        .get("/v1/artifacts/" + digest + "?alt=media&offset=999995")
                        .body())
                .isEqualTo("line\n");
    }

    @Test
    void whatIsNotWhatItShouldBeIsNoArtifact() throws Exception {
        var digest = Digest.of("expected".getBytes(StandardCharsets.UTF_8)).name();
        var refused = put("/v1/artifacts?expectedDigest=" + digest, "something else".getBytes(StandardCharsets.UTF_8));

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(json(refused).get("message").asString()).contains("Expected content with the digest " + digest);
        assertThat(controller.get("/v1/artifacts/" + digest).statusCode()).isEqualTo(404);
        assertThat(controller.get("/v1/artifacts/sha256:none").statusCode()).isEqualTo(400);
    }

    @Test
    void aDrainedHostTakesPartInNoNewRun() throws Exception {
        var before = controller.start("drain-before");
        var drained = controller.post("/v1/hosts/db-1:drain", Map.of("drained", true, "reason", "disk is swapped"));
        try {
            assertThat(json(drained).get("drain").get("by").asString()).isEqualTo("admin");
            assertThat(json(drained).get("run").asString()).isEqualTo(before);
            assertThat(json(controller.get("/v1/hosts"))
                            .get("hosts")
                            .get(0)
                            .get("drain")
                            .get("reason")
                            .asString())
                    .isEqualTo("disk is swapped");

            var refused = controller.post("/v1/runs", RunningController.startBody("drain-after"));
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(json(refused).get("message").asString())
                    .startsWith("Host db-1 is drained since ")
                    .contains("by admin (disk is swapped)");
            assertThat(controller.start("drain-before")).isEqualTo(before);
        } finally {
            controller.post("/v1/hosts/db-1:drain", Map.of("drained", false));
            controller.approve(before, controller.adminToken(), "drain-1", "ask");
            controller.approve(before, controller.adminToken(), "drain-2", "ask-again");
        }
        var after = controller.start("drain-ended");
        controller.approve(after, controller.adminToken(), "drain-3", "ask");
        controller.approve(after, controller.adminToken(), "drain-4", "ask-again");
    }

    private static HttpResponse<String> put(String path, byte[] content) throws Exception {
        return controller.send(controller.request(path).PUT(BodyPublishers.ofByteArray(content)));
    }
}
