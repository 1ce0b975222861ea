package dev.banksman.deploy.runbooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.controller.authoring.coverage.Coverage;
import dev.banksman.controller.authoring.coverage.Coverage.Document;
import dev.banksman.controller.authoring.coverage.FactList;
import dev.banksman.controller.runbook.Read;
import dev.banksman.controller.runbook.RunbookReader;
import dev.banksman.controller.runbook.compose.Bundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Every fact of a vendor's procedure is carried by its runbooks in a way that fits, or says why not. What fits is decided
 * by the product ({@code banksman runbook coverage}).
 */
abstract class RunbookCoverage {

    private static final Path RUNBOOKS = Path.of("runbooks");

    private final List<String> everyFact;
    private final Coverage coverage;

    /**
     * @param runbooks names of the runbooks that share a list
     * @param list name of the list, without its ending
     * @param prefix of the facts' IDs, which are numbered from 1 to {@code facts}
     */
    RunbookCoverage(List<String> runbooks, String list, String prefix, int facts) throws IOException {
        this.everyFact = IntStream.rangeClosed(1, facts)
                .mapToObj(number -> String.format("%s-%03d", prefix, number))
                .toList();
        var csv = RUNBOOKS.resolve(list + ".coverage.csv");
        this.coverage = Coverage.of(
                runbooks.stream().map(RunbookCoverage::document).toList(),
                valid(FactList.read(csv.toString(), Files.readString(csv))));
    }

    private static Document document(String name) {
        var file = RUNBOOKS.resolve(name + ".yaml");
        var bytes = Bundle.read(file, RunbookCoverage::bytes);
        return new Document(file.toString(), valid(RunbookReader.read(file.toString(), bytes)));
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> T valid(Read<T> read) {
        return switch (read) {
            case Read.Valid<T> valid -> valid.value();
            case Read.Invalid<T> invalid -> throw new AssertionError(invalid.problems());
        };
    }

    Coverage coverage() {
        return coverage;
    }

    @Test
    void listNamesEveryFactOnce() {
        assertThat(coverage.rows()).extracting(Coverage.Row::fact).containsExactlyElementsOf(everyFact);
    }

    @Test
    void everyFactIsCarriedByWhatFitsItOrSaysWhyNot() {
        assertThat(coverage.problems()).isEmpty();
    }
}
