package dev.banksman.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banksman.agent.Arguments.UsageException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ArgumentsTest {

    private static Arguments parse(String... words) throws UsageException {
        return Arguments.parse(
                List.of(words),
                Map.of("run", Set.of("--dir"), "enroll", Set.of("--dir")),
                Map.of("enroll", Set.of("--x")));
    }

    @Test
    void readsOptionsInBothWritings() throws Exception {
        assertThat(parse("run", "--dir", "d").need("--dir")).isEqualTo("d");
        assertThat(parse("enroll", "--dir=d=e", "--x").need("--dir")).isEqualTo("d=e");
        assertThat(parse("enroll", "--x").has("--x")).isTrue();
    }

    @Test
    void saysWhatItExpected() {
        assertThatThrownBy(() -> parse("rnu"))
                .hasMessageContaining("enroll, run")
                .hasMessageContaining("'rnu'");
        assertThatThrownBy(() -> parse("run", "--dri", "d"))
                .hasMessageContaining("--dir")
                .hasMessageContaining("'--dri'");
        assertThatThrownBy(() -> parse("run", "--dir")).hasMessageContaining("a value after --dir");
        assertThatThrownBy(() -> parse("run", "--dir", "a", "--dir", "b")).hasMessageContaining("once");
        assertThatThrownBy(() -> parse("run").need("--dir")).hasMessageContaining("'run' needs --dir");
    }
}
