package dev.banksman.agent.action;

import dev.banksman.proto.agent.v1.Observation;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an action turns into on this host. Made anew from the recorded dispatch after every start of the agent, so
 * making it must have no effect and give the same answer each time.
 */
public sealed interface Work {

    /**
     * Nothing is changed by this work, so that it may be run again after the agent was interrupted. Work that changes
     * something and was interrupted inside the agent ends as UNKNOWN, unless it {@link Inside#resumes}.
     */
    boolean onlyLooks();

    /**
     * A process of the operating system, started through the shim; it outlives the agent.
     *
     * @param argv program and arguments
     * @param commandLine raw command line in place of {@code argv} (Windows)
     * @param secretEnvironment variable to secret's name; looked up at launch, never recorded
     * @param directory working directory; without it the directory of the attempt
     * @param ending judges the end; called with what the spool holds, possibly by a later agent process
     * @param files texts to be written into the directory of the attempt before the start, by file name, in UTF-8 and
     *     readable by the agent's account only; the shim starts nothing before they are durable
     * @param outputEncoding what the output is decoded with; without it the host's own
     * @param account the account of Windows that the process is to have; without it the agent's own
     */
    record Command(
            List<String> argv,
            Optional<String> commandLine,
            Map<String, String> environment,
            Map<String, String> secretEnvironment,
            Optional<Path> directory,
            String stdin,
            boolean onlyLooks,
            Ending ending,
            Map<String, String> files,
            Optional<Charset> outputEncoding,
            Optional<Account> account)
            implements Work {

        /** A command without files of its own, whose output is in the host's encoding, under the agent's account. */
        public Command(
                List<String> argv,
                Optional<String> commandLine,
                Map<String, String> environment,
                Map<String, String> secretEnvironment,
                Optional<Path> directory,
                String stdin,
                boolean onlyLooks,
                Ending ending) {
            this(
                    argv,
                    commandLine,
                    environment,
                    secretEnvironment,
                    directory,
                    stdin,
                    onlyLooks,
                    ending,
                    Map.of(),
                    Optional.empty(),
                    Optional.empty());
        }
    }

    /**
     * An account of Windows.
     *
     * @param domain {@code .} for this computer's own; empty where the user's name says it
     * @param passwordSecret the secret's name, looked up at launch; without it the account is a group-managed one
     */
    record Account(String domain, String user, Optional<String> passwordSecret) {}

    /**
     * Runs inside the agent, on a thread of its own, and stops soon when interrupted through its context.
     *
     * @param resumes when the agent was interrupted, the body is run again: it goes on from what it wrote down, or what it
     *     does is the same however often it is done. True of all that only looks.
     */
    record Inside(boolean onlyLooks, boolean resumes, Body body) implements Work {

        /** Work that is done again after an interruption if it only looks, and not otherwise. */
        public Inside(boolean onlyLooks, Body body) {
            this(onlyLooks, onlyLooks, body);
        }
    }

    @FunctionalInterface
    interface Body {
        /** Never throws for what it finds on the host; that is a {@link Finding} with its reason. */
        Finding run(Context context) throws InterruptedException;
    }

    @FunctionalInterface
    interface Ending {
        Finding judge(int exitCode, Captured output);
    }

    /** What the spool kept of a command's output: head and tail, decoded; the middle may be missing. */
    interface Captured {
        String stdout();

        String stderr();
    }

    /** What an inside body is given. */
    interface Context {
        /** A directory of this attempt for files that are kept with it, such as an installer's log. */
        Path directory();

        /** Appends to the attempt's standard output, as a command would. */
        void print(String text);

        /** Waits, waking up early when the attempt is cancelled or out of time. */
        void pause(Duration time) throws InterruptedException;

        /** Monotonic clock for limits inside the action, in nanoseconds. */
        long nanoTime();

        /** The secret of that name from the host's own store, or empty when there is none. */
        Optional<char[]> secret(String name);
    }

    /**
     * What came of it.
     *
     * @param succeeded whether the step succeeded; a check that found something else than expected did not
     * @param text what the action showed, for output rules; at most 1 MiB is looked at
     * @param outputs values the action itself names, such as {@code digest}
     * @param rebootRequired the host is still to be restarted; of work that was stopped: it will be, whatever is done now,
     *     and the end is UNKNOWN
     * @param saved outputs that later steps get whole or not at all; beside an output of the same name they win
     */
    record Finding(
            boolean succeeded,
            String message,
            Observation observation,
            String text,
            Map<String, String> outputs,
            boolean rebootRequired,
            Map<String, String> saved) {

        /** With nothing saved. */
        public Finding(
                boolean succeeded,
                String message,
                Observation observation,
                String text,
                Map<String, String> outputs,
                boolean rebootRequired) {
            this(succeeded, message, observation, text, outputs, rebootRequired, Map.of());
        }
    }
}
