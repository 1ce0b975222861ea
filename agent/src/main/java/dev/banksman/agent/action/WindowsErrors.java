package dev.banksman.agent.action;

import java.util.Map;
import java.util.Optional;

/** What the codes of the Service Control Manager mean, in words that do not depend on the host's language. */
final class WindowsErrors {

    static final int ALREADY_RUNNING = 1056;
    static final int NO_SUCH_SERVICE = 1060;
    static final int CANNOT_ACCEPT_CONTROL = 1061;
    static final int NOT_STARTED = 1062;
    static final int NEVER_STARTED = 1077;
    static final int SERVICE_SPECIFIC = 1066;

    private static final Map<Integer, String> MEANINGS = Map.ofEntries(
            Map.entry(2, "its program file was not found"),
            Map.entry(5, "access is denied: the agent's account may not do this"),
            Map.entry(1051, "other running services depend on it: stop them first"),
            Map.entry(1053, "it did not answer the start in time"),
            Map.entry(1055, "the service database is locked"),
            Map.entry(1058, "it is disabled, or nothing enables it"),
            Map.entry(NO_SUCH_SERVICE, "there is no such service"),
            Map.entry(CANNOT_ACCEPT_CONTROL, "it cannot take requests at this time"),
            Map.entry(1066, "it ended with an error code of its own"),
            Map.entry(1067, "its process ended unexpectedly"),
            Map.entry(1068, "a service it depends on failed to start"),
            Map.entry(1069, "it could not log on: check its account and password"),
            Map.entry(1070, "it hung while starting"),
            Map.entry(1072, "it is marked for deletion"),
            Map.entry(1075, "a service it depends on does not exist or is marked for deletion"),
            Map.entry(1079, "its account differs from that of other services in its process"));

    private WindowsErrors() {}

    static Optional<String> meaning(int code) {
        return Optional.ofNullable(MEANINGS.get(code));
    }

    /** {@code error 1068: a service it depends on failed to start}. */
    static String words(int code) {
        return meaning(code).map(words -> "error " + code + ": " + words).orElse("error " + code);
    }
}
