package dev.banksman.controller.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Compares text with a file that people review. {@code -Dbanksman.write=true} writes the files instead. */
public final class Golden {
    private Golden() {}

    /** A file below {@code src/test/resources/runbooks}. */
    public static void check(String name, String actual) {
        at(Path.of("src/test/resources/runbooks", name), actual);
    }

    /** A file of the module. */
    public static void at(Path file, String actual) {
        try {
            if (Boolean.getBoolean("banksman.write")) {
                Files.createDirectories(file.toAbsolutePath().getParent());
                Files.writeString(file, actual);
            }
            assertThat(file)
                    .as("run once with -Dbanksman.write=true to make it")
                    .exists();
            assertThat(actual)
                    .as("%s; if the change is wanted, run with -Dbanksman.write=true and review it", file)
                    .isEqualTo(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
