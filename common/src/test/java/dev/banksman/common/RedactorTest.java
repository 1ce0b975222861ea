package dev.banksman.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
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

    @Property(tries = 500)
    void agreesWithASearchOfTheWholeText(
            @ForAll("smallTexts") String text,
            @ForAll("secrets") List<String> secrets,
            @ForAll("cuts") List<Integer> cuts) {
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

        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(Redactor.redact(text, secrets));
    }

    @Provide
    Arbitrary<String> smallTexts() {
        return Arbitraries.strings().withChars('a', 'b', 'c').ofMaxLength(40);
    }

    @Provide
    Arbitrary<List<String>> secrets() {
        return Arbitraries.strings()
                .withChars('a', 'b', 'c')
                .ofMinLength(1)
                .ofMaxLength(5)
                .list()
                .ofMaxSize(4);
    }

    @Provide
    Arbitrary<List<Integer>> cuts() {
        return Arbitraries.integers().between(0, 7).list().ofMaxSize(12);
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
