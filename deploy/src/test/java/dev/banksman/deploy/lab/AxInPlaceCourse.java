package dev.banksman.deploy.lab;

import dev.banksman.deploy.lab.Mended.Failure;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The whole in-place upgrade in one lab, one procedure after the other, each beginning where the one before ended and with
 * what it handed on. What a procedure starts from is kept, so that it can be walked again with something wrong. For one
 * thread.
 */
final class AxInPlaceCourse {

    /** The procedures in their order. */
    enum Leg {
        CREATE(Bench.AX_IN_PLACE),
        DEVELOPMENT(Bench.AX_DEVELOPMENT),
        DATA_UPGRADE(Bench.AX_IN_PLACE),
        PRODUCTION(Bench.AX_PRODUCTION);

        final LabProcedure procedure;

        Leg(LabProcedure procedure) {
            this.procedure = procedure;
        }
    }

    /** A leg's failures and the lab as it is after it, to be looked at. */
    interface Look {
        void at(Bench bench, List<Failure> failures) throws Exception;
    }

    private final Path lab;
    private final Path kept;
    private final Map<String, String> handedOn = new HashMap<>();
    private int walked;

    /** @param directory its own */
    AxInPlaceCourse(Path directory) {
        this.lab = directory.resolve("lab");
        this.kept = directory.resolve("kept");
    }

    /** Walks this leg, and all before it that were not walked yet. */
    void walk(Leg leg, Map<String, String> parameters, List<String> faults, Look look) throws Exception {
        for (var before : Leg.values()) {
            if (before == leg) {
                break;
            }
            if (before.ordinal() >= walked) {
                go(before, Map.of(), List.of(), (bench, failures) -> {
                    if (!failures.isEmpty()) {
                        throw new AssertionError(before + ": " + failures);
                    }
                });
                copy(lab, kept.resolve(before.name()));
                walked = before.ordinal() + 1;
            }
        }
        go(leg, parameters, faults, look);
    }

    private void go(Leg leg, Map<String, String> parameters, List<String> faults, Look look) throws Exception {
        remove(lab);
        if (leg.ordinal() > 0) {
            copy(kept.resolve(Leg.values()[leg.ordinal() - 1].name()), lab);
        }
        var all = new HashMap<>(parametersOf(leg));
        all.putAll(parameters);
        try (var tour = Tour.in(lab, leg.procedure, all)) {
            var failures = Mended.on(tour, leg.procedure, faults);
            look.at(tour.bench(), failures);
            handOn(leg, tour.walk());
        }
    }

    private Map<String, String> parametersOf(Leg leg) {
        return switch (leg) {
            case CREATE -> Map.of();
            case DEVELOPMENT -> Map.of("base-store-digest", handedOn.get("test-store"));
            case DATA_UPGRADE ->
                Map.of(
                        "part",
                        "data-upgrade",
                        "upgraded-store-digest",
                        handedOn.get("upgraded-store"),
                        "change-tracking-statements",
                        handedOn.get("statements"));
            case PRODUCTION -> Map.of("model-store-digest", handedOn.get("upgraded-store"));
        };
    }

    private void handOn(Leg leg, Walk walk) {
        switch (leg) {
            case CREATE -> {
                handedOn.put("test-store", walk.output("export", "collect-test-store", "digest"));
                handedOn.put("statements", walk.output("change-tracking-off", "save-change-tracking", "enable"));
            }
            case DEVELOPMENT ->
                handedOn.put("upgraded-store", walk.output("export", "collect-upgraded-store", "digest"));
            case DATA_UPGRADE, PRODUCTION -> {}
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(to.resolve(from.relativize(folder)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path left, @Nullable IOException e) throws IOException {
                Files.delete(left);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
