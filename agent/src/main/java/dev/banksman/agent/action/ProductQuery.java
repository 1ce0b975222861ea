package dev.banksman.agent.action;

import dev.banksman.agent.action.HostTools.Platform;
import dev.banksman.agent.action.Work.Context;
import dev.banksman.agent.action.Work.Finding;
import dev.banksman.proto.agent.v1.Package;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Looks which version of a product is installed: on Windows in the registry's uninstall keys, by product code or by
 * the whole display name; on Linux in the package manager's records.
 */
record ProductQuery(HostTools tools, String product, boolean absent, Optional<Expression> version)
        implements Work.Body {

    private static final Pattern PRODUCT_CODE =
            Pattern.compile("\\{[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}}");
    private static final String UNINSTALL = "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall";

    static ProductQuery of(Package query, HostTools tools) throws InvalidActionException {
        var product = Fields.required("package.product", query.getProduct());
        if (!query.getFile().isEmpty()) {
            throw new InvalidActionException("package.file: expected none for query, found one; give product.");
        }
        if (tools.platform() == Platform.LINUX) {
            LinuxPackages.checkedName(product);
        } else if (product.contains("\\")) {
            // It would lead out of the uninstall keys.
            throw new InvalidActionException(
                    "package.product: expected a product code or a display name, found '" + product + "'.");
        }
        Optional<Expression> version = query.getExpectVersion().isEmpty()
                ? Optional.empty()
                : Optional.of(Expression.compile("package.expect-version", query.getExpectVersion()));
        if (query.getExpectAbsent() && version.isPresent()) {
            throw new InvalidActionException("package: expected either expect-version or expect-absent, found both.");
        }
        return new ProductQuery(tools, product, query.getExpectAbsent(), version);
    }

    static boolean isProductCode(String product) {
        return PRODUCT_CODE.matcher(product).matches();
    }

    @Override
    public Finding run(Context context) throws InterruptedException {
        Finding finding;
        try {
            finding = judge(installedVersions());
        } catch (ToolException e) {
            finding = Judgement.failed(expected(), "unknown")
                    .message(e.getMessage())
                    .finding();
        }
        context.print(finding.message() + System.lineSeparator());
        return finding;
    }

    private Finding judge(List<String> versions) {
        if (versions.isEmpty()) {
            return Judgement.of(absent, expected(), product + " not installed").finding();
        }
        var installed = String.join(", ", versions);
        var observed = product + " " + installed + " installed";
        var pass = !absent
                && (version.isEmpty()
                        || versions.stream()
                                .anyMatch(found -> version.get().find(found).found()));
        return Judgement.of(pass, expected(), observed)
                .shown(installed)
                .output("version", versions.get(0))
                .finding();
    }

    private String expected() {
        if (absent) {
            return product + " not installed";
        }
        return version.map(expression -> product + " installed in a version that matches '" + expression + "'")
                .orElse(product + " installed");
    }

    private List<String> installedVersions() throws ToolException, InterruptedException {
        if (tools.platform() == Platform.LINUX) {
            return new LinuxPackages(tools)
                    .installedVersion(product)
                    .map(List::of)
                    .orElse(List.of());
        }
        var registry = new Registry(tools);
        var versions = new ArrayList<String>();
        for (var view : Registry.View.values()) {
            for (var key : keys(registry, view)) {
                registry.values(key, view)
                        .map(values -> values.getOrDefault("DisplayVersion", "of no stated version"))
                        .filter(found -> !versions.contains(found))
                        .ifPresent(versions::add);
            }
        }
        return versions;
    }

    private List<String> keys(Registry registry, Registry.View view) throws ToolException, InterruptedException {
        if (isProductCode(product)) {
            return List.of(UNINSTALL + "\\" + product);
        }
        return registry.search(UNINSTALL, "DisplayName", view).entrySet().stream()
                .filter(entry -> entry.getValue().equalsIgnoreCase(product))
                .map(java.util.Map.Entry::getKey)
                .toList();
    }
}
