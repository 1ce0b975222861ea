package dev.banksman.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BanksmanAgentTest {

    @TempDir
    Path root;

    @Test
    void answersItsVersionAndItsHelp() {
        assertThat(BanksmanAgent.run("--version")).isZero();
        assertThat(BanksmanAgent.run("--help")).isZero();
        assertThat(BanksmanAgent.run("run", "--help")).isZero();
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThat(BanksmanAgent.run()).isEqualTo(2);
        assertThat(BanksmanAgent.run("--no-such-option")).isEqualTo(2);
        assertThat(BanksmanAgent.run("enroll", "--controller", "nowhere", "--dir", root.toString(), "--token-stdin"))
                .isEqualTo(2);
        assertThat(BanksmanAgent.run("enroll", "--controller", "a:1", "--dir", root.toString()))
                .isEqualTo(2);
    }

    @Test
    void doesNotRunWithoutAnIdentity() {
        assertThat(BanksmanAgent.run("run", "--dir", root.toString())).isEqualTo(1);
    }

    @Test
    void refusesTokensThatAreNone() throws Exception {
        var file = root.resolve("token");
        Files.writeString(file, "banksman1.nonsense");
        assertThat(BanksmanAgent.run(
                        "enroll", "--controller", "a:1", "--dir", root.toString(), "--token-file", file.toString()))
                .isEqualTo(2);
    }

    @Test
    void letsOneAgentWorkInADirectory() throws Exception {
        var file = root.resolve("agent.lock");
        var first = AgentLock.take(file);
        assertThatThrownBy(() -> AgentLock.take(file))
                .hasMessageContaining("pid " + ProcessHandle.current().pid())
                .hasMessageContaining(root.toString());
        first.close();
        AgentLock.take(file).close();
    }
}
