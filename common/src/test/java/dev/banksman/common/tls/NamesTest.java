package dev.banksman.common.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class NamesTest {

    @Test
    void hostNamesAreSafeAsPartsOfPathsAndUris() {
        assertThat(Names.uriOf("session-host-2")).isEqualTo("banksman:host:session-host-2");
        assertThat(Names.isHostName("GP01.corp.example")).isTrue();
        for (var name : new String[] {"", ".", "..", "a/b", "a..b", "-a", "a b", "a:b", "x".repeat(64), "a\n"}) {
            assertThat(Names.isHostName(name)).as("'%s'", name).isFalse();
            assertThatThrownBy(() -> Names.uriOf(name)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
