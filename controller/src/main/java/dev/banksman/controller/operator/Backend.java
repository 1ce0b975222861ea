package dev.banksman.controller.operator;

import dev.banksman.controller.artifact.ArtifactStore;
import dev.banksman.controller.doctor.Doctor;
import dev.banksman.controller.identity.AuditLog;
import dev.banksman.controller.identity.DrainedHosts;
import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.run.Ruling;
import dev.banksman.controller.run.RunEvent;
import dev.banksman.controller.run.RunInput;
import dev.banksman.controller.run.RunPhase;
import dev.banksman.controller.run.RunView;
import dev.banksman.controller.runbook.Problem;
import dev.banksman.controller.runbook.RunbookLibrary;
import dev.banksman.controller.upgrade.Upgrades;
import dev.banksman.proto.agent.v1.AttemptId;
import dev.banksman.proto.agent.v1.HostFacts;
import dev.banksman.proto.agent.v1.OutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the API needs of the controller behind it, in the API's terms, so that its handlers depend on neither the engine's
 * threads nor the fleet's. Every call may come from any thread and may block it.
 */
public interface Backend {

    /** What a plan is made from. */
    record Documents(
            String runbookName,
            byte[] runbook,
            String inventoryName,
            byte[] inventory,
            Map<String, String> parameters) {}

    /** A runbook looked at by itself; name and version are empty where they could not be read. */
    record Validated(String name, String version, List<Problem> problems, List<Problem> warnings) {}

    /** A plan as it would be, or why there is none. */
    sealed interface Preview {
        record Ready(Plan plan, String text, String json, String picture, List<Problem> warnings) implements Preview {}

        record Refused(List<Problem> problems, List<Problem> warnings) implements Preview {}
    }

    /** A plan for paper, as text and as HTML, or why there is none. */
    sealed interface Paper {
        record Ready(String text, String html) implements Paper {}

        record Refused(List<Problem> problems) implements Paper {}
    }

    /** A run as it was started, or why it was not. */
    sealed interface Started {
        record Run(String run, String planHash) implements Started {}

        record Refused(List<Problem> problems) implements Started {}

        /** Things are not as they would have to be: the plan changed, a host is busy. */
        record Conflict(String reason) implements Started {}
    }

    /** Durable at this position, or turned away. */
    record Decided(Ruling ruling, long position) {}

    /** One event of a run with its position, counted from 1. */
    record Positioned(long position, RunEvent event) {}

    /** The events of a run from a position on, first stored then live, without gap or repetition. */
    interface Feed extends AutoCloseable {
        /** The next event, or empty when none came in that time. */
        Optional<Positioned> next(Duration patience) throws InterruptedException;

        @Override
        void close();
    }

    /** Which runs change. */
    interface RunNews extends AutoCloseable {
        /** The runs that have changed since it was asked last; none if none did in that time. */
        Set<String> next(Duration patience) throws InterruptedException;

        @Override
        void close();
    }

    /** A host as the fleet knows it. */
    record HostState(
            String host,
            boolean connected,
            Optional<Instant> lastSeen,
            String agentVersion,
            String bootId,
            HostFacts facts,
            int running,
            Optional<String> run,
            Optional<DrainedHosts.Drain> drain) {}

    /**
     * Part of what an attempt printed: {@code data} begins at {@code offset}, after {@code skipped} bytes not kept.
     *
     * @param size how far it goes at present
     * @param end whether nothing follows, now or later
     */
    record Printed(long offset, byte[] data, long skipped, long size, boolean end) {}

    /** What became of a revocation: certificates up to {@code at} are refused; whether a link had to be ended. */
    record Revoked(Instant at, boolean disconnected) {}

    /** A token for one host, shown once. */
    record Token(String text, Instant expires) {}

    Validated validate(String name, byte[] runbook);

    Preview preview(Documents documents);

    /** The same plan as a checklist. */
    Paper checklist(Documents documents);

    /** A plan that there is, as a checklist. */
    Paper checklist(Plan plan);

    /** The runbooks that are ready here. */
    RunbookLibrary library();

    Forecasts forecasts();

    /** {@code key} makes a repetition recognisable: it is answered with the run that the first call started. */
    Started start(String key, Documents documents, String expectedHash, String by);

    /**
     * A line of the list of runs.
     *
     * @param view of a run that has not ended and is not set aside; counting others' tasks would mean to read them
     */
    record Listed(
            String run,
            String runbook,
            String title,
            String planHash,
            RunPhase phase,
            boolean held,
            boolean paused,
            String startedBy,
            Instant startedAt,
            Optional<Instant> endedAt,
            long position,
            Optional<RunView> view) {}

    /** Something is there and cannot be shown or used at present; the message is a sentence for people. */
    final class UnavailableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public UnavailableException(String message) {
            super(message);
        }
    }

    /** All runs, newest first, those that are set aside included. Costs little, however many have ended. */
    List<Listed> runs();

    /** @throws UnavailableException for a run that was set aside and cannot be read */
    Optional<RunView> run(String run);

    /** Why a run cannot go on because of a fault, if so. */
    default Optional<String> quarantined(String run) {
        return Optional.ofNullable(quarantined().get(run));
    }

    /** The runs that cannot go on because of a fault, each with the reason. */
    Map<String, String> quarantined();

    /** What changes from now on. */
    RunNews news();

    /** Empty if there is no such run. Returns when the decision is durable. */
    Optional<Decided> decide(String run, RunInput.Decide decision);

    /** A gate's text with its {@code ${...}} filled in for one task. */
    String fillIn(RunView run, RunView.TaskView task, String text);

    /** The view of a run before its first event, for folding what {@link #follow} gives. Empty if there is none. */
    Optional<Folding> fold(String run);

    /** Takes events in one by one, from the first. For one thread. */
    interface Folding {
        RunView take(RunEvent event);
    }

    Feed follow(String run, long after);

    List<HostState> hosts();

    /** The names of all hosts that are remembered, connected or not. */
    Set<String> knownHosts();

    /** Takes back what the host could connect with; durable and in force when it returns. */
    Revoked revokeHost(String host, String by, String reason) throws IOException;

    DrainedHosts drainedHosts();

    ArtifactStore artifacts();

    AuditLog audit();

    Upgrades upgrades();

    /** What came of a diagnosis. */
    sealed interface Diagnosed {
        record Done(Doctor.Tally tally) implements Diagnosed {}

        /** Whoever asked has left. */
        record Left() implements Diagnosed {}

        /** No plan can be made. */
        record Refused(List<Problem> problems) implements Diagnosed {}

        /** Neither the plan nor the controller knows this host. */
        record UnknownHost(String host, Set<String> known) implements Diagnosed {}

        /** Too many look already. */
        record Busy(String reason) implements Diagnosed {}
    }

    /**
     * Looks at controller and hosts, on the calling thread and to the end.
     *
     * @param hosts empty: those of the plan, else all that are known
     * @param plan what is to be run there; empty: only how they are
     */
    Diagnosed diagnose(List<String> hosts, Optional<Documents> plan, String by, Doctor.Listener listener)
            throws InterruptedException;

    /** At most {@code maxBytes} from an offset on; empty if nothing of that attempt is there. */
    Optional<Printed> printed(AttemptId attempt, OutputStream stream, long offset, int maxBytes) throws IOException;

    /** @throws IllegalArgumentException with a sentence if the name cannot be a host's */
    Token enrollmentToken(String host, Duration validFor) throws IOException;

    /** The report's content in one of the formats {@code text}, {@code json}, {@code html}; empty if there is no run. */
    Optional<String> report(String run, String format);

    /**
     * The checklist of what is not done yet, as {@code text} or {@code html}; empty if there is no run.
     *
     * @throws UnavailableException if it cannot be made, such as for a run with too many tasks
     */
    Optional<String> remaining(String run, String format);

    String version();
}
