package dev.banksman.controller.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.controller.runbook.TestDocuments;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The hash stands for what runs: it changes with everything that does, and with nothing else. */
final class PlanHashTest {
    private static final String RUNBOOK = TestDocuments.text("scale-out.yaml");
    private static final String INVENTORY = TestDocuments.text("scale-out-inventory.yaml");
    private static final Map<String, String> MEDIA = Map.of("media", "/media");

    private final String hash = Plans.ready(RUNBOOK, INVENTORY, MEDIA).hash();

    @Test
    void isTheSameForTheSameInputs() {
        assertThat(Plans.ready(RUNBOOK, INVENTORY, MEDIA).hash())
                .isEqualTo(hash)
                .matches("sha256:[0-9a-f]{64}");
    }

    @Test
    void ignoresCommentsAndLayout() {
        var commented = "# reviewed\n" + RUNBOOK.replace("    on: database\n", "    on:   'database' # the only one\n");
        assertThat(Plans.ready(commented, INVENTORY + "# end\n", MEDIA).hash()).isEqualTo(hash);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        version: "2"           | version: "3"
        args: [/quiet,         | args: [/q,
        0, 3010                | 0, 3011
        timeout: 45m           | timeout: 46m
        decide: [operator, approver] | decide: [approver]
        differs-from-starter: true   | differs-from-starter: false
        soak: 5m               | soak: 6m
        batch: 25%             | batch: 75%
        max-failures: 0        | max-failures: 1
        canary: 1              | canary: 0
        attempts: 3            | attempts: 4
        jitter: 0.5            | jitter: 0.4
        content: '18           | content: '19
        severity: warn         | severity: fail
        repeatable: true       | repeatable: false
        [0-9.]+)               | [0-9]+)
        The installer cannot   | The setup cannot
        turns session hosts    | turns all hosts
        output: 'refused'      | output: 'denied'
        on: web-site\\n    timeout | on: database\\n    timeout
        == 'yes'               | == 'no'
        startsWith('18')       | startsWith('19')
        backup --to            | backup --into
        Name chosen in         | Name typed in
        facts: [GP-006]        | facts: [GP-007]
        every: 1s              | every: 2s
        """)
    void changesWithEveryPartOfTheRunbook(String before, String after) {
        var changed = RUNBOOK.replace(before.translateEscapes(), after.translateEscapes());
        assertThat(changed).isNotEqualTo(RUNBOOK);
        assertThat(Plans.ready(changed, INVENTORY, MEDIA).hash()).isNotEqualTo(hash);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        site: main         | site: other
        sh3:               | sh4:
        enabled: "no"      | enabled: "yes"
        db1: {             | db2: {
        """)
    void changesWithTheInventory(String before, String after) {
        var changed = INVENTORY.replace(before, after);
        assertThat(changed).isNotEqualTo(INVENTORY);
        assertThat(Plans.ready(RUNBOOK, changed, MEDIA).hash()).isNotEqualTo(hash);
    }

    @Test
    void changesWithTheOrderOfHostsAndWithParameters() {
        var turned = INVENTORY.replace("  sh1: {roles: [session-host]}\n", "") + "  sh1: {roles: [session-host]}\n";
        assertThat(Plans.ready(RUNBOOK, turned, MEDIA).hash()).isNotEqualTo(hash);
        assertThat(Plans.ready(RUNBOOK, INVENTORY, Map.of("media", "/other")).hash())
                .isNotEqualTo(hash);
        assertThat(Plans.ready(RUNBOOK, INVENTORY, Map.of("media", "/media", "port", "8081"))
                        .hash())
                .isNotEqualTo(hash);
    }

    @Test
    void writesJsonInOneWayOnly() {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("b", List.of(1, 2L, true));
        tree.put("a", Map.of("ä\"\\\n\u0001\uD83D\uDE00", "x"));
        var out = new ByteArrayOutputStream();
        new CanonicalJson(out).write(tree);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("{\"a\":{\"ä\\\"\\\\\\u000a\\u0001\\ud83d\\ude00\":\"x\"},\"b\":[1,2,true]}");
    }
}
