package dev.banksman.controller.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banksman.proto.operator.v1.DecisionKind;
import dev.banksman.proto.operator.v1.TaskState;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WordsTest {

    @Test
    void everyDecisionCanBeTypedAsItIsShown() {
        Stream.of(DecisionKind.values())
                .filter(kind -> kind != DecisionKind.UNRECOGNIZED && kind != DecisionKind.DECISION_KIND_UNSPECIFIED)
                .forEach(kind -> assertThat(Words.decision(Words.choice(kind))).isEqualTo(kind));
    }

    @Test
    void aDecisionThatDoesNotExistIsAnsweredWithThoseThatDo() {
        assertThatThrownBy(() -> Words.decision("retri"))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("expected one of approve, reject")
                .hasMessageContaining("found retri");
    }

    @Test
    void statesAreTheWordsOfTheDesign() {
        assertThat(Words.state(TaskState.TASK_STATE_AWAITING_DECISION)).isEqualTo("AWAITING_DECISION");
    }

    @Test
    void lengthsOfTimeAreShort() {
        assertThat(Words.length(Duration.ofSeconds(7))).isEqualTo("7s");
        assertThat(Words.length(Duration.ofSeconds(125))).isEqualTo("2m05s");
        assertThat(Words.length(Duration.ofMinutes(63))).isEqualTo("1h03m");
    }

    @Test
    void aTaskIsNamedAsItIsShown() {
        assertThat(TaskName.parse("session-hosts.verify@session-host-2"))
                .isEqualTo(new TaskName("session-hosts", "verify", "session-host-2"));
        assertThatThrownBy(() -> TaskName.parse("verify"))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("expected stage.step@host");
    }
}
