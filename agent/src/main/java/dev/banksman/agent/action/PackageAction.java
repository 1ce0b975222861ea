package dev.banksman.agent.action;

import dev.banksman.agent.action.HostTools.Platform;
import dev.banksman.proto.agent.v1.Action;
import dev.banksman.proto.agent.v1.PackageOperation;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code package}: MSI on Windows, deb or rpm on Linux. Changes are commands of their own, which outlive the agent; a
 * query only looks and runs inside it.
 */
final class PackageAction implements ActionKind {

    private final HostTools tools;

    PackageAction(HostTools tools) {
        this.tools = tools;
    }

    @Override
    public Action.KindCase kind() {
        return Action.KindCase.PACKAGE;
    }

    @Override
    public Work prepare(Action action, Path directory) throws InvalidActionException {
        var wanted = action.getPackage();
        return switch (wanted.getOperation()) {
            case PACKAGE_OPERATION_INSTALL, PACKAGE_OPERATION_REPAIR, PACKAGE_OPERATION_UNINSTALL -> {
                if (!wanted.getExpectVersion().isEmpty() || wanted.getExpectAbsent()) {
                    throw new InvalidActionException(
                            "package: expected expect-version and expect-absent for query only; look in a step of its"
                                    + " own.");
                }
                yield tools.platform() == Platform.WINDOWS
                        ? new MsiPackages(tools).prepare(wanted, directory)
                        : new LinuxPackages(tools).prepare(wanted);
            }
            case PACKAGE_OPERATION_QUERY -> new Work.Inside(true, ProductQuery.of(wanted, tools));
            case PACKAGE_OPERATION_UNSPECIFIED, UNRECOGNIZED ->
                throw new InvalidActionException(
                        "package.operation: expected install, repair, uninstall or query, found none that this agent"
                                + " knows.");
        };
    }

    @Override
    public List<Foresight> foresee(Action action, Outlook outlook) {
        var file = action.getPackage().getFile();
        return file.isEmpty() ? List.of() : List.of(AccountForesight.ownFile("package", Path.of(file), outlook));
    }

    /** What the package is afterwards. */
    static String done(PackageOperation operation) {
        return switch (operation) {
            case PACKAGE_OPERATION_INSTALL -> "installed";
            case PACKAGE_OPERATION_REPAIR -> "repaired";
            case PACKAGE_OPERATION_UNINSTALL -> "uninstalled";
            case PACKAGE_OPERATION_QUERY, PACKAGE_OPERATION_UNSPECIFIED, UNRECOGNIZED -> "known";
        };
    }
}
