package dev.banksman.common;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.common.seeds.Seeds;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RedactorTest {

    @Test
    void masksSecretCutByChunkBorders() {
        var text = "password=correct horse; done";
        for (int cut = 0; cut <= text.length(); cut++) {
            assertThat(redact(Secrets.of(List.of("correct horse")), text.substring(0, cut), text.substring(cut)))
                    .isEqualTo("password=*************; done");
        }
    }

    @Test
    void givesOutWhatCannotBeginASecretAtOnce() {
        var redactor = new Redactor(Secrets.of(List.of("secret")));

        assertThat(redactor.push("hello ".getBytes(StandardCharsets.UTF_8))).hasSize(6);
        assertThat(redactor.push("sec".getBytes(StandardCharsets.UTF_8))).isEmpty();
        assertThat(redactor.push("ond".getBytes(StandardCharsets.UTF_8))).hasSize(6);
        assertThat(redactor.finish()).isEmpty();
    }

    @Test
    void masksOverlappingAndContainedSecrets() {
        assertThat(redact(Secrets.of(List.of("abcd", "cdef", "bc")), "xabcdefx abcx"))
                .isEqualTo("x******x a**x");
    }

    @Test
    void masksSecretInCharacterSetsOfWindows() {
        for (Charset charset : List.of(StandardCharsets.UTF_16LE, Charset.forName("IBM850"))) {
            var secrets = Secrets.of(List.of("Grüße123"), Charset.forName("IBM850"));
            var bytes = "a Grüße123 b".getBytes(charset);
            var redactor = new Redactor(secrets);

            var out = new ByteArrayOutputStream();
            out.writeBytes(redactor.push(bytes));
            out.writeBytes(redactor.finish());

            assertThat(out.toByteArray()).hasSameSizeAs(bytes);
            assertThat(out.toString(charset)).startsWith("a ").endsWith(" b").doesNotContain("123");
        }
    }

    @Test
    void masksEachLineOfASecretWithSeveral() {
        assertThat(redact(Secrets.of(List.of("line one\nline two")), "line one\r\nline two"))
                .isEqualTo("********\r\n********");
    }

    @Test
    void secretsDoNotShowThemselves() {
        assertThat(Secrets.of(List.of("hunter2")).toString()).doesNotContain("hunter2");
    }

    @Test
    void agreesWithASearchOfTheWholeText() {
        Seeds.each(1_000, RedactorTest::agreeWithASearchOfTheWholeText);
    }

    @Test
    @Tag("slow")
    void agreesWithASearchOfManyMoreTexts() {
        Seeds.each(1_001, 300_000, seed -> agreeWithASearchOfTheWholeText(new SplittableRandom(seed)));
    }

    private static void agreeWithASearchOfTheWholeText(SplittableRandom random) {
        var text = text(random, 0, 40);
        var secrets = IntStream.range(0, random.nextInt(5))
                .mapToObj(i -> text(random, 1, 5))
                .toList();
        int[] cuts = random.ints(random.nextInt(13), 0, 8).toArray();
        assertThat(redactInChunks(text, secrets, cuts))
                .as("%s without %s, cut after %s", text, secrets, Arrays.toString(cuts))
                .isEqualTo(Redactor.redact(text, secrets));
    }

    /** Of three letters, so that secrets overlap, repeat and begin within each other. */
    private static String text(SplittableRandom random, int shortest, int longest) {
        return random.ints(random.nextInt(shortest, longest + 1), 'a', 'd')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static String redactInChunks(String text, List<String> secrets, int[] cuts) {
        var redactor = new Redactor(Secrets.of(secrets));
        var out = new ByteArrayOutputStream();
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        int at = 0;
        for (int cut : cuts) {
            int end = Math.min(bytes.length, at + cut);
            out.writeBytes(redactor.push(bytes, at, end - at));
            at = end;
        }
        out.writeBytes(redactor.push(bytes, at, bytes.length - at));
        out.writeBytes(redactor.finish());
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String redact(Secrets secrets, String... chunks) {
        var redactor = new Redactor(secrets);
        var out = new ByteArrayOutputStream();
        for (var chunk : chunks) {
            out.writeBytes(redactor.push(chunk.getBytes(StandardCharsets.UTF_8)));
        }
        out.writeBytes(redactor.finish());
        return out.toString(StandardCharsets.UTF_8);
    }
}
