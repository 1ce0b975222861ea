package dev.banksman.common.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class EnrollmentTokenTest {

    private static final String TEXT = "banksman1." + "A".repeat(43) + "." + "B".repeat(42) + "A";

    @Test
    void readsWhatItWrote() {
        assertThat(EnrollmentToken.parse(" " + TEXT + "\n").text()).isEqualTo(TEXT);
    }

    @Test
    void showsNothingOfItself() {
        var token = EnrollmentToken.parse(TEXT);
        assertThat(token.toString()).doesNotContain("AAA");
    }

    @Test
    void refusesOtherTextWithoutRepeatingIt() {
        for (var text : new String[] {"", "banksman1.short.short", TEXT.substring(1), TEXT + "A"}) {
            assertThatThrownBy(() -> EnrollmentToken.parse(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageNotContaining("AAAA")
                    .hasMessageContaining("Expected an enrollment token");
        }
    }
}
