package dev.banksman.controller.operator;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where failures become status codes, for every way in which the API is reached. */
final class Failures {

    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);
    /** Descriptions travel in headers, and those are bounded. */
    private static final int MAX_DESCRIPTION = 2_000;

    private Failures() {}

    /** What the caller is told; never more of a fault than that there was one. */
    static Exception status(Exception failure) {
        return switch (failure) {
            case StatusRuntimeException said -> said;
            case IllegalArgumentException refused -> said(Status.INVALID_ARGUMENT, refused);
            case Backend.UnavailableException away -> said(Status.FAILED_PRECONDITION, away);
            case InterruptedException ended -> {
                Thread.currentThread().interrupt();
                yield Status.UNAVAILABLE
                        .withDescription("The controller is stopping.")
                        .withCause(ended)
                        .asRuntimeException();
            }
            case IOException disk -> {
                LOG.error("An operator's call failed on the disk", disk);
                yield Status.UNAVAILABLE
                        .withDescription("The controller could not read or write its disk: " + disk.getMessage())
                        .asRuntimeException();
            }
            case Exception fault -> {
                LOG.error("An operator's call failed", fault);
                yield Status.INTERNAL
                        .withDescription("A fault in the controller; its log has the details.")
                        .asRuntimeException();
            }
        };
    }

    private static StatusRuntimeException said(Status status, Exception failure) {
        var text = String.valueOf(failure.getMessage());
        return status.withDescription(
                        text.length() <= MAX_DESCRIPTION ? text : text.substring(0, MAX_DESCRIPTION) + " ...")
                .asRuntimeException();
    }
}
