package dev.banksman.controller.runbook.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.controller.runbook.Problem;
import dev.banksman.controller.runbook.Problems;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that are no clean YAML: what is said, and that reading them costs little. */
final class YamlReaderTest {
    private static final YamlLimits SMALL = new YamlLimits(10_000, 8, 1_000, 20);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        a: 1\\n\\tb: 2          | 2:1 | a tab in the indentation
        a: [1, 2               | 1:9 | expected ',' or ']'
        a: 1\\na: 2            | 2:1 | the key "a" a second time
        a: 1\\n---\\nb: 2      | 2:1 | a second document
        a: !!python/object x   | 1:4 | the tag
        a: *nobody             | 1:4 | *nobody
        a: &x [*x]             | 1:8 | *x
        ? [a, b]\\n: c         | 1:3 | a list as a key
        a: \\7                 | 1:4 | the character U+0007
        a: 'open               | 1:9 | broken YAML: found unexpected end of stream
        [[[[[[[[[[]]]]]]]]]]   | 1:9 | nesting deeper than 8
        %YAML 3.0\\n---\\na: 1 | 1:1 | another version of YAML
        """)
    void saysWhatIsWrongAndWhere(String text, String place, String found) {
        var problems = problems(text.translateEscapes().getBytes(StandardCharsets.UTF_8));
        assertThat(problems).hasSize(1);
        assertThat(problems.getFirst().found()).contains(found);
        assertThat(problems.getFirst().position()).hasToString(place);
    }

    @ParameterizedTest
    @CsvSource({
        "UTF-16, UTF-16 or UTF-32 with a byte order mark",
        "UTF-16LE, text that looks like UTF-16",
        "UTF-16BE, text that looks like UTF-16"
    })
    void refusesOtherEncodings(String charset, String found) {
        var problems = problems("runbook: x\n".getBytes(Charset.forName(charset)));
        assertThat(problems).extracting(Problem::found).containsExactly(found);
    }

    @Test
    void refusesInvalidUtf8AtItsPlace() {
        var problems = problems(new byte[] {'a', ':', ' ', 'x', '\n', 'b', ':', ' ', (byte) 0xE9, '\n'});
        assertThat(problems).hasSize(1);
        assertThat(problems.getFirst().found()).isEqualTo("byte 0xE9, which is not UTF-8");
        assertThat(problems.getFirst().position()).hasToString("2:4");
    }

    @Test
    void refusesUtf8TextThatIsCutInTheMiddleOfACharacter() {
        assertThat(problems(new byte[] {'a', ':', ' ', (byte) 0xC3}))
                .extracting(Problem::found)
                .containsExactly("byte 0xC3, which is not UTF-8");
    }

    @Test
    void refusesAByteOrderMarkAndAnEmptyFile() {
        assertThat(problems("\uFEFFa: 1".getBytes(StandardCharsets.UTF_8)))
                .extracting(Problem::found)
                .containsExactly("a byte order mark");
        assertThat(problems(new byte[0])).extracting(Problem::found).containsExactly("an empty document");
        assertThat(problems("# nothing\n".getBytes(StandardCharsets.UTF_8)))
                .extracting(Problem::found)
                .containsExactly("an empty document");
    }

    @Test
    void refusesAliasesThatExpandBeyondTheLimit() {
        var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 9; i++) {
            var before = "*a" + (i - 1);
            bomb.append("a%d: &a%d [%s, %s]\n".formatted(i, i, before, before));
        }
        var problems = problems(bomb.toString().getBytes(StandardCharsets.UTF_8));
        assertThat(problems).extracting(Problem::found).containsExactly("more than 1000 values, aliases expanded");
    }

    @Test
    void refusesTooManyAliasesAndTooManyBytes() {
        var many = "a: &a 1\nb: [" + "*a, ".repeat(21) + "]\n";
        assertThat(problems(many.getBytes(StandardCharsets.UTF_8)))
                .extracting(Problem::found)
                .containsExactly("more than 20 aliases");
        assertThat(problems(new byte[10_001])).extracting(Problem::found).containsExactly("10001 bytes");
    }

    @Test
    void namesEveryDuplicateKey() {
        var problems = problems("a: {b: 1, b: 2}\nc: 1\nc: 2\n".getBytes(StandardCharsets.UTF_8));
        assertThat(problems).extracting(p -> p.position().toString()).containsExactly("1:11", "3:1");
    }

    private static List<Problem> problems(byte[] bytes) {
        var problems = new Problems("x.yaml");
        var ignored = new YamlReader(SMALL).read(bytes, problems);
        assertThat(ignored.isPresent() || !problems.isEmpty()).isTrue();
        return problems.sorted();
    }
}
