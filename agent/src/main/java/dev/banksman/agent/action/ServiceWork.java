package dev.banksman.agent.action;

import dev.banksman.agent.action.ServiceControl.Status;
import dev.banksman.agent.action.Work.Context;
import dev.banksman.agent.action.Work.Finding;
import dev.banksman.proto.agent.v1.ServiceOperation;
import dev.banksman.proto.agent.v1.ServiceState;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** One operation on one service: ask the system for the change, then watch until the state is there or is out of reach. */
record ServiceWork(
        ServiceControl control,
        String name,
        boolean byDisplayName,
        ServiceOperation operation,
        ServiceState expect,
        Duration within)
        implements Work.Body {

    private static final Duration EVERY = Duration.ofMillis(500);
    private static final Duration TOOL_LIMIT = Duration.ofSeconds(30);

    @Override
    public Finding run(Context context) throws InterruptedException {
        try {
            return new Watch(context, keyName(context)).run();
        } catch (ToolException e) {
            return Judgement.failed(expected(), "unknown")
                    .message(e.getMessage())
                    .finding();
        }
    }

    private Optional<String> keyName(Context context) throws ToolException, InterruptedException {
        if (!byDisplayName) {
            return Optional.of(name);
        }
        var key = control.keyName(name, TOOL_LIMIT);
        key.ifPresent(found -> context.print("Service \"" + name + "\" has the key name " + found + nl()));
        return key;
    }

    private String expected() {
        return "Service \"" + name + "\": "
                + (expect == ServiceState.SERVICE_STATE_UNSPECIFIED ? "installed" : words(expect));
    }

    private static String words(ServiceState state) {
        return state.name().replace("SERVICE_STATE_", "").toLowerCase(Locale.ROOT);
    }

    private static String nl() {
        return System.lineSeparator();
    }

    /** One run of the work. Used by one thread. */
    private final class Watch {

        private final Context context;
        private final Optional<String> key;
        private final TimeLimit limit;
        private String printed = "";

        Watch(Context context, Optional<String> key) {
            this.context = context;
            this.key = key;
            this.limit = TimeLimit.start(context, within);
        }

        Finding run() throws ToolException, InterruptedException {
            var refusal = switch (operation) {
                case SERVICE_OPERATION_START -> start();
                case SERVICE_OPERATION_STOP -> stop();
                case SERVICE_OPERATION_RESTART -> restart();
                case SERVICE_OPERATION_QUERY, SERVICE_OPERATION_WAIT, SERVICE_OPERATION_UNSPECIFIED, UNRECOGNIZED ->
                    Optional.<String>empty();
            };
            if (refusal.isPresent()) {
                var status = look();
                return judge(status, reached(status))
                        .hint(sentence(refusal.get()))
                        .finding();
            }
            return watch();
        }

        private Finding watch() throws ToolException, InterruptedException {
            var started = operation == ServiceOperation.SERVICE_OPERATION_START
                    || operation == ServiceOperation.SERVICE_OPERATION_RESTART;
            while (true) {
                var status = look();
                if (reached(status)) {
                    return judge(status, true).finding();
                }
                if (started && status.endedBadly()) {
                    return judge(status, false)
                            .hint("It was started and ended again.")
                            .finding();
                }
                if (limit.over()) {
                    var judgement = judge(status, false);
                    return within.isZero()
                            ? judgement.finding()
                            : judgement
                                    .hint("Waited for " + TimeLimit.words(within) + ".")
                                    .finding();
                }
                context.pause(limit.leftAtMost(EVERY));
            }
        }

        private Optional<String> start() throws ToolException, InterruptedException {
            var status = settled(ServiceState.SERVICE_STATE_STOPPING);
            if (status.state() == ServiceState.SERVICE_STATE_ABSENT) {
                return Optional.of("There is nothing to start");
            }
            if (status.state() == ServiceState.SERVICE_STATE_RUNNING
                    || status.state() == ServiceState.SERVICE_STATE_STARTING) {
                return Optional.empty();
            }
            print("start requested");
            return control.start(key.orElse(name), status, changeLimit())
                    .map(reason -> "The start was refused: " + reason);
        }

        private Optional<String> stop() throws ToolException, InterruptedException {
            var status = settled(ServiceState.SERVICE_STATE_STARTING);
            if (status.state() == ServiceState.SERVICE_STATE_ABSENT) {
                return Optional.of("There is nothing to stop");
            }
            if (status.state() == ServiceState.SERVICE_STATE_STOPPED
                    || status.state() == ServiceState.SERVICE_STATE_STOPPING) {
                return Optional.empty();
            }
            print("stop requested");
            return control.stop(key.orElse(name), changeLimit()).map(reason -> "The stop was refused: " + reason);
        }

        private Optional<String> restart() throws ToolException, InterruptedException {
            var refusal = stop();
            if (refusal.isPresent()) {
                return refusal;
            }
            var status = settled(
                    ServiceState.SERVICE_STATE_STOPPING,
                    ServiceState.SERVICE_STATE_RUNNING,
                    ServiceState.SERVICE_STATE_PAUSED);
            return status.state() == ServiceState.SERVICE_STATE_STOPPED
                    ? start()
                    : Optional.of("It did not stop within " + TimeLimit.words(within));
        }

        /** Waits while it is in one of these states: requests made now would be refused, or mean something else. */
        private Status settled(ServiceState... passing) throws ToolException, InterruptedException {
            while (true) {
                var status = look();
                if (limit.over() || java.util.Arrays.asList(passing).indexOf(status.state()) < 0) {
                    return status;
                }
                context.pause(limit.leftAtMost(EVERY));
            }
        }

        private Status look() throws ToolException, InterruptedException {
            var status = key.isPresent()
                    ? control.status(key.get(), TOOL_LIMIT)
                    : new Status(ServiceState.SERVICE_STATE_ABSENT, "absent", false);
            if (!status.words().equals(printed)) {
                printed = status.words();
                print(printed);
            }
            return status;
        }

        private Duration changeLimit() {
            // systemctl comes back when the change is done, which may take all the time there is.
            var left = limit.left();
            return left.compareTo(TOOL_LIMIT) > 0 ? left : TOOL_LIMIT;
        }

        private boolean reached(Status status) {
            return expect == ServiceState.SERVICE_STATE_UNSPECIFIED
                    ? status.state() != ServiceState.SERVICE_STATE_ABSENT
                    : status.state() == expect;
        }

        private Judgement judge(Status status, boolean reached) {
            return Judgement.of(reached, expected(), status.words())
                    .shown(status.words())
                    .output("state", words(status.state()))
                    .message(
                            reached
                                    ? "Service \"" + name + "\" is " + status.words() + "."
                                    : "Service \"" + name + "\": expected "
                                            + (expect == ServiceState.SERVICE_STATE_UNSPECIFIED
                                                    ? "installed"
                                                    : words(expect))
                                            + ", observed " + status.words() + ".");
        }

        private String sentence(String text) {
            return text.endsWith(".") ? text : text + ".";
        }

        private void print(String text) {
            context.print("Service \"" + name + "\": " + text + nl());
        }
    }
}
