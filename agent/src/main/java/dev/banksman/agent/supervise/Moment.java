package dev.banksman.agent.supervise;

import com.google.protobuf.Timestamp;
import dev.banksman.proto.agent.v1.HostMoment;
import java.time.Duration;
import java.time.Instant;

/**
 * A moment on this host.
 *
 * @param wall what the wall clock said; it may be set by anyone
 * @param bootId the host's start in which this was
 * @param uptime since that start, time asleep included; never set, never stopped
 */
public record Moment(Instant wall, String bootId, Duration uptime) {

    /**
     * The time that has passed since an earlier moment. Within one start of the host that is exact; across a restart,
     * also one that left the boot id as it was, only the wall clock is left, and where that went back, nothing is counted.
     */
    public Duration since(Moment earlier) {
        var sameStart = bootId.equals(earlier.bootId) && uptime.compareTo(earlier.uptime) >= 0;
        var passed = sameStart ? uptime.minus(earlier.uptime) : Duration.between(earlier.wall, wall);
        return passed.isNegative() ? Duration.ZERO : passed;
    }

    public HostMoment toRecord() {
        return HostMoment.newBuilder()
                .setWall(timestamp(wall))
                .setBootId(bootId)
                .setUptime(com.google.protobuf.Duration.newBuilder()
                        .setSeconds(uptime.getSeconds())
                        .setNanos(uptime.getNano()))
                .build();
    }

    public static Moment of(HostMoment record) {
        return new Moment(
                Instant.ofEpochSecond(
                        record.getWall().getSeconds(), record.getWall().getNanos()),
                record.getBootId(),
                Duration.ofSeconds(
                        record.getUptime().getSeconds(), record.getUptime().getNanos()));
    }

    /** An instant as it goes over the wire. */
    public static Timestamp timestamp(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }
}
