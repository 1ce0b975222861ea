package dev.banksman.controller;

import static dev.banksman.controller.RunningController.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The operator API as a browser or a script meets it. */
@Timeout(120)
final class HttpApiTest {

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
    void answersInJsonWithEveryFieldInItsPlace() throws Exception {
        var response = controller.get("/v1/whoami");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(json(response).get("name").asString()).isEqualTo("admin");
        assertThat(json(response).get("controllerVersion").asString()).isEqualTo("test");
        assertThat(response.headers().firstValue("content-type")).contains("application/json; charset=utf-8");
        assertThat(response.headers().firstValue("cache-control")).contains("no-store");
        assertThat(response.headers().firstValue("x-content-type-options")).contains("nosniff");
        assertThat(response.headers().map()).doesNotContainKey("access-control-allow-origin");
        assertThat(controller.get("/v1/hosts").body()).isEqualTo("{\"hosts\":[]}");
    }

    @Test
    void nobodyIsLetInWithoutAToken() throws Exception {
        var response = controller.send(controller.request("/v1/whoami", "banksman-op1.guess"));

        refused(response, 401, 16, "Expected a token of an operator");
        assertThat(response.headers().firstValue("www-authenticate")).contains("Bearer realm=\"banksman\"");
    }

    @Test
    void whatIsNotKnownIsRefusedInASentence() throws Exception {
        refused(
                controller.post("/v1/operators", "{\"name\":\"x\",\"role\":[\"admin\"]}"),
                400,
                3,
                "body: expected a field of CreateOperatorRequest (name, roles), found 'role'; did you mean roles?");
        refused(
                controller.post("/v1/operators", "{\"name\":"),
                400,
                3,
                "body: expected JSON of CreateOperatorRequest; ");
        refused(
                controller.get("/v1/runs?pagesize=2"),
                400,
                3,
                "query: expected one of pageSize, pageToken, found 'pagesize'; did you mean pageSize?");
        refused(controller.get("/v1/runs?pageSize=many"), 400, 3, "query: expected JSON of ListRunsRequest; ");
        refused(controller.get("/v1/runs?pageSize=1&pageSize=2"), 400, 3, "query: expected pageSize once");
        refused(controller.get("/v1/runs/none?run=other"), 400, 3, "query: expected run once, found it twice");
        refused(controller.get("/v1/nothing"), 404, 5, "There is nothing at /v1/nothing");
        refused(controller.get("/v1/runs/none"), 404, 5, "There is no run 'none'");
        refused(controller.get("/v1/whoami?alt=xml"), 400, 3, "alt: expected json, found 'xml'");
        refused(
                controller.send(controller.request("/v1/operators").POST(BodyPublishers.ofString("{}"))),
                400,
                3,
                "content-type: expected application/json, found none");

        var other = controller.send(controller.request("/v1/whoami").DELETE());
        refused(other, 405, 12, "/v1/whoami takes GET, found DELETE");
        assertThat(other.headers().firstValue("allow")).contains("GET");
    }

    @Test
    void mistakesOfARunbookComeAsProblems() throws Exception {
        var body = Map.of(
                "idempotencyKey", "bad-1",
                "runbook", RunningController.document("bad.yaml", "runbook: x\nstagse: []\n"),
                "inventory", RunningController.document("hosts.yaml", RunningController.INVENTORY));
        var response = controller.post("/v1/runs", body);

        refused(response, 400, 3, "bad.yaml");
        var detail = json(response).get("details").get(0);
        assertThat(detail.get("@type").asString()).endsWith("banksman.operator.v1.Problems");
        assertThat(detail.get("problems").get(0).get("file").asString()).isEqualTo("bad.yaml");
        assertThat(detail.get("problems").get(0).get("line").asInt()).isPositive();
    }

    @Test
    void rolesAreThoseOfTheHandlers() throws Exception {
        var viewer = controller.operator("looker", "viewer");

        assertThat(controller.send(controller.request("/v1/runs", viewer)).statusCode())
                .isEqualTo(200);
        refused(
                controller.post("/v1/runs", viewer, RunningController.startBody("viewer")),
                403,
                7,
                "This takes the role operator; looker has viewer.");
        refused(
                controller.send(controller.request("/v1/agent-packages", viewer).PUT(BodyPublishers.ofString("zip"))),
                403,
                7,
                "This takes the role admin");
    }

    @Test
    void anUploadReachesItsHandlerPieceByPiece() throws Exception {
        refused(
                controller.send(
                        controller.request("/v1/agent-packages").PUT(BodyPublishers.ofByteArray(new byte[3 << 20]))),
                400,
                3,
                "");
    }

    @Test
    void theSameKeyTwiceStartsOneRun() throws Exception {
        var first = controller.start("twice");
        var second = controller.start("twice");

        assertThat(second).isEqualTo(first);
        end(first);
    }

    @Test
    void listsComeInPages() throws Exception {
        for (int i = 0; i < 3; i++) {
            end(controller.start("page-" + i));
        }
        var seen = new ArrayList<String>();
        var token = "";
        do {
            var page = json(controller.get("/v1/runs?pageSize=2&pageToken=" + token));
            page.get("runs").forEach(run -> seen.add(run.get("run").asString()));
            assertThat(page.get("runs").size()).isLessThanOrEqualTo(2);
            token = page.get("nextPageToken").asString();
        } while (!token.isEmpty());

        assertThat(seen).hasSizeGreaterThanOrEqualTo(3).doesNotHaveDuplicates();
        refused(controller.get("/v1/runs?pageToken=x"), 400, 3, "page_token: expected one of an earlier reply");
    }

    @Test
    void theFeedIsTakenUpWhereItWasCut() throws Exception {
        var run = controller.start("feed");
        var events = "/v1/runs/" + run + "/events";
        List<String> first;
        try (var lines = lines(events, "")) {
            first = ids(lines, 3);
        }
        end(run);

        List<String> rest;
        try (var lines = lines(events, first.getLast())) {
            rest = ids(lines, Integer.MAX_VALUE);
        }
        List<String> all;
        try (var lines = lines(events, "")) {
            all = ids(lines, Integer.MAX_VALUE);
        }
        var joined = new ArrayList<>(first);
        joined.addAll(rest);
        assertThat(joined).isEqualTo(all);
        for (int i = 0; i < all.size(); i++) {
            assertThat(all.get(i)).isEqualTo(String.valueOf(i + 1));
        }
    }

    @Test
    void howAllRunsStandAndWhatWaitsIsSaidAndThenEachChange() throws Exception {
        var run = controller.start("news");
        try (var lines = lines("/v1/events", "")) {
            var before = until(lines, reply -> reply.get("current").asBoolean());
            assertThat(before).anySatisfy(reply -> {
                assertThat(reply.path("run").path("run").asString()).isEqualTo(run);
                assertThat(reply.get("waitingInAll").asInt()).isEqualTo(1);
                assertThat(reply.get("waiting").get(0).get("step").asString()).isEqualTo("ask");
                assertThat(reply.get("waiting")
                                .get(0)
                                .get("gateInstructions")
                                .get("instructions")
                                .asString())
                        .isEqualTo("Look around first.");
            });
            end(run);
            var after = until(
                    lines,
                    reply -> reply.path("run").path("run").asString().equals(run)
                            && reply.path("run").path("phase").asString().equals("RUN_PHASE_SUCCEEDED"));
            assertThat(after.getLast().get("waitingInAll").asInt()).isZero();
        }
    }

    @Test
    void aPackedStreamIsAsPromptAsAPlainOne() throws Exception {
        var response = controller.open(controller.request("/v1/events").header("accept-encoding", "gzip"));
        assertThat(response.headers().firstValue("content-encoding")).contains("gzip");
        // It goes on for ever: whoever kept a message back until there are more would not be done here.
        try (var lines = new BufferedReader(new InputStreamReader(unpacked(response.body()), StandardCharsets.UTF_8))) {
            assertThat(until(lines, reply -> reply.get("current").asBoolean())).isNotEmpty();
        }
    }

    @Test
    void thePlanOfARunIsThereInItsForms() throws Exception {
        var run = controller.start("plan");
        var usual = json(controller.get("/v1/runs/" + run + "/plan"));
        var asked =
                json(controller.get("/v1/runs/" + run + "/plan?forms=PLAN_FORM_CHECKLIST&forms=PLAN_FORM_DOCUMENTS"));
        end(run);

        assertThat(usual.get("planHash").asString()).startsWith("sha256:");
        assertThat(usual.get("text").asString()).contains("Two gates");
        assertThat(usual.get("json").asString()).contains("\"hash\"");
        assertThat(usual.get("picture").asString()).contains("flowchart");
        assertThat(usual.get("checklistText").asString()).isEmpty();
        assertThat(asked.get("text").asString()).isEmpty();
        assertThat(asked.get("checklistHtml").asString()).startsWith("<!");
        assertThat(asked.get("runbook").get("content").asString())
                .isEqualTo(RunningController.document("", RunningController.RUNBOOK)
                        .get("content"));
    }

    @Test
    void aPreviewSaysInWhatItDiffersFromTheLastRun() throws Exception {
        var run = controller.start("differences");
        end(run);
        var preview = json(controller.post(
                "/v1/plans:preview",
                Map.of(
                        "runbook",
                        RunningController.document(
                                "gates.yaml", RunningController.RUNBOOK.replace("Look again", "Look once more")),
                        "inventory",
                        RunningController.document("hosts.yaml", RunningController.INVENTORY),
                        "differences",
                        true)));

        assertThat(preview.get("differencesToRun").asString()).isNotEmpty();
        assertThat(preview.get("differences").get(0).get("path").asString())
                .isEqualTo("stages.prepare.steps.ask-again.gate.instructions");
        assertThat(preview.get("differences").get(0).get("change").asString()).isEqualTo("PLAN_CHANGE_CHANGED");
    }

    @Test
    void theRunbooksOfTheFolderAreOffered() throws Exception {
        var folder = Files.createDirectories(controller.data().resolve("runbooks"));
        Files.writeString(folder.resolve("gates.yaml"), RunningController.RUNBOOK);

        var entry = json(controller.get("/v1/runbooks")).get("runbooks").get(0);
        assertThat(entry.get("name").asString()).isEqualTo("two-gates");
        assertThat(entry.get("roles").get(0).get("role").asString()).isEqualTo("database");
        assertThat(json(controller.get("/v1/runbooks/two-gates"))
                        .get("document")
                        .get("content")
                        .asString())
                .isEqualTo(RunningController.document("", RunningController.RUNBOOK)
                        .get("content"));
        refused(controller.get("/v1/runbooks/two-gats"), 404, 5, "did you mean two-gates?");
    }

    @Test
    void oneReplyAndTheEndForAPieceOfOutput() throws Exception {
        var run = controller.start("piece");
        var output = "/v1/runs/" + run + "/hosts/db-1/attempts/1/output?stream=OUTPUT_STREAM_STDOUT&limit=";
        try (var lines = lines(output + 100, "")) {
            assertThat(ids(lines, Integer.MAX_VALUE)).containsExactly("0");
        }
        refused(controller.get(output + (2 << 20)), 400, 3, "limit: expected 0 to 1048576 bytes");
        refused(controller.get(output + "9&follow=true"), 400, 3, "limit: expected none with follow");
        end(run);
    }

    @Test
    void aStreamThatCannotBeginHasAStatusOfItsOwn() throws Exception {
        refused(controller.get("/v1/runs/none/events"), 404, 5, "There is no run 'none'");
    }

    @Test
    void reportsAreFilesForThoseWhoAskForThem() throws Exception {
        var run = controller.start("report");
        end(run);
        var file = controller.get("/v1/runs/" + run + "/report?format=REPORT_FORMAT_HTML&alt=media");

        assertThat(file.statusCode()).isEqualTo(200);
        assertThat(file.headers().firstValue("content-type")).contains("text/html; charset=utf-8");
        assertThat(file.headers().firstValue("content-disposition")).contains("attachment");
        assertThat(file.body()).startsWith("<!");
    }

    private static InputStream unpacked(InputStream packed) throws IOException {
        return new FilterInputStream(new GZIPInputStream(packed)) {
            @Override
            public int available() {
                // The JDK's says that there is more until the end, and readers wait for it.
                return 0;
            }
        };
    }

    private static void end(String run) throws Exception {
        for (var step : List.of("ask", "ask-again")) {
            assertThat(controller
                            .approve(run, controller.adminToken(), run + step, step)
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    private static BufferedReader lines(String path, String after) throws Exception {
        var request = controller.request(path);
        if (!after.isEmpty()) {
            request.header("last-event-id", after);
        }
        var response = controller.open(request);
        assertThat(response.headers().firstValue("content-type")).contains("text/event-stream; charset=utf-8");
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    /** The ids of the first events, or of all until the stream says that it is over. */
    private static List<String> ids(BufferedReader lines, int count) throws Exception {
        var ids = new ArrayList<String>();
        for (var line = lines.readLine(); ids.size() < count; line = lines.readLine()) {
            assertThat(line).as("a line of a stream that has not said its end").isNotNull();
            if (line.startsWith("id: ")) {
                ids.add(line.substring("id: ".length()));
            }
            if (line.equals("event: end")) {
                break;
            }
        }
        return ids;
    }

    /** The messages up to the first that is meant. */
    private static List<JsonNode> until(BufferedReader lines, Predicate<JsonNode> last) throws Exception {
        var seen = new ArrayList<JsonNode>();
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("data: ")) {
                seen.add(new ObjectMapper().readTree(line.substring("data: ".length())));
                if (last.test(seen.getLast())) {
                    return seen;
                }
            }
        }
        throw new AssertionError("expected a message that did not come, found " + seen);
    }

    private static void refused(HttpResponse<String> response, int status, int code, String message) {
        assertThat(response.body()).startsWith("{");
        assertThat(json(response).get("message").asString()).contains(message);
        assertThat(json(response).get("code").asInt()).isEqualTo(code);
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).doesNotContain("Exception").doesNotContain("dev.banksman");
    }
}
