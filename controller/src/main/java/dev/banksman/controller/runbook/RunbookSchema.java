package dev.banksman.controller.runbook;

import dev.banksman.controller.runbook.syntax.CompositionSyntax;
import dev.banksman.controller.runbook.syntax.InventorySyntax;
import dev.banksman.controller.runbook.syntax.RunbookSyntax;
import dev.banksman.controller.runbook.syntax.SchemaWriter;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON Schemas for editors, which complete and check while an author writes. The reader knows more than a schema can say
 * (names, orders, expressions); what the schema refuses, the reader refuses too.
 */
public final class RunbookSchema {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private RunbookSchema() {}

    /** Of runbooks; ends with a line feed. */
    public static String json() {
        return write(SchemaWriter.schema(RunbookSyntax.RUNBOOK, "urn:banksman:runbook:1"));
    }

    /** Of fragments, which runbooks include. */
    public static String fragmentJson() {
        return write(SchemaWriter.schema(CompositionSyntax.FRAGMENT, "urn:banksman:fragment:1"));
    }

    /** Of inventories. */
    public static String inventoryJson() {
        return write(SchemaWriter.schema(InventorySyntax.INVENTORY, "urn:banksman:inventory:1"));
    }

    private static String write(Map<String, Object> schema) {
        return MAPPER.writeValueAsString(schema).replace(System.lineSeparator(), "\n") + "\n";
    }
}
