package dev.banksman.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BanksmanAgentTest {

    @Test
    void answersItsVersion() {
        assertThat(BanksmanAgent.run("--version")).isZero();
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThat(BanksmanAgent.run("--no-such-option")).isEqualTo(2);
    }
}
