package dev.banksman.controller;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BanksmanTest {

    @Test
    void answersItsVersion() {
        assertThat(Banksman.commandLine().execute("--version")).isZero();
    }

    @Test
    void refusesToStartWithoutACommand() {
        assertThat(Banksman.commandLine().execute()).isEqualTo(2);
    }
}
