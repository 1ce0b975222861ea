package dev.banksman.controller.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.banksman.proto.operator.v1.DurationRange;
import dev.banksman.proto.operator.v1.Forecast;
import dev.banksman.proto.operator.v1.ForecastGround;
import dev.banksman.proto.operator.v1.GateAhead;
import dev.banksman.proto.operator.v1.PathPiece;
import dev.banksman.proto.operator.v1.StageOutlook;
import dev.banksman.proto.operator.v1.TierOutage;
import dev.banksman.proto.operator.v1.TimeRange;
import dev.banksman.proto.operator.v1.WindowOutlook;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ForecastTextTest {

    private static final Instant NOW = Instant.parse("2030-01-01T03:00:00Z");

    @Test
    void saysCalmlyWhatIsLeft() {
        assertThat(ForecastText.left(forecast(42, 58).build(), NOW)).isEqualTo("about 42 min left (p90 58 min)");
        assertThat(ForecastText.left(forecast(42, 42).build(), NOW)).isEqualTo("about 42 min left");
        assertThat(ForecastText.left(
                        forecast(42, 58)
                                .addGates(GateAhead.getDefaultInstance())
                                .addGates(GateAhead.getDefaultInstance())
                                .setWindow(window(130, false))
                                .build(),
                        NOW))
                .isEqualTo("about 42 min left (p90 58 min), plus the time at 2 gates, window ends in 2 h 10 min");
    }

    @Test
    void timeGoesByWhileAForecastIsShown() {
        assertThat(ForecastText.left(forecast(42, 58).build(), NOW.plus(Duration.ofMinutes(50))))
                .isEqualTo("about 0 s left (p90 8 min)");
    }

    @Test
    void saysThatAWindowIsAtRiskOrOver() {
        assertThat(ForecastText.left(
                        forecast(42, 58).setWindow(window(50, true)).build(), NOW))
                .endsWith("window ends in 50 min: AT RISK");
        assertThat(ForecastText.left(
                        forecast(42, 58).setWindow(window(-20, true)).build(), NOW))
                .endsWith("window closed 20 min ago");
    }

    @Test
    void tellsThePlanWhatItStandsOnAndWhatIsOut() {
        var page = ForecastText.page(forecast(100, 110)
                .setGround(ForecastGround.newBuilder().setRuns(3).setSeen(27).setSteps(31))
                .addOutages(TierOutage.newBuilder()
                        .setRole("aos")
                        .setTitle("AOS")
                        .setHosts(3)
                        .setDown(minutes(30, 40))
                        .setReduced(minutes(50, 50)))
                .addOutages(TierOutage.newBuilder()
                        .setRole("client")
                        .setTitle("Clients")
                        .setHosts(2)
                        .setDown(minutes(0, 0))
                        .setReduced(minutes(5, 5)))
                .addPath(PathPiece.newBuilder()
                        .setStage("servers")
                        .setStep("install")
                        .addHosts("aos-1")
                        .setTakes(length(90)))
                .addPath(PathPiece.newBuilder()
                        .setLabel("after the first hosts of servers")
                        .setTakes(length(10)))
                .addStages(StageOutlook.newBuilder()
                        .setStage("servers")
                        .setBegun(true)
                        .setEnded(true))
                .build());
        assertThat(page)
                .contains(
                        "Forecast, if it begins now (from 3 earlier runs; the times of 4 of 31 steps are guessed)",
                        "    AOS                       30 min (p90 40 min); at least one of 3 hosts 50 min",
                        "    Clients                   never as a whole; at least one of 2 hosts 5 min",
                        "    servers.install                           1 h 30 min    aos-1",
                        "    servers                                   through")
                .anySatisfy(line -> assertThat(line).startsWith("    wait after the first hosts of servers"));
    }

    @Test
    void isAsPreciseAsAForecastIs() {
        assertThat(ForecastText.about(Duration.ofSeconds(40))).isEqualTo("40 s");
        assertThat(ForecastText.about(Duration.ofSeconds(89))).isEqualTo("1 min");
        assertThat(ForecastText.about(Duration.ofMinutes(60))).isEqualTo("1 h");
        assertThat(ForecastText.about(Duration.ofMinutes(130))).isEqualTo("2 h 10 min");
        assertThat(ForecastText.about(Duration.ofHours(27))).isEqualTo("1 d 3 h");
    }

    private static Forecast.Builder forecast(int likely, int latest) {
        return Forecast.newBuilder()
                .setFrom(at(0))
                .setNow(at(0))
                .setFinish(TimeRange.newBuilder().setLikely(at(likely)).setLatest(at(latest)));
    }

    private static WindowOutlook window(int closes, boolean atRisk) {
        return WindowOutlook.newBuilder()
                .setOpens(at(-60))
                .setCloses(at(closes))
                .setAtRisk(atRisk)
                .build();
    }

    private static Timestamp at(int minutes) {
        return Timestamp.newBuilder()
                .setSeconds(NOW.plus(Duration.ofMinutes(minutes)).getEpochSecond())
                .build();
    }

    private static com.google.protobuf.Duration length(int minutes) {
        return com.google.protobuf.Duration.newBuilder()
                .setSeconds(minutes * 60L)
                .build();
    }

    private static DurationRange minutes(int likely, int latest) {
        return DurationRange.newBuilder()
                .setLikely(length(likely))
                .setLatest(length(latest))
                .build();
    }
}
