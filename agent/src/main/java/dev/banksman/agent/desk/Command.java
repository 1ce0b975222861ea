package dev.banksman.agent.desk;

import dev.banksman.agent.journal.AttemptKey;
import dev.banksman.agent.journal.CommandRecord;
import dev.banksman.agent.journal.CommandState;
import dev.banksman.agent.supervise.Moment;
import dev.banksman.proto.agent.v1.Accepted;
import dev.banksman.proto.agent.v1.Dispatch;
import dev.banksman.proto.agent.v1.Ended;
import dev.banksman.proto.agent.v1.Report;
import dev.banksman.proto.agent.v1.Started;
import java.time.Duration;
import java.util.Optional;

/** One command as the desk holds it in memory. What must not be lost of it is in its record. */
final class Command {

    /** What it turns into here; empty when that cannot be made any more, see {@link #unprepared}. */
    final Optional<Preparation.Prepared> prepared;

    final String unprepared;
    final Moment acceptedAt;
    final OutputProgress output = new OutputProgress();

    CommandRecord record;
    CommandState state;
    /** Found running by this agent process, and not started by it. */
    boolean adopted;
    /** The body has ended, and its end is being judged on another thread. */
    boolean judging;
    /** Force was used to end the tree. */
    boolean forced;
    /** Looks in a row in which nothing of the tree was left. */
    int looksWithoutTree;
    /** What kept the last look from being made; empty when nothing did. */
    String trouble = "";
    /** The end is known, and could not be made durable yet. */
    Optional<Ended> unrecorded = Optional.empty();

    Optional<InsideRunner.Running> inside = Optional.empty();
    Moment reportedAt;
    /** What the latest hello said of it; empty when it was not in it. */
    Optional<Report> greeted = Optional.empty();

    Optional<Moment> acknowledgedAt = Optional.empty();

    Command(
            CommandRecord record,
            CommandState state,
            Optional<Preparation.Prepared> prepared,
            String unprepared,
            Moment now) {
        this.record = record;
        this.state = state;
        this.prepared = prepared;
        this.unprepared = unprepared;
        this.acceptedAt = Moment.of(record.accepted().getAt());
        this.reportedAt = now;
    }

    AttemptKey key() {
        return record.key();
    }

    Dispatch dispatch() {
        return record.accepted().getDispatch();
    }

    Duration timeAllowed() {
        return duration(dispatch().getTimeAllowed());
    }

    Duration grace() {
        return duration(dispatch().getGrace());
    }

    /** Everything the controller should know now. */
    Report report() {
        var report = Report.newBuilder().setAttempt(key().toId());
        if (record.ended().isPresent()) {
            return report.setEnded(record.ended().get()).build();
        }
        return record.started()
                .map(started -> report.setStarted(Started.newBuilder()
                                .setAt(started.getAt())
                                .setPid(started.getPid())
                                .setAdopted(adopted))
                        .build())
                .orElseGet(
                        () -> report.setAccepted(Accepted.getDefaultInstance()).build());
    }

    private static Duration duration(com.google.protobuf.Duration duration) {
        return Duration.ofSeconds(duration.getSeconds(), duration.getNanos());
    }

    @Override
    public String toString() {
        return key() + " (" + dispatch().getTask() + ")";
    }
}
