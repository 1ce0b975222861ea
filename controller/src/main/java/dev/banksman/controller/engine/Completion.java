package dev.banksman.controller.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Goes on, on an executor, when something that was begun is done. */
final class Completion {

    private static final Logger LOG = LoggerFactory.getLogger(Completion.class);

    private Completion() {}

    /** Exactly one of the two is called; what they throw is a fault, and logged. */
    static <T> void then(
            CompletableFuture<T> future, Executor executor, Consumer<T> onSuccess, Consumer<Throwable> onFailure) {
        var unused = future.whenComplete((value, failure) -> executor.execute(() -> {
            try {
                if (failure == null) {
                    onSuccess.accept(value);
                } else {
                    onFailure.accept(causeOf(failure));
                }
            } catch (RuntimeException e) {
                LOG.error("A fault in the engine", e);
            }
        }));
    }

    static Throwable causeOf(Throwable failure) {
        var cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }
}
