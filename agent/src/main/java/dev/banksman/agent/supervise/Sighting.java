package dev.banksman.agent.supervise;

import java.time.Instant;
import java.util.Optional;

/** What is proven about a command at the moment of looking. */
public sealed interface Sighting {

    /**
     * Nobody has claimed the attempt: nothing of it has begun, but it may yet.
     *
     * @param shimGone this agent started the shim and saw it end; it will not claim any more
     * @param evidence what the shim left behind, for people
     */
    record Unclaimed(boolean shimGone, String evidence) implements Sighting {}

    /** The body has never begun and never will. */
    record NeverBegan(String evidence) implements Sighting {}

    /** A shim has claimed the attempt; whether the body has begun is not proven yet. */
    record Claimed() implements Sighting {}

    /** The body has begun and its end has not been recorded. */
    record Running(long pid, Instant since) implements Sighting {}

    /**
     * The body has ended with this code, as a shell counts them: 128 + n for signal n.
     *
     * @param since when the body began, where its record says so
     * @param problem why the program could not be started at all
     */
    record Exited(int code, Instant at, Optional<Instant> since, Optional<String> problem) implements Sighting {}

    /** It has begun or may have, nothing of the body is left, and its end was recorded by nobody. */
    record Lost(String evidence) implements Sighting {}
}
