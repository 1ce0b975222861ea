package dev.banksman.controller.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.common.seeds.Seeds;
import dev.banksman.controller.plan.Plan.PlanSources;
import dev.banksman.controller.plan.Planned;
import dev.banksman.controller.plan.Planner;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a file holds, the answer is a runbook or problems. The seed in the test's name replays a failure. */
final class RunbookFuzzTest {
    private static final byte[] RUNBOOK = TestDocuments.text("scale-out.yaml").getBytes(StandardCharsets.UTF_8);
    private static final byte[] INVENTORY =
            TestDocuments.text("scale-out-inventory.yaml").getBytes(StandardCharsets.UTF_8);
    private static final String[] PIECES = {
        "${",
        "}",
        "$${",
        "*a",
        "&a ",
        "- ",
        "? ",
        ": ",
        "\t",
        "[",
        "]",
        "{",
        "}",
        "'",
        "\"",
        "|",
        ">",
        "#",
        "---\n",
        "!!str ",
        "<<: ",
        "\n",
        "  ",
        "%",
        "@",
        "`",
        "null",
        "~",
        "${host.name}",
        "(",
        ")",
        "-",
        "0",
        "999999999999",
        "\u0000",
        "\uFEFF",
        "ä",
        "..",
        "when: x\n",
        "&& ",
        "||",
        "? a : b"
    };

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void readsAnyMutationOfARunbookWithoutThrowing(long seed) {
        var random = new SplittableRandom(seed);
        for (var i = 0; i < 400; i++) {
            var bytes = mutated(RUNBOOK, random);
            switch (RunbookReader.read("runbook.yaml", bytes)) {
                case Read.Invalid<Runbook>(var problems) -> assertThat(problems).isNotEmpty();
                case Read.Valid<Runbook>(var runbook, var warnings) -> plan(runbook, bytes);
            }
        }
    }

    @Test
    @Tag("slow")
    void readsManyMoreMutationsWithoutThrowing() {
        Seeds.each(9, 60, seed -> {
            readsAnyMutationOfARunbookWithoutThrowing(seed);
            readsAnyMutationOfAnInventoryWithoutThrowing(seed);
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {7, 8})
    void readsAnyMutationOfAnInventoryWithoutThrowing(long seed) {
        var random = new SplittableRandom(seed);
        for (var i = 0; i < 400; i++) {
            switch (InventoryReader.read("inventory.yaml", mutated(INVENTORY, random))) {
                case Read.Invalid<Inventory>(var problems) ->
                    assertThat(problems).isNotEmpty();
                case Read.Valid<Inventory>(var inventory, var warnings) ->
                    assertThat(inventory.hosts()).isNotEmpty();
            }
        }
    }

    private static void plan(Runbook runbook, byte[] bytes) {
        var sources = new PlanSources(
                "runbook.yaml",
                new String(bytes, StandardCharsets.UTF_8),
                "inventory.yaml",
                new String(INVENTORY, StandardCharsets.UTF_8));
        var inventory = TestDocuments.inventory(new String(INVENTORY, StandardCharsets.UTF_8));
        switch (Planner.plan(runbook, inventory, Map.of("media", "/m"), sources)) {
            case Planned.Refused(var problems) -> assertThat(problems).isNotEmpty();
            case Planned.Ready(var plan, var warnings) ->
                assertThat(plan.stages()).isNotEmpty();
        }
    }

    /** One to four edits: bytes flipped, cut, doubled, or pieces of YAML and CEL put in. */
    private static byte[] mutated(byte[] original, SplittableRandom random) {
        var text = original;
        for (var edits = random.nextInt(1, 5); edits > 0; edits--) {
            var at = random.nextInt(text.length);
            var to = Math.min(text.length, at + random.nextInt(1, 40));
            text = switch (random.nextInt(5)) {
                case 0 -> joined(text, at, new byte[] {(byte) random.nextInt(256)}, at + 1);
                case 1 -> joined(text, at, new byte[0], to);
                case 2 -> joined(text, at, Arrays.copyOfRange(text, at, to), at);
                default -> joined(text, at, PIECES[random.nextInt(PIECES.length)].getBytes(StandardCharsets.UTF_8), at);
            };
        }
        return text;
    }

    private static byte[] joined(byte[] text, int until, byte[] piece, int from) {
        var joined = new byte[until + piece.length + text.length - from];
        System.arraycopy(text, 0, joined, 0, until);
        System.arraycopy(piece, 0, joined, until, piece.length);
        System.arraycopy(text, from, joined, until + piece.length, text.length - from);
        return joined;
    }
}
