package dev.banksman.controller.cli;

import dev.banksman.proto.operator.v1.DurationRange;
import dev.banksman.proto.operator.v1.Forecast;
import dev.banksman.proto.operator.v1.PathPiece;
import dev.banksman.proto.operator.v1.StageOutlook;
import dev.banksman.proto.operator.v1.TimeRange;
import dev.banksman.proto.operator.v1.WindowOutlook;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A forecast in words: a line while a run goes on, a page beside a plan. Pure. */
final class ForecastText {

    /** Pieces of the critical path that are shown, the longest. */
    private static final int PIECES = 15;

    private static final int NAME = 40;

    private ForecastText() {}

    /** How long is left at a moment, in one calm line: about 42 min left (p90 58 min), plus the time at 2 gates. */
    static String left(Forecast forecast, Instant now) {
        var line = new StringBuilder("about ").append(left(forecast.getFinish(), now));
        if (forecast.getGatesCount() > 0) {
            line.append(", plus the time at ").append(gates(forecast.getGatesCount()));
        }
        if (forecast.hasWindow() && !forecast.getWindow().getDone()) {
            line.append(", ").append(window(forecast.getWindow(), now));
        }
        return line.toString();
    }

    private static String left(TimeRange finish, Instant now) {
        var likely = about(until(finish.getLikely(), now));
        var latest = about(until(finish.getLatest(), now));
        return likely + " left" + (likely.equals(latest) ? "" : " (p90 " + latest + ")");
    }

    private static String window(WindowOutlook window, Instant now) {
        var closes = Words.instant(window.getCloses());
        if (closes.isBefore(now)) {
            return "window closed " + about(Duration.between(closes, now)) + " ago";
        }
        return "window ends in " + about(Duration.between(now, closes)) + (window.getAtRisk() ? ": AT RISK" : "");
    }

    /** What the operator reads before the start. Each line without its line feed. */
    static List<String> page(Forecast forecast) {
        var lines = new ArrayList<String>();
        lines.add("Forecast, if it begins now (" + ground(forecast) + ")");
        summary(forecast, lines);
        outages(forecast, lines);
        path(forecast, lines);
        stages(forecast, lines);
        return lines;
    }

    static void summary(Forecast forecast, List<String> lines) {
        var from = Words.instant(forecast.getNow());
        line(lines, "finish", range(forecast.getFinish(), from));
        if (!forecast.getEnds().isEmpty()) {
            line(lines, "", "but " + forecast.getEnds());
        }
        if (forecast.getGatesCount() > 0) {
            line(
                    lines,
                    "",
                    "plus the time at " + gates(forecast.getGatesCount()) + "; as they usually go "
                            + range(forecast.getWithGates(), from));
        }
        if (duration(forecast.getWaiting()).isPositive()) {
            line(lines, "", "of that " + about(duration(forecast.getWaiting())) + " until the window opens");
        }
        if (forecast.hasNoReturn()) {
            line(lines, "no return", range(forecast.getNoReturn(), from));
        }
        if (forecast.hasWindow()) {
            var window = forecast.getWindow();
            line(
                    lines,
                    "window",
                    Words.day(window.getOpens()) + " to " + Words.day(window.getCloses())
                            + (window.getAtRisk() ? ", AT RISK" : ""));
            line(lines, "", "its work, gates included: " + range(window.getFinish(), from));
        }
    }

    static String ground(Forecast forecast) {
        var ground = forecast.getGround();
        if (ground.getRuns() == 0) {
            return "no earlier run: every time is guessed";
        }
        var runs = ground.getRuns() == 1 ? "1 earlier run" : ground.getRuns() + " earlier runs";
        var guessed = ground.getSteps() - ground.getSeen();
        return "from " + runs
                + (guessed == 0 ? "" : "; the times of " + guessed + " of " + ground.getSteps() + " steps are guessed");
    }

    private static String range(TimeRange range, Instant from) {
        var likely = Words.day(range.getLikely()) + ", in " + about(until(range.getLikely(), from));
        return range.getLikely().equals(range.getLatest())
                ? likely
                : likely + "; nine of ten by " + Words.clock(range.getLatest()) + ", in "
                        + about(until(range.getLatest(), from));
    }

    static void outages(Forecast forecast, List<String> lines) {
        if (forecast.getOutagesCount() > 0) {
            lines.add("  out of service" + (forecast.getGatesCount() == 0 ? "" : ", with the usual time at gates"));
            for (var tier : forecast.getOutagesList()) {
                var some = tier.getHosts() == 1
                        ? ""
                        : "; at least one of " + tier.getHosts() + " hosts " + span(tier.getReduced());
                var all = duration(tier.getDown().getLatest()).isZero() ? "never as a whole" : span(tier.getDown());
                lines.add("    " + Words.pad(Words.cut(tier.getTitle(), NAME), 24) + "  " + all + some);
            }
        }
    }

    private static String span(DurationRange range) {
        var likely = about(duration(range.getLikely()));
        var latest = about(duration(range.getLatest()));
        return likely.equals(latest) ? likely : likely + " (p90 " + latest + ")";
    }

    static void path(Forecast forecast, List<String> lines) {
        if (forecast.getPathCount() == 0) {
            return;
        }
        lines.add("  critical path");
        var shown = forecast.getPathList().stream()
                .sorted(Comparator.comparing((PathPiece piece) -> duration(piece.getTakes()))
                        .reversed())
                .limit(PIECES)
                .toList();
        var rest = Duration.ZERO;
        var others = 0;
        for (var piece : forecast.getPathList()) {
            var length = duration(piece.getTakes());
            if (shown.contains(piece)) {
                lines.add("    " + Words.pad(Words.cut(name(piece), NAME), NAME) + "  "
                        + Words.pad(piece.getGate() ? "gate" : about(length), 12) + "  " + where(piece));
            } else {
                rest = rest.plus(length);
                others++;
            }
        }
        if (others > 0) {
            lines.add("    and " + others + " shorter, together " + about(rest));
        }
    }

    private static String name(PathPiece piece) {
        return piece.getLabel().isEmpty() ? piece.getStage() + "." + piece.getStep() : "wait " + piece.getLabel();
    }

    private static String where(PathPiece piece) {
        return piece.getHostsCount() > 3 ? piece.getHostsCount() + " hosts" : String.join(", ", piece.getHostsList());
    }

    private static void stages(Forecast forecast, List<String> lines) {
        lines.add("  stages");
        for (var stage : forecast.getStagesList()) {
            lines.add("    " + Words.pad(Words.cut(stage.getStage(), NAME), NAME) + "  " + when(stage));
        }
    }

    private static String when(StageOutlook stage) {
        if (stage.getEnded()) {
            return "through";
        }
        var end = stage.hasEnd() ? Words.clock(stage.getEnd().getLikely()) : "not in sight";
        return (stage.getBegun()
                        ? "begun"
                        : stage.hasBegin() ? Words.clock(stage.getBegin().getLikely()) : "-") + " to " + end;
    }

    private static void line(List<String> lines, String name, String text) {
        lines.add("  " + Words.pad(name, 13) + "  " + text);
    }

    private static String gates(int count) {
        return count == 1 ? "1 gate" : count + " gates";
    }

    private static Duration until(com.google.protobuf.Timestamp at, Instant now) {
        var left = Duration.between(now, Words.instant(at));
        return left.isNegative() ? Duration.ZERO : left;
    }

    static Duration duration(com.google.protobuf.Duration length) {
        return Duration.ofSeconds(length.getSeconds(), length.getNanos());
    }

    /** As precise as a forecast is: 40 s, 42 min, 2 h 10 min, 1 d 3 h. */
    static String about(Duration length) {
        if (length.toSeconds() < 60) {
            return length.toSeconds() + " s";
        }
        var minutes = (length.toSeconds() + 30) / 60;
        if (minutes < 60) {
            return minutes + " min";
        }
        if (minutes < 24 * 60) {
            return minutes / 60 + " h" + (minutes % 60 == 0 ? "" : " " + minutes % 60 + " min");
        }
        var hours = (minutes + 30) / 60;
        return hours / 24 + " d" + (hours % 24 == 0 ? "" : " " + hours % 24 + " h");
    }
}
