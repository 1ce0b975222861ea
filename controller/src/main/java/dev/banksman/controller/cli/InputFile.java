package dev.banksman.controller.cli;

import dev.banksman.controller.runbook.compose.Bundle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that a command is given. However long one is, only so much of it is read as may be sent. */
final class InputFile {

    /** What the longest document may have. */
    private static final int MAX_BYTES = 16 << 20;

    private InputFile() {}

    /** @throws CommandFailure if it cannot be read or is too long, in one sentence */
    static byte[] bytes(Path file) {
        byte[] content;
        try (var input = Files.newInputStream(file)) {
            content = input.readNBytes(MAX_BYTES + 1);
        } catch (IOException e) {
            throw refused(file, why(file, e));
        }
        if (content.length > MAX_BYTES) {
            throw refused(file, "expected at most " + (MAX_BYTES >> 20) + " MiB, found more");
        }
        return content;
    }

    /**
     * A runbook with the fragments it includes, from the files beside it.
     *
     * @throws CommandFailure if one of them cannot be read
     */
    static byte[] runbook(Path file) {
        return Bundle.read(file, InputFile::bytes);
    }

    /** @throws CommandFailure also if it is not UTF-8 */
    static String text(Path file) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes(file)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw refused(file, "expected UTF-8, found something else");
        }
    }

    private static CommandFailure refused(Path file, String why) {
        return new CommandFailure(ExitCode.REFUSED, "Cannot read " + file + ": " + why + ".");
    }

    private static String why(Path file, IOException e) {
        if (Files.isDirectory(file)) {
            return "it is a directory";
        }
        if (!Files.exists(file)) {
            return "there is no such file";
        }
        return Files.isReadable(file) ? e.getClass().getSimpleName() + " " + e.getMessage() : "you may not read it";
    }
}
