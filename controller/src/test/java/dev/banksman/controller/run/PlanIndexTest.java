package dev.banksman.controller.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.controller.plan.TaskKey;
import org.junit.jupiter.api.Test;

class PlanIndexTest {
    private static final PlanIndex INDEX = new PlanIndex(PlanScript.plan("""
        stage aos on h1
          step start
          step stop
        stage web-aos on h2
          step start
        remedy exact step=aos.start
        remedy any-step step=aos.*
        remedy any-stage step=*.start
        remedy any step=*.*
        remedy role step=*.* try role=h2
        """), new FakeActions());

    private static boolean applies(String remedy, String stage, String step, String host) {
        return INDEX.appliesTo(
                INDEX.remedy(remedy).orElseThrow(),
                INDEX.place(stage, step, host).orElseThrow());
    }

    @Test
    void remediesNameStepsWithStarsForAnyPart() {
        assertThat(applies("exact", "aos", "start", "h1")).isTrue();
        assertThat(applies("exact", "aos", "stop", "h1")).isFalse();
        assertThat(applies("exact", "web-aos", "start", "h2")).isFalse();
        assertThat(applies("any-step", "aos", "stop", "h1")).isTrue();
        assertThat(applies("any-step", "web-aos", "start", "h2")).isFalse();
        assertThat(applies("any-stage", "web-aos", "start", "h2")).isTrue();
        assertThat(applies("any-stage", "aos", "stop", "h1")).isFalse();
        assertThat(applies("any", "aos", "stop", "h1")).isTrue();
    }

    @Test
    void knowsNoTaskThatThePlanDoesNotHave() {
        assertThat(INDEX.place("aos", "start", "h2")).isEmpty();
        assertThat(INDEX.place("aos", "pause", "h1")).isEmpty();
        assertThat(INDEX.place("none", "start", "h1")).isEmpty();
        assertThat(INDEX.place(new TaskKey("aos", "start", "h1", 2))).isEmpty();
    }

    @Test
    void aRemedyOfARoleRunsOnItsOnlyHost() {
        assertThat(INDEX.hostOf(INDEX.remedy("role").orElseThrow(), "h1")).contains("h2");
        assertThat(INDEX.hostOf(INDEX.remedy("any").orElseThrow(), "h1")).contains("h1");
    }
}
