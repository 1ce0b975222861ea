package dev.banksman.controller.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.banksman.controller.runbook.compose.Bundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import tools.jackson.databind.json.JsonMapper;

/** The published schemas and the reference page say what the reader does. */
final class RunbookSchemaTest {
    private static final Pattern FRAGMENT = Pattern.compile("(?m)^fragment:");
    private static final Path RESOURCES = Path.of("src/main/resources/dev/banksman/controller/runbook");

    @Test
    void publishedSchemasHaveNotDrifted() {
        Golden.at(RESOURCES.resolve("runbook.schema.json"), RunbookSchema.json());
        Golden.at(RESOURCES.resolve("fragment.schema.json"), RunbookSchema.fragmentJson());
        Golden.at(RESOURCES.resolve("inventory.schema.json"), RunbookSchema.inventoryJson());
    }

    @Test
    void referencePageHasNotDrifted() {
        Golden.at(Path.of("docs/runbook-reference.md"), RunbookReference.markdown());
    }

    @Test
    void acceptsWhatTheReaderAccepts() {
        assertThat(errors(RunbookSchema.json(), TestDocuments.text("scale-out.yaml")))
                .isEmpty();
        assertThat(errors(RunbookSchema.inventoryJson(), TestDocuments.text("scale-out-inventory.yaml")))
                .isEmpty();
    }

    @Test
    void acceptsShippedRunbooks() throws IOException {
        try (var files = Files.list(Path.of("../deploy/runbooks"))) {
            var shipped =
                    files.filter(file -> file.toString().endsWith(".yaml")).toList();
            assertThat(shipped).isNotEmpty().allSatisfy(file -> {
                var text = Files.readString(file);
                if (FRAGMENT.matcher(text).find()) {
                    assertThat(errors(RunbookSchema.fragmentJson(), text)).isEmpty();
                } else {
                    assertThat(errors(RunbookSchema.json(), text)).isEmpty();
                    assertThat(RunbookReader.read(file.toString(), Bundle.read(file, RunbookSchemaTest::bytes)))
                            .isInstanceOf(Read.Valid.class);
                }
            });
        }
    }

    @Test
    void acceptsLoopsAndWhatIsIncluded() {
        var composed = """
            runbook: composed
            include: [shared]
            parameters: {layers: {type: list, default: 'var, cus'}}
            roles: {w: {hosts: 1}}
            stages:
              - include: shared
              - stage: s
                on: w
                steps:
                  - include: shared.part
                    with: {name: x}
                  - for-each: layer
                    in: [a, b]
                    steps: [{step: 'do-${each.layer}', exec: {program: x}}]
                  - for-each: layer
                    in: ${layers}
                    max: 3
                    steps: [{step: 'redo-${each.number}', exec: {program: x}}]
            """;
        assertThat(errors(RunbookSchema.json(), composed)).isEmpty();
        assertThat(errors(RunbookSchema.json(), composed.replace("max: 3", "most: 3")))
                .isNotEmpty();
        var fragment = "fragment: shared\nsteps: {part: [{step: '${with.name}', exec: {program: x}}]}\n";
        assertThat(errors(RunbookSchema.fragmentJson(), fragment)).isEmpty();
        assertThat(errors(RunbookSchema.fragmentJson(), fragment.replace("exec", "execute")))
                .isNotEmpty();
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void refusesWhatTheReaderRefuses() {
        var broken = TestDocuments.text("scale-out.yaml")
                .replace("timeout: 45m", "timeout: soon")
                .replace("canary: 1", "canary: many")
                .replace("program: '${media}\\Setup.exe'", "programme: x")
                .replace("operation: wait", "operation: await");
        assertThat(errors(RunbookSchema.json(), broken)).hasSizeGreaterThanOrEqualTo(4);
        var read = RunbookReader.read("runbook.yaml", broken.getBytes(StandardCharsets.UTF_8));
        assertThat(read).isInstanceOf(Read.Invalid.class);
    }

    private static List<com.networknt.schema.Error> errors(String schema, String document) {
        Schema compiled = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema);
        // The validator's own YAML reader takes aliases for texts; editors do not.
        var yaml = new Load(LoadSettings.builder().setSchema(new CoreSchema()).build()).loadFromString(document);
        return compiled.validate(JsonMapper.shared().writeValueAsString(yaml), InputFormat.JSON);
    }
}
