package dev.banksman.controller.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Every metric of the controller: name, kind, unit, meaning and labels, in one place. Meters are registered through
 * these constants alone, so that what is exported, what is documented and what is used in rules cannot drift apart.
 *
 * <p>Labels have few values, known in advance; never a host, a run or a file. Names are Micrometer's; Prometheus sees
 * underscores and the usual endings ({@code _total}, {@code _seconds}, {@code _bytes}). Safe for use by many threads.
 */
public enum Metric {
    RUNS("banksman.runs", Kind.GAUGE, "", "Runs the controller owns, by phase.", "phase"),
    TASKS("banksman.tasks", Kind.GAUGE, "", "Tasks of the runs that have not ended, by state.", "state"),
    STEP_DURATION(
            "banksman.step.duration",
            Kind.TIMER,
            "",
            "Time from the start of an attempt to its end, as the agent measured it, by outcome.",
            Buckets.STEPS,
            "outcome"),
    JOURNAL_APPEND(
            "banksman.journal.append",
            Kind.TIMER,
            "",
            "Time to make events durable, from the request to the end of the commit that held them.",
            Buckets.DISK),
    JOURNAL_BATCH("banksman.journal.batch", Kind.SUMMARY, "", "Appends that one commit made durable together."),

    AGENTS_CONNECTED("banksman.agents.connected", Kind.GAUGE, "", "Agents with a live, greeted link."),
    AGENTS_LOST(
            "banksman.agents.lost",
            Kind.COUNTER,
            "",
            "Links to agents that ended: closed by the agent or the network, silent too long, replaced by a newer one,"
                    + " revoked, at odds with the protocol, or ended by this controller.",
            "reason"),
    AGENTS_REFUSED(
            "banksman.agents.refused",
            Kind.COUNTER,
            "",
            "Connections to the agents' listener that were turned away. Anything but aborted or timeout deserves a"
                    + " look.",
            "reason"),
    AGENT_MESSAGES(
            "banksman.agent.messages",
            Kind.COUNTER,
            "",
            "Messages for agents: handed to a link, or dropped because the host was away (sent again at its next"
                    + " hello).",
            "kind",
            "result"),
    AGENT_UPGRADES(
            "banksman.agent.upgrades",
            Kind.COUNTER,
            "",
            "Agents that were to be replaced by another version: confirmed, or rolled back, refused, lost.",
            "result"),
    OUTPUT_BYTES("banksman.output", Kind.COUNTER, "bytes", "Output of commands taken in; repetitions not counted."),
    OUTPUT_CUT(
            "banksman.output.cut",
            Kind.COUNTER,
            "bytes",
            "Output of commands that was not kept, by who cut it: the agent, or this controller's limit.",
            "by"),
    OUTPUT_SYNC(
            "banksman.output.sync",
            Kind.TIMER,
            "",
            "Time to make a batch of output durable; agents are acknowledged after it.",
            Buckets.DISK),
    OUTPUT_OPEN("banksman.output.open", Kind.GAUGE, "", "Output streams that are open for writing."),

    ENROLLMENTS(
            "banksman.enrollments",
            Kind.COUNTER,
            "",
            "Requests for a first certificate: issued, or the reason of the refusal.",
            "result"),
    CERTIFICATES_ISSUED("banksman.certificates.issued", Kind.COUNTER, "", "Certificates issued, by holder.", "holder"),
    CERTIFICATE_EXPIRY(
            "banksman.certificate.expiry",
            Kind.GAUGE,
            "seconds",
            "Time left of the authority's and of the controller's own certificate.",
            "certificate"),
    OPERATOR_AUTHENTICATIONS(
            "banksman.operator.authentications",
            Kind.COUNTER,
            "",
            "Operators' tokens presented: accepted or refused.",
            "result"),

    ARTIFACTS_BYTES(
            "banksman.artifacts.transferred",
            Kind.COUNTER,
            "bytes",
            "Content of artifacts moved: in (stored here) or out (fetched from here).",
            "direction"),
    ARTIFACTS_REJECTED(
            "banksman.artifacts.rejected",
            Kind.COUNTER,
            "",
            "Uploads refused at their end or before: digest differs, too large, no room, wrong offset, replaced.",
            "reason");

    /** How a metric behaves. */
    public enum Kind {
        /** Only grows. */
        COUNTER,
        /** A value of this moment. */
        GAUGE,
        /** Count, sum, maximum and buckets of lengths of time. */
        TIMER,
        /** Count, sum and maximum of amounts. */
        SUMMARY
    }

    /** Name, as Micrometer has it. */
    public final String label;

    public final Kind kind;
    /** Base unit: bytes, seconds; empty for mere numbers, and for timers, which are in seconds. */
    public final String unit;

    public final String meaning;
    private final Buckets buckets;
    /** Names of the labels, with commas between them. */
    private final String labels;

    Metric(String label, Kind kind, String unit, String meaning, String... labels) {
        this(label, kind, unit, meaning, Buckets.NONE, labels);
    }

    Metric(String label, Kind kind, String unit, String meaning, Buckets buckets, String... labels) {
        this.label = label;
        this.kind = kind;
        this.unit = unit;
        this.meaning = meaning;
        this.buckets = buckets;
        this.labels = String.join(",", labels);
    }

    /** Names of the labels, in the order in which values are given. */
    public List<String> labels() {
        return labels.isEmpty() ? List.of() : List.of(labels.split(",", -1));
    }

    /** The counter with these label values, made at the first call. */
    public Counter counter(MeterRegistry registry, String... values) {
        expect(Kind.COUNTER);
        return Counter.builder(label)
                .baseUnit(baseUnit())
                .description(meaning)
                .tags(tags(values))
                .register(registry);
    }

    /** The timer with these label values, made at the first call. */
    public Timer timer(MeterRegistry registry, String... values) {
        expect(Kind.TIMER);
        return Timer.builder(label)
                .description(meaning)
                .tags(tags(values))
                .serviceLevelObjectives(buckets.bounds())
                .register(registry);
    }

    /** The summary with these label values, made at the first call. */
    public DistributionSummary summary(MeterRegistry registry, String... values) {
        expect(Kind.SUMMARY);
        return DistributionSummary.builder(label)
                .baseUnit(baseUnit())
                .description(meaning)
                .tags(tags(values))
                .register(registry);
    }

    /** Exports the value that {@code value} gives at each scrape; it is called from the scraping thread. */
    public Gauge gauge(MeterRegistry registry, Supplier<Number> value, String... values) {
        expect(Kind.GAUGE);
        return Gauge.builder(label, value)
                .baseUnit(baseUnit())
                .description(meaning)
                .tags(tags(values))
                .register(registry);
    }

    private @Nullable String baseUnit() {
        return unit.isEmpty() ? null : unit;
    }

    private Tags tags(String[] values) {
        var names = labels();
        if (values.length != names.size()) {
            throw new IllegalArgumentException("Metric " + label + " has the labels " + names
                    + ": expected as many values, found " + values.length);
        }
        var tags = Tags.empty();
        for (int i = 0; i < values.length; i++) {
            tags = tags.and(names.get(i), values[i]);
        }
        return tags;
    }

    private void expect(Kind wanted) {
        if (kind != wanted) {
            throw new IllegalArgumentException("Metric " + label + " is a " + kind + ", not a " + wanted);
        }
    }

    /** Upper bounds of a timer's buckets, fit for what it measures. */
    private enum Buckets {
        NONE,
        DISK,
        STEPS;

        Duration[] bounds() {
            return switch (this) {
                case NONE -> new Duration[0];
                case DISK -> milliseconds(1, 2, 5, 20, 100, 500, 2_000);
                case STEPS -> milliseconds(100, 1_000, 10_000, 60_000, 300_000, 900_000, 3_600_000, 14_400_000);
            };
        }

        private static Duration[] milliseconds(long... bounds) {
            return LongStream.of(bounds).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
        }
    }
}
