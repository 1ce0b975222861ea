package dev.banksman.controller.telemetry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Writes the reference page of all metrics from the catalogue. */
final class MetricsPage {

    private MetricsPage() {}

    public static void main(String[] args) throws IOException {
        Files.writeString(Path.of(args[0]), markdown());
    }

    static String markdown() {
        var page = new StringBuilder("""
            # Metrics

            Served at `/metrics` of the operators' listener in Prometheus' text format. Generated from `Metric`; a
            test keeps it true.

            | Prometheus name | kind | labels | meaning |
            |---|---|---|---|
            """);
        for (var metric : Metric.values()) {
            page.append("| `%s` | %s | %s | %s |\n"
                    .formatted(
                            prometheusName(metric),
                            metric.kind.name().toLowerCase(Locale.ROOT),
                            metric.labels().isEmpty() ? "" : "`" + String.join("`, `", metric.labels()) + "`",
                            metric.meaning));
        }
        return page.append("""

            A timer is exported as `_count`, `_sum`, `_max` and `_bucket`, in seconds; a summary
            as `_count`, `_sum` and `_max`.

            Beside these: `resilience4j_*` (limits and breakers by their name: `enrollment`), `jvm_*`,
            `process_*` and `system_*` (the controller's process and its machine).
            """).toString();
    }

    /** The name under which Prometheus sees it. */
    static String prometheusName(Metric metric) {
        var name = metric.label.replace('.', '_');
        return switch (metric.kind) {
            case TIMER -> name + "_seconds";
            case GAUGE, SUMMARY -> withUnit(name, metric.unit);
            case COUNTER -> withUnit(name, metric.unit) + "_total";
        };
    }

    private static String withUnit(String name, String unit) {
        return unit.isEmpty() || name.endsWith("_" + unit) ? name : name + "_" + unit;
    }
}
