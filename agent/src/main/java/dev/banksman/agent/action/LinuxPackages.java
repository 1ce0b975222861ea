package dev.banksman.agent.action;

import dev.banksman.agent.action.Work.Captured;
import dev.banksman.agent.action.Work.Finding;
import dev.banksman.proto.agent.v1.Package;
import dev.banksman.proto.agent.v1.PackageOperation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Packages of the distribution through its own manager, which brings what they depend on: {@code apt-get} for deb,
 * {@code dnf} for rpm. The file's name decides; without a file, which manager this host has.
 */
final class LinuxPackages {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int QUOTED_CHARS = 300;

    private final HostTools tools;

    LinuxPackages(HostTools tools) {
        this.tools = tools;
    }

    /** Install, repair or uninstall; the operation has been checked to be one of these. */
    Work prepare(Package linux) throws InvalidActionException {
        if (linux.getPropertiesCount() > 0) {
            throw new InvalidActionException("package.properties: expected none on Linux, found "
                    + linux.getPropertiesCount() + "; only MSI packages have them.");
        }
        var subject = subject(linux);
        var deb = isDeb(linux);
        var argv = new ArrayList<>(tools.command(deb ? "apt-get" : "dnf"));
        argv.add("-y");
        argv.addAll(verb(linux.getOperation(), deb));
        argv.add(subject);
        return new Work.Command(
                List.copyOf(argv),
                Optional.empty(),
                deb ? Map.of("DEBIAN_FRONTEND", "noninteractive") : Map.of(),
                Map.of(),
                Optional.empty(),
                "",
                false,
                (exitCode, output) -> judge(linux.getOperation(), subject, exitCode, output));
    }

    /** The version installed, or empty when the package is not. */
    Optional<String> installedVersion(String name) throws ToolException, InterruptedException {
        if (hasRpm()) {
            var result =
                    ToolCall.run(tools, "rpm", List.of("-q", "--qf", "%{VERSION}-%{RELEASE}\n", "--", name), LIMIT);
            // rpm ends with the number of packages it did not find.
            return answer("rpm", result, result.exitCode() == 0, result.exitCode() == 1);
        }
        var result = ToolCall.run(
                tools, "dpkg-query", List.of("-W", "-f=${db:Status-Status} ${Version}\n", "--", name), LIMIT);
        // Removed packages whose settings are kept are still listed, as config-files.
        var installed = result.exitCode() == 0 && result.stdout().startsWith("installed ");
        return answer("dpkg-query", result, installed, result.exitCode() <= 1)
                .map(answer -> answer.substring("installed ".length()));
    }

    private static Optional<String> answer(String tool, ToolCall.Result result, boolean installed, boolean absent)
            throws ToolException {
        if (installed) {
            return result.stdout().lines().findFirst();
        }
        if (absent) {
            return Optional.empty();
        }
        throw new ToolException(
                "'" + tool + "' ended with exit code " + result.exitCode() + "; " + result.lastWords() + ".");
    }

    private static String subject(Package linux) throws InvalidActionException {
        var byFile = !linux.getFile().isEmpty();
        if (byFile == !linux.getProduct().isEmpty()) {
            throw new InvalidActionException(
                    "package: expected either file or product, found " + (byFile ? "both." : "none."));
        }
        if (!byFile) {
            return checkedName(linux.getProduct());
        }
        if (linux.getOperation() == PackageOperation.PACKAGE_OPERATION_UNINSTALL) {
            throw new InvalidActionException(
                    "package.product: expected the package's name to uninstall, found a file.");
        }
        var lower = linux.getFile().toLowerCase(Locale.ROOT);
        if (!lower.endsWith(".deb") && !lower.endsWith(".rpm")) {
            throw new InvalidActionException(
                    "package.file: expected a .deb or .rpm on Linux, found '" + linux.getFile() + "'.");
        }
        return Fields.absolutePath("package.file", linux.getFile()).toString();
    }

    static String checkedName(String name) throws InvalidActionException {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9+._:=~-]*")) {
            throw new InvalidActionException("package.product: expected the name of a package, found '" + name + "'.");
        }
        return name;
    }

    private boolean isDeb(Package linux) {
        return linux.getFile().isEmpty()
                ? !hasRpm()
                : linux.getFile().toLowerCase(Locale.ROOT).endsWith(".deb");
    }

    /** A tool that was configured was meant; else what the distribution brings. */
    private boolean hasRpm() {
        if (tools.commands().containsKey("rpm") || tools.commands().containsKey("dnf")) {
            return true;
        }
        var deb = tools.commands().containsKey("dpkg-query") || tools.commands().containsKey("apt-get");
        return !deb && !Files.exists(Path.of("/usr/bin/dpkg-query")) && Files.exists(Path.of("/usr/bin/rpm"));
    }

    private static List<String> verb(PackageOperation operation, boolean deb) {
        return switch (operation) {
            case PACKAGE_OPERATION_REPAIR -> deb ? List.of("install", "--reinstall") : List.of("reinstall");
            case PACKAGE_OPERATION_UNINSTALL -> List.of("remove");
            case PACKAGE_OPERATION_INSTALL, PACKAGE_OPERATION_QUERY, PACKAGE_OPERATION_UNSPECIFIED, UNRECOGNIZED ->
                List.of("install");
        };
    }

    private static Finding judge(PackageOperation operation, String subject, int exitCode, Captured output) {
        var judgement =
                Judgement.of(exitCode == 0, subject + " " + PackageAction.done(operation), "exit code " + exitCode);
        var words = BoundedText.lastLine(output.stderr().isBlank() ? output.stdout() : output.stderr(), QUOTED_CHARS);
        if (exitCode != 0 && !words.isEmpty()) {
            judgement.hint("Its last words: " + words);
        }
        return judgement.shown(output.stdout() + output.stderr()).finding();
    }
}
