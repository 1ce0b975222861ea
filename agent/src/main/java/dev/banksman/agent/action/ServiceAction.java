package dev.banksman.agent.action;

import dev.banksman.agent.action.HostTools.Platform;
import dev.banksman.proto.agent.v1.Action;
import dev.banksman.proto.agent.v1.Service;
import dev.banksman.proto.agent.v1.ServiceOperation;
import dev.banksman.proto.agent.v1.ServiceState;
import java.nio.file.Path;
import java.time.Duration;

/**
 * {@code service}: looks at, starts, stops or restarts a service, or waits for its state. Query and wait only look.
 * Starting what runs and stopping what is stopped is success.
 */
final class ServiceAction implements ActionKind {

    private static final Duration WITHIN = Duration.ofMinutes(2);

    private final HostTools tools;

    ServiceAction(HostTools tools) {
        this.tools = tools;
    }

    @Override
    public Action.KindCase kind() {
        return Action.KindCase.SERVICE;
    }

    @Override
    public Work prepare(Action action, Path directory) throws InvalidActionException {
        var service = action.getService();
        var byDisplayName = !service.getDisplayName().isEmpty();
        if (byDisplayName == !service.getName().isEmpty()) {
            throw new InvalidActionException(
                    "service: expected either name or display-name, found " + (byDisplayName ? "both." : "none."));
        }
        var name = byDisplayName
                ? checked("service.display-name", service.getDisplayName())
                : checked("service.name", service.getName());
        if (byDisplayName && tools.platform() == Platform.LINUX) {
            throw new InvalidActionException(
                    "service.display-name: expected name, the unit, on Linux; display names are Windows' own.");
        }
        var operation = operation(service);
        var once = operation == ServiceOperation.SERVICE_OPERATION_QUERY;
        var within = TimeLimit.read(
                service.hasWithin(), service.getWithin(), once ? Duration.ZERO : WITHIN, "service.within");
        var control = tools.platform() == Platform.WINDOWS ? new WindowsServices(tools) : new SystemdServices(tools);
        var looks = once || operation == ServiceOperation.SERVICE_OPERATION_WAIT;
        return new Work.Inside(
                looks, new ServiceWork(control, name, byDisplayName, operation, expect(service, operation), within));
    }

    private static ServiceOperation operation(Service service) throws InvalidActionException {
        return switch (service.getOperation()) {
            case SERVICE_OPERATION_UNSPECIFIED -> ServiceOperation.SERVICE_OPERATION_QUERY;
            case SERVICE_OPERATION_QUERY,
                    SERVICE_OPERATION_START,
                    SERVICE_OPERATION_STOP,
                    SERVICE_OPERATION_RESTART,
                    SERVICE_OPERATION_WAIT -> service.getOperation();
            case UNRECOGNIZED ->
                throw new InvalidActionException(
                        "service.operation: expected query, start, stop, restart or wait, found number "
                                + service.getOperationValue() + ", which this agent does not know.");
        };
    }

    /** UNSPECIFIED only for a query that asks for nothing: then any service that exists will do. */
    private static ServiceState expect(Service service, ServiceOperation operation) throws InvalidActionException {
        if (service.getExpect() == ServiceState.UNRECOGNIZED) {
            throw new InvalidActionException("service.expect: expected a state this agent knows, found number "
                    + service.getExpectValue() + ".");
        }
        if (service.getExpect() != ServiceState.SERVICE_STATE_UNSPECIFIED) {
            return service.getExpect();
        }
        return switch (operation) {
            case SERVICE_OPERATION_START, SERVICE_OPERATION_RESTART, SERVICE_OPERATION_WAIT ->
                ServiceState.SERVICE_STATE_RUNNING;
            case SERVICE_OPERATION_STOP -> ServiceState.SERVICE_STATE_STOPPED;
            case SERVICE_OPERATION_QUERY, SERVICE_OPERATION_UNSPECIFIED, UNRECOGNIZED ->
                ServiceState.SERVICE_STATE_UNSPECIFIED;
        };
    }

    private static String checked(String field, String name) throws InvalidActionException {
        if (name.length() > 256 || name.chars().anyMatch(c -> c < ' ' || c == '"' || c == '/' || c == '\\')) {
            throw new InvalidActionException(field + ": expected the name of a service (at most 256 characters, no "
                    + "slashes or quotes), found '" + BoundedText.oneLine(name, 300) + "'.");
        }
        return name;
    }
}
