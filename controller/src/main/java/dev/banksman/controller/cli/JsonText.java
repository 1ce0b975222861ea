package dev.banksman.controller.cli;

import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Values as JSON for programs, in the runbook's spelling: kebab-case, indented. */
final class JsonText {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .build();

    private JsonText() {}

    /** Ends with a line feed. */
    static String of(Object value) {
        return MAPPER.writeValueAsString(value).replace(System.lineSeparator(), "\n") + "\n";
    }
}
