package dev.banksman.controller.report;

import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A report as JSON: {@code format} names the layout and only ever gains fields. */
public final class ReportJson {

    private static final int FORMAT = 1;
    private static final ObjectMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private ReportJson() {}

    public static String of(RunReport report) {
        var root = MAPPER.createObjectNode();
        root.put("format", FORMAT);
        root.put("run", report.run());
        root.put("runbook", report.runbook());
        root.put("runbook-version", report.runbookVersion());
        root.put("title", report.title());
        root.put("plan-hash", report.planHash());
        root.put("phase", report.phase());
        root.put("held", report.held());
        root.put("paused", report.paused());
        root.put("started-by", report.startedBy());
        time(root, "started-at", report.startedAt());
        time(root, "ended-at", report.endedAt());
        root.put("journal-position", report.position());
        root.put("journal-chain-head", report.chainHead());
        root.put("all-checks-passed", report.allChecksPassed());
        report.parameters().forEach(root.putObject("parameters")::put);
        verification(root, report);
        decisions(root, report);
        tasks(root, report);
        report.waiting().forEach(root.putArray("awaiting-decision")::add);
        return MAPPER.writeValueAsString(root) + "\n";
    }

    private static void verification(ObjectNode root, RunReport report) {
        var rows = root.putArray("verification");
        for (var row : report.verification()) {
            var node = rows.addObject();
            node.put("tier", row.tier());
            node.put("host", row.host());
            node.put("check", row.check());
            node.put("task", row.task());
            node.put("expected", row.expected());
            node.put("observed", row.observed());
            node.put("verdict", row.verdict());
            time(node, "at", row.at());
        }
    }

    private static void decisions(ObjectNode root, RunReport report) {
        var rows = root.putArray("decisions");
        for (var row : report.decisions()) {
            var node = rows.addObject();
            node.put("at", row.at().toString());
            node.put("by", row.by());
            node.put("decision", row.decision());
            node.put("target", row.target());
            node.put("reason", row.reason());
            row.evidence().forEach(node.putObject("evidence")::put);
        }
    }

    private static void tasks(ObjectNode root, RunReport report) {
        var rows = root.putArray("tasks");
        for (var row : report.tasks()) {
            var node = rows.addObject();
            node.put("task", row.task());
            node.put("title", row.title());
            node.put("kind", row.kind());
            node.put("state", row.state());
            node.put("reason", row.reason());
            node.put("attempts", row.attempts());
            row.exitCode().ifPresent(code -> node.put("exit-code", code));
            time(node, "began", row.began());
            time(node, "ended", row.ended());
            row.outputs().forEach(node.putObject("outputs")::put);
            row.facts().forEach(node.putArray("facts")::add);
        }
    }

    private static void time(ObjectNode node, String name, Optional<Instant> at) {
        at.ifPresent(instant -> node.put(name, instant.toString()));
    }
}
