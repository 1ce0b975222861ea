package dev.banksman.controller.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.proto.operator.v1.Task;
import dev.banksman.proto.operator.v1.TaskState;
import dev.banksman.proto.operator.v1.WatchRunReply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NewsTest {

    private final News news = new News();

    @ParameterizedTest
    @ValueSource(strings = {"TermTaken", "AttemptDispatched", "AttemptAccepted", "OutputsKnown", "TimerSet"})
    void leavesOutHowMessagesTravelled(String event) {
        assertThat(news.worthALine(update(event))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"StageOpened", "AttemptEnded", "DecisionAsked", "RunEnded", "SomethingNew"})
    void tellsWhatHappenedAndWhatItDoesNotKnow(String event) {
        assertThat(news.worthALine(update(event))).isTrue();
    }

    @Test
    void tellsThatAHostIsBackOnlyIfItWasAway() {
        assertThat(news.worthALine(update("HostReached"))).isFalse();
        assertThat(news.worthALine(update("HostUnreachable"))).isTrue();
        assertThat(news.worthALine(update("HostReached"))).isTrue();
    }

    @Test
    void tellsOfACheckWhatItFoundNotThatItBegan() {
        assertThat(news.worthALine(about("AttemptStarted", Task.newBuilder().setCheck(true))))
                .isFalse();
        assertThat(news.worthALine(about("AttemptStarted", Task.newBuilder()))).isTrue();
    }

    @Test
    void tellsWhereATaskEndedNotWhereItPassed() {
        assertThat(news.worthALine(about("TaskMoved", in(TaskState.TASK_STATE_READY))))
                .isFalse();
        assertThat(news.worthALine(about("TaskMoved", in(TaskState.TASK_STATE_SUCCEEDED))))
                .isTrue();
    }

    private static Task.Builder in(TaskState state) {
        return Task.newBuilder().setState(state);
    }

    private static WatchRunReply update(String event) {
        return WatchRunReply.newBuilder().setEvent(event).build();
    }

    private static WatchRunReply about(String event, Task.Builder task) {
        return WatchRunReply.newBuilder().setEvent(event).setTask(task).build();
    }
}
