package dev.banksman.controller.engine;

import com.google.protobuf.ByteString;
import dev.banksman.controller.run.Ruling;
import dev.banksman.controller.run.RunInput;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** An input on its way to a run, and whoever waits for what becomes of it. */
final class Letter {

    private final RunInput input;
    private final long link;
    private final ByteString chainHead;
    private @Nullable CompletableFuture<Recorded> answer;

    Letter(RunInput input) {
        this(input, 0, ByteString.EMPTY);
    }

    /**
     * @param link with a hello: the link over which it came
     * @param chainHead with a hello: the hash that the agent has for the position it names; empty if it has none
     */
    Letter(RunInput input, long link, ByteString chainHead) {
        this.input = input;
        this.link = link;
        this.chainHead = chainHead;
    }

    long link() {
        return link;
    }

    ByteString chainHead() {
        return chainHead;
    }

    RunInput input() {
        return input;
    }

    /** Asked for before the letter is sent. */
    CompletableFuture<Recorded> answer() {
        if (answer == null) {
            answer = new CompletableFuture<>();
        }
        return answer;
    }

    boolean awaited() {
        return answer != null;
    }

    void settle(Ruling ruling, long position) {
        if (answer != null) {
            answer.complete(new Recorded(ruling, position));
        }
    }

    void fail(RuntimeException cause) {
        if (answer != null) {
            answer.completeExceptionally(cause);
        }
    }
}
