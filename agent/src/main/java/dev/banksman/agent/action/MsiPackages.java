package dev.banksman.agent.action;

import dev.banksman.agent.action.Work.Captured;
import dev.banksman.agent.action.Work.Finding;
import dev.banksman.proto.agent.v1.Package;
import dev.banksman.proto.agent.v1.PackageOperation;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** MSI packages through {@code msiexec}: silent, without a restart of its own, with a verbose log in the attempt. */
final class MsiPackages {

    private static final String LOG = "msiexec.log";
    private static final int LOG_TAIL_BYTES = 256 * 1024;

    private final HostTools tools;

    MsiPackages(HostTools tools) {
        this.tools = tools;
    }

    /** Install, repair or uninstall; the operation has been checked to be one of these. */
    Work prepare(Package msi, Path directory) throws InvalidActionException {
        var subject = subject(msi);
        var log = directory.resolve(LOG);
        var argv = new ArrayList<>(tools.command("msiexec"));
        argv.addAll(List.of(option(msi.getOperation()), subject, "/qn", "/norestart", "/l*v", log.toString()));
        var line = argv.stream().map(CommandLine::quote).collect(Collectors.joining(" "));
        var properties = new StringBuilder();
        for (var property : new TreeMap<>(msi.getPropertiesMap()).entrySet()) {
            checkName(property.getKey());
            var value = Fields.withoutNul("package.properties." + property.getKey(), property.getValue());
            argv.add(property.getKey() + "=" + value);
            // msiexec parses its line itself: quotes stand around the value alone, and one inside is doubled.
            properties
                    .append(' ')
                    .append(property.getKey())
                    .append("=\"")
                    .append(value.replace("\"", "\"\""))
                    .append('"');
        }
        return new Work.Command(
                List.copyOf(argv),
                Optional.of(line + properties),
                Map.of(),
                Map.of(),
                Optional.empty(),
                "",
                false,
                (exitCode, output) -> judge(msi.getOperation(), subject, log, exitCode, output));
    }

    private static String option(PackageOperation operation) {
        return switch (operation) {
            case PACKAGE_OPERATION_REPAIR -> "/f";
            case PACKAGE_OPERATION_UNINSTALL -> "/x";
            case PACKAGE_OPERATION_INSTALL, PACKAGE_OPERATION_QUERY, PACKAGE_OPERATION_UNSPECIFIED, UNRECOGNIZED ->
                "/i";
        };
    }

    private static String subject(Package msi) throws InvalidActionException {
        if (msi.getFile().isEmpty() == msi.getProduct().isEmpty()) {
            throw new InvalidActionException("package: expected either file or product, found "
                    + (msi.getFile().isEmpty() ? "none." : "both."));
        }
        if (msi.getProduct().isEmpty()) {
            return Fields.absolutePath("package.file", msi.getFile()).toString();
        }
        if (msi.getOperation() == PackageOperation.PACKAGE_OPERATION_INSTALL) {
            throw new InvalidActionException("package.file: expected the .msi to install, found a product alone.");
        }
        if (!ProductQuery.isProductCode(msi.getProduct())) {
            throw new InvalidActionException("package.product: expected a product code such as "
                    + "{01234567-89AB-CDEF-0123-456789ABCDEF}, found '" + msi.getProduct() + "'.");
        }
        return msi.getProduct();
    }

    private static void checkName(String property) throws InvalidActionException {
        if (!property.matches("[A-Za-z_][A-Za-z0-9_.]*")) {
            throw new InvalidActionException("package.properties: expected names of MSI properties (letters, digits, "
                    + "_ and .), found '" + property + "'.");
        }
    }

    private static Finding judge(PackageOperation operation, String subject, Path log, int exitCode, Captured output) {
        var absent =
                operation == PackageOperation.PACKAGE_OPERATION_UNINSTALL && exitCode == MsiExitCodes.UNKNOWN_PRODUCT;
        var done = exitCode == 0 || MsiExitCodes.reboot(exitCode);
        var expected = subject + " " + PackageAction.done(operation);
        var observed = "exit code " + exitCode
                + MsiExitCodes.meaning(exitCode).map(words -> ": " + words).orElse("");
        Judgement judgement;
        if (absent) {
            judgement = Judgement.warned(expected, observed)
                    .message(subject + " was not installed, so there was nothing to uninstall.");
        } else {
            judgement = Judgement.of(done, expected, observed);
        }
        return judgement
                .hint("Log on this host: " + log)
                .detail("log", log.toString())
                .rebootRequired(MsiExitCodes.reboot(exitCode))
                .shown(output.stdout() + output.stderr() + tail(log))
                .finding();
    }

    /** The end of the log, for output rules and remedies; that there is none is no finding of its own. */
    private static String tail(Path log) {
        if (!Files.isRegularFile(log)) {
            return "";
        }
        try (var channel = FileChannel.open(log)) {
            // An even number of bytes keeps UTF-16, msiexec's own choice, in step.
            var start = Math.max(0, channel.size() - LOG_TAIL_BYTES) & ~1L;
            channel.position(start);
            return System.lineSeparator()
                    + DecodedText.of(Channels.newInputStream(channel).readNBytes(LOG_TAIL_BYTES));
        } catch (IOException e) {
            return System.lineSeparator() + "The log could not be read: " + IoReason.of(e);
        }
    }
}
