package dev.banksman.controller.authoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.controller.plan.Planned;
import dev.banksman.controller.plan.Plans;
import dev.banksman.controller.runbook.Read;
import dev.banksman.controller.runbook.RunbookReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What people begin with is good from the first moment. */
class StarterTest {

    @ParameterizedTest
    @EnumSource
    void isValidWithoutAWarning(Starter starter) {
        var text = starter.runbook("my-upgrade");

        assertThat(RunbookReader.read("my-upgrade.yaml", text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOfSatisfying(
                        Read.Valid.class, valid -> assertThat(valid.warnings()).isEmpty());
        assertThat(text)
                .startsWith("# yaml-language-server: $schema=runbook.schema.json\n")
                .doesNotContain("{{name}}");
        assertThat(text).contains("runbook: my-upgrade\n", "my-upgrade-inventory.yaml");
    }

    @ParameterizedTest
    @EnumSource
    void isPlannedAsItIs(Starter starter) {
        var planned = Plans.plan(starter.runbook("my-upgrade"), starter.inventory("my-upgrade"), Map.of());

        assertThat(planned).isInstanceOfSatisfying(Planned.Ready.class, ready -> {
            assertThat(ready.warnings()).isEmpty();
            assertThat(ready.plan().interlocks()).isNotEmpty();
            assertThat(ready.plan().stages().stream()
                            .flatMap(stage -> stage.hosts().stream())
                            .distinct())
                    .containsExactlyInAnyOrderElementsOf(ready.plan().hosts().keySet());
        });
    }
}
