package dev.banksman.controller.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.banksman.proto.operator.v1.Question;
import dev.banksman.proto.operator.v1.ReadOutputReply;
import dev.banksman.proto.operator.v1.RemedyOffer;
import dev.banksman.proto.operator.v1.Run;
import dev.banksman.proto.operator.v1.Task;
import dev.banksman.proto.operator.v1.WatchRunReply;
import org.junit.jupiter.api.Test;

class PrintableTest {

    private static final String HOSTILE = "fine\u001b[2J\u001b]0;title\u0007\r\u009b1m\u202e\u007f";
    private static final String HARMLESS = "fine\u241b[2J\u241b]0;title\u2407\u240d\ufffd1m\ufffd\u2421";

    @Test
    void nothingInATextMovesTheTerminal() {
        assertThat(Printable.text(HOSTILE)).isEqualTo(HARMLESS);
    }

    @Test
    void linesTabsAndEveryScriptStay() {
        var text = "Gr\u00f6\u00dfe\t\u65e5\u672c\n\ud83d\udd27 \u05e9\u05dc\u05d5\u05dd";

        assertThat(Printable.text(text)).isSameAs(text);
    }

    @Test
    void textsAreFoundHoweverDeepTheyLie() {
        var reply = WatchRunReply.newBuilder()
                .setRun(Run.newBuilder().setReason(HOSTILE).putTasks("RUNNING", 2))
                .setTask(Task.newBuilder()
                        .setQuestion(Question.newBuilder()
                                .addRemedies(RemedyOffer.newBuilder().setTitle(HOSTILE))))
                .setPosition(7)
                .build();

        var shown = Printable.message(reply);

        assertThat(shown.getRun().getReason()).isEqualTo(HARMLESS);
        assertThat(shown.getRun().getTasksMap()).containsEntry("RUNNING", 2);
        assertThat(shown.getTask().getQuestion().getRemedies(0).getTitle()).isEqualTo(HARMLESS);
        assertThat(shown.getPosition()).isEqualTo(7);
    }

    @Test
    void whatACommandPrintedStaysAsItIs() {
        var reply = ReadOutputReply.newBuilder()
                .setData(ByteString.copyFromUtf8(HOSTILE))
                .build();

        assertThat(Printable.message(reply)).isEqualTo(reply);
    }
}
