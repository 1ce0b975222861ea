package dev.banksman.agent.action;

import dev.banksman.agent.action.HostTools.Platform;
import dev.banksman.proto.agent.v1.Action;
import dev.banksman.proto.agent.v1.RegistryOperation;
import dev.banksman.proto.agent.v1.RegistryView;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * {@code registry}: looks at, writes or removes a value or a key. Query only looks. Writing what is written and removing
 * what is absent is success, so work that was interrupted is simply done again.
 */
final class RegistryAction implements ActionKind {

    private static final Pattern KEY = Pattern.compile(
            "(?i)(HKLM|HKCU|HKU|HKCR|HKCC|HKEY_LOCAL_MACHINE|HKEY_CURRENT_USER|HKEY_USERS|HKEY_CLASSES_ROOT|"
                    + "HKEY_CURRENT_CONFIG)(\\\\[^\\\\]+)+");

    /** A key nearer to its root holds a whole vendor's, or a whole system's. */
    private static final int LEAST_DEPTH_TO_REMOVE = 3;

    private final HostTools tools;

    RegistryAction(HostTools tools) {
        this.tools = tools;
    }

    @Override
    public Action.KindCase kind() {
        return Action.KindCase.REGISTRY;
    }

    @Override
    public Work prepare(Action action, Path directory) throws InvalidActionException {
        if (tools.platform() != Platform.WINDOWS) {
            throw new InvalidActionException("registry: expected a Windows host; this one has no registry.");
        }
        var registry = action.getRegistry();
        var key = Fields.required("registry.key", registry.getKey());
        if (!KEY.matcher(key).matches()) {
            throw new InvalidActionException("registry.key: expected a key such as HKLM\\SOFTWARE\\Vendor, found '"
                    + BoundedText.oneLine(key, 200) + "'.");
        }
        Optional<String> value = Optional.of(Fields.withoutNul("registry.value", registry.getValue()))
                .filter(name -> !name.isEmpty());
        var work = new RegistryWork(
                new Registry(tools),
                key,
                value,
                registry.getView() == RegistryView.REGISTRY_VIEW_BITS_32
                        ? Registry.View.BITS_32
                        : Registry.View.BITS_64);
        return switch (registry.getOperation()) {
            case REGISTRY_OPERATION_UNSPECIFIED, REGISTRY_OPERATION_QUERY -> {
                var expect = expect(registry, value);
                yield new Work.Inside(true, context -> work.query(context, registry.getExpectAbsent(), expect));
            }
            case REGISTRY_OPERATION_SET -> {
                if (value.isEmpty()) {
                    throw new InvalidActionException(
                            "registry.value: expected the name of the value to set, found none.");
                }
                var data = RegistryData.of(registry.getType(), registry.getData());
                yield new Work.Inside(false, true, context -> work.set(context, data));
            }
            case REGISTRY_OPERATION_REMOVE -> {
                if (value.isEmpty() && key.chars().filter(c -> c == '\\').count() < LEAST_DEPTH_TO_REMOVE) {
                    throw new InvalidActionException("registry.key: expected a key at least " + LEAST_DEPTH_TO_REMOVE
                            + " levels below its root to be removed, found '" + key + "'.");
                }
                yield new Work.Inside(false, true, work::remove);
            }
            case UNRECOGNIZED ->
                throw new InvalidActionException("registry.operation: expected "
                        + RegistryOperation.REGISTRY_OPERATION_QUERY.name().toLowerCase(Locale.ROOT)
                        + " or another this agent knows, found number " + registry.getOperationValue() + ".");
        };
    }

    private static Optional<Expression> expect(dev.banksman.proto.agent.v1.Registry registry, Optional<String> value)
            throws InvalidActionException {
        if (registry.getExpect().isEmpty()) {
            return Optional.empty();
        }
        if (value.isEmpty() || registry.getExpectAbsent()) {
            throw new InvalidActionException("registry.expect: expected a value that is to be there beside it.");
        }
        return Optional.of(Expression.compile("registry.expect", registry.getExpect()));
    }
}
