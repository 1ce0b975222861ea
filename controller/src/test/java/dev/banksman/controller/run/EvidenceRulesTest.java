package dev.banksman.controller.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.controller.runbook.Runbook.EvidenceField;
import dev.banksman.controller.runbook.Runbook.ParameterType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class EvidenceRulesTest {
    private static final List<EvidenceField> FIELDS = List.of(
            field("name", ParameterType.STRING, true, Optional.empty(), List.of(), Optional.of("[A-Z]{1,8}")),
            field("count", ParameterType.INTEGER, false, Optional.of("${default}"), List.of(), Optional.empty()),
            field("mode", ParameterType.CHOICE, false, Optional.empty(), List.of("new", "old"), Optional.empty()),
            field("since", ParameterType.DURATION, false, Optional.empty(), List.of(), Optional.empty()),
            field("sure", ParameterType.BOOLEAN, false, Optional.empty(), List.of(), Optional.empty()));

    private static EvidenceField field(
            String name,
            ParameterType type,
            boolean required,
            Optional<String> otherwise,
            List<String> choices,
            Optional<String> pattern) {
        return new EvidenceField(name, type, "the " + name, required, otherwise, choices, pattern);
    }

    @Test
    void takesWhatFits() {
        assertThat(EvidenceRules.problems(
                        FIELDS,
                        Map.of("name", "CENTRAL", "count", "-3", "mode", "new", "since", "1h30m", "sure", "false")))
                .isEmpty();
    }

    @Test
    void namesAllThatDoesNotFitAtOnce() {
        assertThat(EvidenceRules.problems(
                        FIELDS, Map.of("count", "3.5", "mode", "both", "since", "soon", "sure", "yes", "more", "x")))
                .hasSize(6)
                .anySatisfy(p -> assertThat(p).isEqualTo("evidence name is required (the name)"))
                .anySatisfy(p -> assertThat(p).contains("\"3.5\"", "a whole number"))
                .anySatisfy(p -> assertThat(p).contains("\"both\"", "[new, old]"))
                .anySatisfy(p -> assertThat(p).contains("\"soon\"", "45m"))
                .anySatisfy(p -> assertThat(p).contains("\"yes\"", "true or false"))
                .anySatisfy(p -> assertThat(p).contains("more is not asked for"));
    }

    @Test
    void aPatternMustFitTheWholeText() {
        assertThat(EvidenceRules.problems(FIELDS, Map.of("name", "CENTRAL server")))
                .hasSize(1);
    }

    @Test
    void refusesTextThatIsTooLong() {
        assertThat(EvidenceRules.problems(FIELDS, Map.of("name", "A".repeat(5000))))
                .anySatisfy(p -> assertThat(p).contains("5000 characters"));
    }

    @Test
    void fillsInDefaultsAndDropsBlanks() {
        UnaryOperator<String> text = written -> written.equals("${default}") ? "7" : written;

        assertThat(EvidenceRules.complete(FIELDS, Map.of("name", "X", "sure", " "), text))
                .isEqualTo(Map.of("name", "X", "count", "7"));
    }
}
