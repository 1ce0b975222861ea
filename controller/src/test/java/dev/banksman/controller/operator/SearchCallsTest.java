package dev.banksman.controller.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banksman.proto.operator.v1.OutputMatch;
import dev.banksman.proto.operator.v1.SearchOutputRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

final class SearchCallsTest {

    private final FakeBackend backend = new FakeBackend();
    private final SearchCalls calls = new SearchCalls(backend);

    private void printed(String text) {
        backend.output = text.getBytes(StandardCharsets.UTF_8);
    }

    private static SearchOutputRequest.Builder looking(String text) {
        return SearchOutputRequest.newBuilder()
                .setRun("run-1")
                .setHost("db-1")
                .setAttempt(1)
                .setText(text);
    }

    @Test
    void saysWhereTheLineBeginsAndWhatWasFoundInIt() throws Exception {
        printed("one\ntwo Fehler drei\nthree\n");

        var reply = calls.search(looking("Fehler").build());

        assertThat(reply.getMatchesList())
                .containsExactly(OutputMatch.newBuilder()
                        .setOffset(4)
                        .setLine("two Fehler drei")
                        .setStart(4)
                        .setEnd(10)
                        .build());
        assertThat(reply.getEnd()).isTrue();
        assertThat(reply.getSize()).isEqualTo(26);
    }

    @Test
    void textIsTextUnlessItIsSaidToBeAnExpression() throws Exception {
        printed("a.c\nabc\nABC\nlast abc");

        assertThat(calls.search(looking("a.c").build()).getMatchesList())
                .extracting(OutputMatch::getLine)
                .containsExactly("a.c");
        assertThat(calls.search(looking("a.c").setExpression(true).build()).getMatchesList())
                .extracting(OutputMatch::getLine)
                .containsExactly("a.c", "abc", "last abc");
        assertThat(calls.search(looking("abc").setIgnoreCase(true).build()).getMatchesList())
                .extracting(OutputMatch::getLine)
                .containsExactly("abc", "ABC", "last abc");
    }

    @Test
    void goesOnWhereItStoppedWithoutMissingOrRepeatingALine() throws Exception {
        var text = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            text.append(i % 7 == 0 ? "needle " : "hay ").append(i).append('\n');
        }
        printed(text.toString());

        var found = new ArrayList<String>();
        var request = looking("needle").setMaxMatches(100);
        var reply = calls.search(request.build());
        reply.getMatchesList().forEach(match -> found.add(match.getLine()));
        while (!reply.getEnd()) {
            reply = calls.search(request.setOffset(reply.getNextOffset()).build());
            reply.getMatchesList().forEach(match -> found.add(match.getLine()));
        }

        assertThat(found)
                .isEqualTo(text.toString()
                        .lines()
                        .filter(line -> line.startsWith("needle"))
                        .toList());
    }

    @Test
    void ofALongLineThePartAroundIsShown() throws Exception {
        printed("x".repeat(30_000) + "needle" + "y".repeat(30_000) + "\n");

        var match = calls.search(looking("needle").build()).getMatches(0);

        assertThat(match.getLine()).hasSize(1_000);
        assertThat(match.getLine().substring(match.getStart(), match.getEnd())).isEqualTo("needle");
    }

    @Test
    void anExpressionThatWouldNeverEndElsewhereEndsHere() throws Exception {
        printed("a".repeat(40_000) + "\n");

        assertThat(calls.search(looking("(a*)*b").setExpression(true).build()).getMatchesCount())
                .isZero();
    }

    @Test
    void whatCannotBeLookedForIsRefusedInASentence() {
        printed("");

        assertThatThrownBy(() -> calls.search(looking("").build())).hasMessageContaining("text: expected 1 to 1000");
        assertThatThrownBy(() -> calls.search(looking("(").setExpression(true).build()))
                .hasMessageContaining("text: expected a regular expression, found '('");
        assertThatThrownBy(() -> calls.search(looking("a").setMaxMatches(5_000).build()))
                .hasMessageContaining("max_matches: expected 0 to 1000");
    }
}
