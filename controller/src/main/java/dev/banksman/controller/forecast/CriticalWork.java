package dev.banksman.controller.forecast;

import dev.banksman.controller.forecast.Forecast.PathPiece;
import dev.banksman.controller.forecast.Trace.Kind;
import dev.banksman.controller.forecast.Trace.Piece;
import dev.banksman.controller.plan.TaskKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The critical path of a rehearsed run: the chain of pieces of which each began because the one before ended, back from the
 * end. Attempts of one step that follow one another, on one host or from host to host, are one piece of it.
 */
final class CriticalWork {
    private CriticalWork() {}

    static List<PathPiece> of(Trace trace, Instant end) {
        var path = new ArrayList<PathPiece>();
        for (int number : trace.chain()) {
            Piece piece = trace.piece(number);
            Duration takes = Duration.between(piece.begin(), trace.end(number).orElse(end));
            if (piece.kind() == Kind.WAIT && takes.isZero()) {
                continue;
            }
            PathPiece next = piece(piece, takes);
            if (!path.isEmpty() && sameStep(path.getLast(), next)) {
                path.add(joined(path.removeLast(), next));
            } else {
                path.add(next);
            }
        }
        return path;
    }

    private static PathPiece piece(Piece piece, Duration takes) {
        Optional<TaskKey> task = piece.task();
        return new PathPiece(
                task.map(TaskKey::stage).orElse(""),
                task.map(TaskKey::step).orElse(""),
                task.map(TaskKey::host).stream().toList(),
                piece.label(),
                piece.kind() == Kind.QUESTION,
                takes,
                task.isPresent() ? 1 : 0);
    }

    private static boolean sameStep(PathPiece a, PathPiece b) {
        return a.gate() == b.gate()
                && a.label().isEmpty()
                && b.label().isEmpty()
                && a.stage().equals(b.stage())
                && a.step().equals(b.step());
    }

    private static PathPiece joined(PathPiece a, PathPiece b) {
        var hosts = new ArrayList<>(a.hosts());
        boolean again = hosts.containsAll(b.hosts());
        if (!again) {
            hosts.addAll(b.hosts());
        }
        return new PathPiece(
                a.stage(),
                a.step(),
                List.copyOf(hosts),
                a.label(),
                a.gate(),
                a.takes().plus(b.takes()),
                a.tasks() + (again ? 0 : b.tasks()));
    }
}
