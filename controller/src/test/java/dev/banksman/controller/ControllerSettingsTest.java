package dev.banksman.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ControllerSettingsTest {

    @TempDir
    Path data;

    @Test
    void everyDefaultIsWhatTheDocumentationSays() throws Exception {
        var settings = ControllerSettings.read(data, Map.of());

        assertThat(settings)
                .isEqualTo(new ControllerSettings(
                        data,
                        new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 7443),
                        new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 7444),
                        List.of(),
                        "",
                        Duration.ofDays(30),
                        20,
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(35),
                        1024,
                        ""));
    }

    @Test
    void everyKeyIsReadFromTheFile() throws Exception {
        Files.writeString(data.resolve("controller.properties"), """
            operators=127.0.0.2:1001
            agents=127.0.0.3:1002
            names=ops.example.org, 10.0.0.1
            agent-host=agents.example.org
            host-certificates=7d
            enrollments-per-second=3
            heartbeat=1s
            silence=4s
            output-limit-mib=5
            runbooks=/srv/runbooks
            """);

        assertThat(ControllerSettings.read(data, Map.of()))
                .isEqualTo(new ControllerSettings(
                        data,
                        new InetSocketAddress(InetAddress.getByName("127.0.0.2"), 1001),
                        new InetSocketAddress(InetAddress.getByName("127.0.0.3"), 1002),
                        List.of("ops.example.org", "10.0.0.1"),
                        "agents.example.org",
                        Duration.ofDays(7),
                        3,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(4),
                        5,
                        "/srv/runbooks"));
    }

    @Test
    void optionsWinOverTheFile() throws Exception {
        Files.writeString(data.resolve("controller.properties"), "operators=127.0.0.2:1001\nheartbeat=1s\n");

        var settings = ControllerSettings.read(data, Map.of("operators", "127.0.0.9:9"));

        assertThat(settings.operators().getPort()).isEqualTo(9);
        assertThat(settings.heartbeat()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void allProblemsAreToldAtOnce() throws Exception {
        Files.writeString(
                data.resolve("controller.properties"),
                "operator=127.0.0.1:1\nagents=nowhere\nheartbeat=soon\noutput-limit-mib=-1\n");

        assertThatThrownBy(() -> ControllerSettings.read(data, Map.of()))
                .isInstanceOf(ControllerSettings.InvalidSettingsException.class)
                .hasMessageContaining("operator: found a key that is not known")
                .hasMessageContaining("agents: expected HOST:PORT, found 'nowhere'")
                .hasMessageContaining("heartbeat: expected")
                .hasMessageContaining("output-limit-mib: expected");
    }

    @Test
    void aSilenceShorterThanTwoHeartbeatsIsRefused() throws Exception {
        Files.writeString(data.resolve("controller.properties"), "heartbeat=30s\n");

        assertThatThrownBy(() -> ControllerSettings.read(data, Map.of()))
                .hasMessageContaining("silence: expected at least two heartbeats, found 35s");
    }
}
