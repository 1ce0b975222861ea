package dev.banksman.controller.cli;

import dev.banksman.controller.authoring.Starter;
import dev.banksman.controller.runbook.RunbookSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "new",
        description = {
            "Write a runbook to begin with, and an inventory that fits it.",
            "",
            "Both are commented, valid, and can be planned as they are. The JSON Schemas beside them make editors that"
                    + " know the YAML language server complete and check while you write. No file is ever overwritten.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  banksman runbook new web-tier                  a web tier behind a proxy",
            "  banksman runbook new my-upgrade --from empty   next to nothing",
            "The guide \"Write your first runbook\" goes on from there."
        })
final class RunbookNewCommand extends OperatorCommands.Base {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final int LONGEST_NAME = 60;

    @Parameters(
            paramLabel = "NAME",
            description = "The runbook's name, in kebab-case; the files are NAME.yaml and NAME-inventory.yaml.")
    @SuppressWarnings("NullAway.Init")
    private String name;

    @Option(names = "--from", paramLabel = "STARTER", description = "web-tier (default) or empty.")
    private String from = "web-tier";

    @Option(names = "--dir", paramLabel = "DIR", description = "Where the files go. Default: here.")
    private Path directory = Path.of("");

    @Override
    ExitCode execute() throws IOException {
        if (!NAME.matcher(name).matches() || name.length() > LONGEST_NAME) {
            throw new CommandFailure(
                    ExitCode.REFUSED,
                    "NAME: expected a name in kebab-case, such as web-tier; found " + Words.cut(name, LONGEST_NAME)
                            + ".");
        }
        var starter = starter();
        var mine = new LinkedHashMap<Path, String>();
        mine.put(directory.resolve(name + ".yaml"), starter.runbook(name));
        mine.put(directory.resolve(name + "-inventory.yaml"), starter.inventory(name));
        refuseIfThere(mine);
        Files.createDirectories(directory.toAbsolutePath());
        for (var file : mine.entrySet()) {
            write(file.getKey(), file.getValue());
            out().println("Wrote " + file.getKey());
        }
        schema(directory.resolve("runbook.schema.json"), RunbookSchema.json(), "banksman runbook schema");
        schema(
                directory.resolve("inventory.schema.json"),
                RunbookSchema.inventoryJson(),
                "banksman runbook schema --inventory");
        next(mine);
        return ExitCode.SUCCEEDED;
    }

    private Starter starter() {
        return Arrays.stream(Starter.values())
                .filter(known -> known.word().equals(from))
                .findFirst()
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.REFUSED,
                        "--from: expected "
                                + Arrays.stream(Starter.values())
                                        .map(Starter::word)
                                        .collect(Collectors.joining(" or "))
                                + "; found " + from + "."));
    }

    private static void refuseIfThere(Map<Path, String> files) {
        var there = files.keySet().stream()
                .filter(file -> Files.exists(file, LinkOption.NOFOLLOW_LINKS))
                .map(Path::toString)
                .toList();
        if (!there.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.CONFLICT,
                    "Expected no file of that name, found " + String.join(" and ", there)
                            + ". Nothing was written; choose another name, or --dir.");
        }
    }

    /** Never over another file, though one came between the question and this. */
    private static void write(Path file, String content) throws IOException {
        Files.writeString(file, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    /** Schemas serve every runbook of a folder. */
    private void schema(Path file, String content, String command) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            write(file, content);
            out().println("Wrote " + file);
        } else if (!Files.isRegularFile(file) || !Files.readString(file).equals(content)) {
            out().println("Left " + file + " as it is; " + command + " prints the one of this version.");
        }
    }

    private void next(Map<Path, String> files) {
        var names = files.keySet().stream().map(Path::toString).toList();
        out().println();
        out().println("Next:");
        out().println("  banksman runbook explain " + names.getFirst());
        out().println("  banksman runbook validate " + names.getFirst());
        out().println("  banksman plan " + names.getFirst() + " -i " + names.getLast());
    }
}
