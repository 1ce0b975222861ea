package dev.banksman.controller;

import static dev.banksman.controller.RunningController.document;
import static dev.banksman.controller.RunningController.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Forecasts and simulations through the operators' API of a whole controller. */
class ForecastApiTest {

    private static final String RUNBOOK = """
        runbook: one-step
        roles:
          web: {hosts: 1..}
        stages:
          - stage: upgrade
            on: web
            steps:
              - step: install
                exec: {program: /bin/install}
                undo: {none: cannot}
                point-of-no-return: true
              - step: agree
                title: Look at it
                gate: {instructions: Look, decide: [approver], expected-duration: 7m}
        """;

    private static final String INVENTORY = """
        inventory: small
        hosts:
          web-1: {roles: [web]}
          web-2: {roles: [web]}
        """;

    @TempDir
    private static Path data;

    private static RunningController controller;

    @BeforeAll
    static void start() throws Exception {
        controller = new RunningController(data);
    }

    @AfterAll
    static void stop() {
        controller.close();
    }

    @Test
    void aPlanHasAForecastWhereItIsAskedFor() throws Exception {
        assertThat(json(controller.post("/v1/plans:preview", documents(Map.of())))
                        .has("forecast"))
                .isFalse();

        var forecast = json(controller.post("/v1/plans:preview", documents(Map.of("forecast", true))))
                .get("forecast");

        assertThat(forecast.at("/ground/steps").asInt()).isEqualTo(1);
        assertThat(forecast.at("/ground/runs").asInt()).isZero();
        assertThat(forecast.at("/gates/0/typical").asString()).isEqualTo("420s");
        assertThat(forecast.at("/atGates").asString()).isEqualTo("840s");
        assertThat(forecast.at("/finish/latest").asString())
                .isGreaterThan(forecast.at("/now").asString());
        assertThat(forecast.at("/withGates/likely").asString())
                .isGreaterThan(forecast.at("/finish/likely").asString());
        assertThat(forecast.at("/noReturn/likely").asString())
                .isEqualTo(forecast.at("/now").asString());
        assertThat(forecast.at("/stages/0/stage").asString()).isEqualTo("upgrade");
        assertThat(forecast.at("/path")).isNotEmpty();
    }

    @Test
    void aSimulationTellsWhoWouldBeAskedWhat() throws Exception {
        var reply = json(controller.post(
                "/v1/plans:simulate",
                documents(Map.of("faults", List.of("web-2:upgrade.install=fail"), "answerAfter", "60s"))));

        assertThat(reply.get("planHash").asString()).startsWith("sha256:");
        var simulation = reply.get("simulation");
        assertThat(simulation.get("phase").asString()).isEqualTo("succeeded");
        assertThat(asked(simulation))
                .containsExactly(
                        "upgrade.install web-2 retry", "upgrade.agree web-1 approve", "upgrade.agree web-2 approve");
        assertThat(simulation.get("took").asString())
                .as("a minute, a minute until somebody looks, a minute, seven at the gate")
                .isEqualTo("600s");
        assertThat(simulation.get("withoutGates").asString()).isEqualTo("180s");
    }

    @Test
    void whatIsNoFaultIsRefusedInASentence() throws Exception {
        refused(controller.post("/v1/plans:simulate", documents(Map.of("faults", List.of("web-1")))), "found web-1");
        refused(
                controller.post("/v1/plans:simulate", documents(Map.of("faults", List.of("web-9:*=fail")))),
                "web-9:*=fail: expected a host and a step of a machine that are in this plan");
        refused(
                controller.post("/v1/plans:simulate", documents(Map.of("durationsOf", "run-0"))),
                "expected a run of this controller");
    }

    @Test
    void aRunsForecastKnowsWhatEarlierRunsTook() throws Exception {
        String first = controller.start("forecast-1");
        var ahead = forecast(first);
        assertThat(ahead.get("gates")).hasSize(2);
        assertThat(ahead.at("/gates/0/seen").asBoolean()).isFalse();
        String token = controller.adminToken();
        assertThat(controller.approve(first, token, "f1", "ask").statusCode()).isEqualTo(200);
        assertThat(forecast(first).get("gates")).as("one is decided").hasSizeBetween(1, 2);
        assertThat(controller.approve(first, token, "f2", "ask-again").statusCode())
                .isEqualTo(200);
        refused(controller.get("/v1/runs/" + first + "/forecast"), "has ended; nothing of it lies ahead");

        var second = forecast(controller.start("forecast-2"));

        assertThat(second.at("/ground/runs").asInt()).isEqualTo(1);
        assertThat(second.at("/gates/0/seen").asBoolean()).isTrue();
        assertThat(controller.get("/v1/runs/run-0/forecast").statusCode()).isEqualTo(404);
    }

    private static JsonNode forecast(String run) throws Exception {
        return json(controller.get("/v1/runs/" + run + "/forecast")).get("forecast");
    }

    private static List<String> asked(JsonNode simulation) {
        var asked = new ArrayList<String>();
        simulation
                .get("questions")
                .forEach(question -> asked.add(question.get("stage").asString() + "."
                        + question.get("step").asString() + " "
                        + question.get("host").asString() + " "
                        + question.get("answer").asString()));
        return asked;
    }

    private static Map<String, Object> documents(Map<String, Object> more) {
        var body = new HashMap<>(more);
        body.put("runbook", document("one-step.yaml", RUNBOOK));
        body.put("inventory", document("hosts.yaml", INVENTORY));
        return body;
    }

    private static void refused(HttpResponse<String> response, String message) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(json(response).get("message").asString()).contains(message);
    }
}
