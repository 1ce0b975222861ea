package dev.banksman.controller.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class InventoryReaderTest {

    @Test
    void namesThatDifferInTheirCaseOnlyAreOneHost() {
        var read = InventoryReader.read("hosts.yaml", """
            inventory: twins
            hosts:
              H1: {roles: [web]}
              h2: {roles: [web]}
              h1: {roles: [web]}
            """.getBytes(StandardCharsets.UTF_8));

        assertThat(read)
                .isInstanceOfSatisfying(
                        Read.Invalid.class,
                        invalid -> assertThat(invalid.problems())
                                .singleElement()
                                .hasToString("hosts.yaml:5:3: hosts.h1: found h1, which is H1 of line 3 again, expected"
                                        + " each host once, whatever its upper and lower case"));
    }

    @Test
    void aNameMayHaveUpperCase() {
        assertThat(InventoryReader.read(
                        "hosts.yaml", "inventory: one\nhosts: {H1: {roles: [web]}}\n".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(Read.Valid.class);
    }
}
