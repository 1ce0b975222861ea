package dev.banksman.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banksman.agent.action.HostTools.Platform;
import dev.banksman.agent.desk.DeskLimits;
import dev.banksman.agent.link.Address;
import dev.banksman.agent.link.LinkTiming;
import dev.banksman.agent.upgrade.UpgradePolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AgentSettingsTest {

    private static AgentSettings.Parsed parse(String... lines) {
        return AgentSettings.parse(SettingsFile.parse("agent.properties", List.of(lines)), "Linux");
    }

    @Test
    void hasTheseDefaults() {
        assertThat(parse().settings())
                .contains(new AgentSettings(
                        Optional.empty(),
                        Optional.empty(),
                        Platform.LINUX,
                        Path.of("/proc/sys/kernel/random/boot_id"),
                        Map.of(),
                        Set.of("*"),
                        List.of(),
                        List.of(),
                        new UpgradePolicy(false, Duration.ofMinutes(2)),
                        new DeskLimits(Duration.ofSeconds(10), Duration.ofHours(24), 16L * 1024 * 1024, 32 * 1024),
                        new LinkTiming(
                                Duration.ofMillis(500),
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(20),
                                Duration.ofSeconds(15),
                                Duration.ofSeconds(15))));
    }

    @Test
    void readsEverySetting() {
        assertThat(parse(
                                "# comment",
                                "controller = controller.example.net:7443",
                                "host = web-1",
                                "platform = windows",
                                "boot-id = /run/boot",
                                "tools.msiexec = C:\\tools\\msi.exe \"with space\"",
                                "policy.actions = exec, service",
                                "policy.programs = /opt/setup, script:cmd",
                                "policy.accounts = CONTOSO\\setup, .\\local",
                                "policy.upgrade = deny",
                                "upgrade.trial = 90s",
                                "limits.output-kib = 64",
                                "limits.keep-acknowledged = 7d",
                                "limits.resend-every = 5s",
                                "link.first-pause = 100ms",
                                "link.longest-pause = 1m",
                                "link.welcome-within = 3s",
                                "link.probe-after = 20s",
                                "link.probe-within = 10s")
                        .settings())
                .contains(new AgentSettings(
                        Optional.of(new Address("controller.example.net", 7443)),
                        Optional.of("web-1"),
                        Platform.WINDOWS,
                        Path.of("/run/boot"),
                        Map.of("msiexec", List.of("C:\\tools\\msi.exe", "with space")),
                        Set.of("exec", "service"),
                        List.of("/opt/setup", "script:cmd"),
                        List.of("CONTOSO\\setup", ".\\local"),
                        new UpgradePolicy(false, Duration.ofSeconds(90)),
                        new DeskLimits(Duration.ofSeconds(5), Duration.ofDays(7), 64 * 1024, 32 * 1024),
                        new LinkTiming(
                                Duration.ofMillis(100),
                                Duration.ofMinutes(1),
                                Duration.ofSeconds(3),
                                Duration.ofSeconds(20),
                                Duration.ofSeconds(10))));
    }

    @Test
    void tellsAllProblemsAtOnceWithTheirLines() {
        var parsed = parse(
                "controller = nowhere",
                "contoller = a:1",
                "limits.output-kib = lots",
                "just words",
                "platform = beos",
                "platform = linux",
                "policy.actions = exce");
        assertThat(parsed.settings()).isEmpty();
        assertThat(parsed.problems())
                .anyMatch(problem -> problem.startsWith("agent.properties:1: controller: expected host:port"))
                .anyMatch(problem -> problem.startsWith("agent.properties:2: there is no setting 'contoller'"))
                .anyMatch(problem -> problem.startsWith("agent.properties:3: limits.output-kib: expected a number"))
                .anyMatch(problem -> problem.startsWith("agent.properties:4: expected 'name = value'"))
                .anyMatch(problem -> problem.startsWith("agent.properties:5: platform: expected linux or windows"))
                .anyMatch(problem -> problem.startsWith("agent.properties:6: 'platform' was set in line 5"))
                .anyMatch(problem -> problem.contains("exce"))
                .hasSize(7);
    }

    @Test
    void upgradesAreDeniedUnlessSaidOtherwiseOrEverythingElseIsAllowedToo() {
        assertThat(upgrades()).isFalse();
        assertThat(upgrades("policy.actions = *")).isFalse();
        assertThat(upgrades("policy.actions = *", "policy.programs = /opt/setup"))
                .isFalse();
        assertThat(upgrades("policy.actions = exec, service", "policy.programs = *"))
                .isFalse();
        assertThat(upgrades("policy.programs = *")).isTrue();
        assertThat(upgrades("policy.programs = *", "policy.upgrade = deny")).isFalse();
        assertThat(upgrades("policy.actions = exec, service", "policy.upgrade = allow"))
                .isTrue();
    }

    private static boolean upgrades(String... lines) {
        return parse(lines).settings().orElseThrow().upgrade().allowed();
    }

    @Test
    void knowsWindowsByTheRuntime() {
        var parsed = AgentSettings.parse(SettingsFile.parse("f", List.of()), "Windows Server 2012 R2");
        assertThat(parsed.settings().orElseThrow().platform()).isEqualTo(Platform.WINDOWS);
    }

    @Test
    void replacesOneSettingAndLeavesTheRestOfAFileAsItIs() {
        assertThat(SettingsFile.with(List.of("# mine", "controller = a:1", "host = h"), "controller", "b:2"))
                .containsExactly("# mine", "controller = b:2", "host = h");
        assertThat(SettingsFile.with(List.of("# controller = x"), "controller", "b:2"))
                .containsExactly("# controller = x", "controller = b:2");
    }

    @Test
    void readsAddressesWithIpv6InBrackets() {
        assertThat(Address.parse("[::1]:7443")).isEqualTo(new Address("::1", 7443));
        assertThat(Address.parse("[::1]:7443").toString()).isEqualTo("[::1]:7443");
        for (var wrong : List.of("", "host", "host:", ":1", "host:0", "host:70000", "::1:2", "host:1x")) {
            assertThatThrownBy(() -> Address.parse(wrong)).hasMessageContaining("expected host:port");
        }
    }
}
