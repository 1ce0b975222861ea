package dev.banksman.agent.upgrade;

import dev.banksman.common.DurableFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Directories with all that is in them. Links are not followed. */
final class Trees {

    private Trees() {}

    private interface Step {
        void at(Path path) throws IOException;
    }

    /** With all that is in it; nothing where there is nothing. */
    static void delete(Path root) throws IOException {
        if (Files.exists(root)) {
            bottomUp(root, Files::delete, Files::delete);
        }
    }

    /** Makes every file and every name durable. */
    static void sync(Path root) throws IOException {
        bottomUp(root, Trees::syncFile, DurableFiles::syncDirectory);
    }

    private static void syncFile(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** Each directory after what is in it. */
    private static void bottomUp(Path root, Step file, Step directory) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
                file.at(path);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path path, @Nullable IOException problem) throws IOException {
                if (problem != null) {
                    throw problem;
                }
                directory.at(path);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
