package dev.banksman.controller.fleet;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import dev.banksman.proto.agent.v1.ControllerMessage;
import dev.banksman.proto.agent.v1.Welcome;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/** What a control stream is held to: the settings, and the clocks it reads. */
record ControlTerms(FleetSettings settings, InstantSource clock, LongSupplier ticker) {

    /** The newest version of the protocol that this controller speaks; it speaks all from 1 on. */
    static final int PROTOCOL = 1;

    ControllerMessage welcome() {
        return ControllerMessage.newBuilder()
                .setWelcome(Welcome.newBuilder()
                        .setHeartbeatEvery(duration(settings.heartbeatEvery()))
                        .setSilenceLimit(duration(settings.silenceLimit()))
                        .setControllerTime(timestamp(clock.instant())))
                .build();
    }

    private static Duration duration(java.time.Duration length) {
        return Duration.newBuilder()
                .setSeconds(length.getSeconds())
                .setNanos(length.getNano())
                .build();
    }

    private static Timestamp timestamp(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }
}
