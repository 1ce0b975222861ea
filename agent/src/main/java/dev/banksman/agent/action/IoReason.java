package dev.banksman.agent.action;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Why a file could not be read or written, in words; the library's messages are often the path alone. */
final class IoReason {

    private IoReason() {}

    static String of(IOException e) {
        if (e instanceof NoSuchFileException missing) {
            return missing.getFile() + " is not there";
        }
        if (e instanceof AccessDeniedException denied) {
            return "the agent's account may not access " + denied.getFile();
        }
        if (e instanceof FileSystemException failure && failure.getReason() != null) {
            return failure.getFile() + ": " + failure.getReason();
        }
        var message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
