package dev.banksman.controller.telemetry;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.domain.properties.HasOwner;
import dev.banksman.common.architecture.SystemTimeRules;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TelemetryTest {

    /** A sample line of the text format 0.0.4: name, labels with escaped values, number. */
    private static final Pattern SAMPLE = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*"
            + "(\\{([a-zA-Z_][a-zA-Z0-9_]*=\"([^\"\\\\\\n]|\\\\[\\\\\"n])*\",?)*})? "
            + "([-+]?[0-9.]+([eE][-+]?[0-9]+)?|NaN|[-+]Inf)");

    private static final Pattern COMMENT =
            Pattern.compile("# (HELP [a-zA-Z_:][a-zA-Z0-9_:]* .*|TYPE [a-zA-Z_:][a-zA-Z0-9_:]* "
                    + "(counter|gauge|histogram|summary|untyped))");

    @Test
    void everyMetricIsExportedUnderItsDocumentedNameInTextThatParses() {
        try (var telemetry = new Telemetry()) {
            for (var metric : Metric.values()) {
                var values =
                        metric.labels().stream().map(name -> "some \"value\"\n").toArray(String[]::new);
                switch (metric.kind) {
                    case COUNTER -> metric.counter(telemetry.registry(), values).increment();
                    case GAUGE -> metric.gauge(telemetry.registry(), () -> 3, values);
                    case TIMER -> metric.timer(telemetry.registry(), values).record(java.time.Duration.ofMillis(7));
                    case SUMMARY -> metric.summary(telemetry.registry(), values).record(7);
                }
            }
            new Resilience(telemetry.registry(), 5).breaker("some");

            var text = telemetry.scrape();

            assertThat(text.lines())
                    .allMatch(line -> SAMPLE.matcher(line).matches()
                            || COMMENT.matcher(line).matches());
            for (var metric : Metric.values()) {
                var name = MetricsPage.prometheusName(metric);
                assertThat(text).contains("# HELP " + name + " ");
            }
            assertThat(text)
                    .contains(
                            "jvm_memory_used_bytes",
                            "resilience4j_ratelimiter_available_permissions{name=\"enrollment\"}")
                    .contains("resilience4j_circuitbreaker_state{name=\"some\",state=\"closed\"} 1");
        }
    }

    @Test
    void breakerOpensShowsItselfAndCloses() {
        try (var telemetry = new Telemetry()) {
            var breaker = new Resilience(telemetry.registry(), 5).breaker("secret-store");
            for (int i = 0; i < 5; i++) {
                breaker.onError(1, java.util.concurrent.TimeUnit.MILLISECONDS, new java.io.IOException("down"));
            }
            assertThat(breaker.tryAcquirePermission()).isFalse();
            assertThat(telemetry.scrape())
                    .contains("resilience4j_circuitbreaker_state{name=\"secret-store\",state=\"open\"} 1");

            breaker.transitionToHalfOpenState();
            for (int i = 0; i < 10; i++) {
                breaker.acquirePermission();
                breaker.onSuccess(1, java.util.concurrent.TimeUnit.MILLISECONDS);
            }
            assertThat(telemetry.scrape())
                    .contains("resilience4j_circuitbreaker_state{name=\"secret-store\",state=\"closed\"} 1");
        }
    }

    @Test
    void pageOfMetricsIsTrue() throws Exception {
        var page = Path.of("docs/metrics.md");
        if (Boolean.getBoolean("banksman.rewrite")) {
            Files.createDirectories(page.toAbsolutePath().getParent());
            Files.writeString(page, MetricsPage.markdown());
        }
        assertThat(page)
                .as("run this test with -Dbanksman.rewrite=true to write the page anew")
                .hasContent(MetricsPage.markdown());
    }

    @Test
    void metersAreRegisteredThroughTheCatalogueAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.banksman.controller.telemetry..")
                .should()
                .callMethodWhere(JavaCall.Predicates.target(HasName.Predicates.name("builder"))
                        .and(JavaCall.Predicates.target(HasOwner.Predicates.With.owner(
                                JavaClass.Predicates.resideInAPackage("io.micrometer.core.instrument..")))))
                .because("what is exported, documented and used in rules must not drift apart")
                .check(SystemTimeRules.shipped("dev.banksman.controller"));
    }

    @Test
    void metricsRefuseToBeUsedAsSomethingElse() {
        try (var telemetry = new Telemetry()) {
            assertThatThrownBy(() -> Metric.RUNS.counter(telemetry.registry(), "running"))
                    .hasMessageContaining("is a GAUGE");
            assertThatThrownBy(() -> Metric.RUNS.gauge(telemetry.registry(), () -> 1))
                    .hasMessageContaining("[phase]");
        }
    }

    @Test
    void readinessNamesWhatIsWrongAndSurvivesBrokenChecks(@TempDir Path directory) {
        try (var telemetry = new Telemetry()) {
            var health = telemetry.health();
            assertThat(health.ready().json()).isEqualTo("{\"passed\":0,\"problems\":{},\"status\":\"ready\"}");

            health.register("journal", Optional::empty);
            health.register("disk-room", Health.diskRoom(directory, Long.MAX_VALUE));
            health.register("broken", () -> {
                throw new IllegalStateException("oops");
            });

            var answer = health.ready();
            assertThat(answer.ready()).isFalse();
            assertThat(answer.passed()).isEqualTo(1);
            assertThat(answer.problems().get("disk-room")).contains("MiB free").contains("Free some");
            assertThat(answer.problems().get("broken")).contains("oops");
            assertThat(answer.json()).contains("\"status\":\"not ready\"");

            health.register("disk-room", Health.diskRoom(directory, 0));
            health.register("broken", Optional::empty);
            assertThat(health.ready().ready()).isTrue();
        }
    }
}
