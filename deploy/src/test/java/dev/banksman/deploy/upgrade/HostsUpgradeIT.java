package dev.banksman.deploy.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.banksman.deploy.trust.TrustRig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code banksman hosts upgrade} as an operator types it, with a controller and three hosts as they are installed. */
@DisabledOnOs(
        value = OS.WINDOWS,
        disabledReason = "the starter that changes versions is a POSIX shell script; on Windows upgrades are refused")
class HostsUpgradeIT {

    private static final String NEXT = "99.1.0";
    private static final List<String> HOSTS = List.of("web-1", "web-2", "web-3");

    @TempDir
    private Path root;

    private TrustRig rig;
    private Process third;

    @BeforeEach
    void install() throws Exception {
        rig = new TrustRig(root);
        for (var host : HOSTS) {
            var token = rig.banksman("enroll", host);
            assertThat(token.exitCode()).as(token.errors()).isZero();
            var enrolled = rig.enroll(
                    token.output().strip().lines().reduce((a, b) -> b).orElse(""), host, host);
            assertThat(enrolled.exitCode()).as(enrolled.errors()).isZero();
            var settings = root.resolve(host).resolve("agent.properties");
            Files.writeString(
                    settings,
                    Files.readString(settings) + "link.first-pause = 50ms\nlink.longest-pause = 500ms\n"
                            + "policy.upgrade = allow\nupgrade.trial = 60s\n");
            third = rig.runAgent(host);
        }
        await().atMost(UpgradeRig.PATIENCE)
                .until(() -> rig.banksman("hosts")
                                .output()
                                .lines()
                                .filter(line -> line.contains(" connected "))
                                .count()
                        == HOSTS.size());
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    private void versions(String... versions) throws Exception {
        var lines = rig.banksman("hosts", "list").output().lines().toList();
        for (int i = 0; i < versions.length; i++) {
            int host = i;
            assertThat(lines).anyMatch(line -> line.startsWith(HOSTS.get(host)) && line.contains(versions[host]));
        }
    }

    @Tag("slow")
    @Test
    void oneHostGoesFirstThenTheOthersAndAskedAgainAllAreThere() throws Exception {
        var zip = OtherVersion.make(root.resolve("next"), NEXT).zip(root.resolve("next.zip"));

        var result = rig.banksman("hosts", "upgrade", "--to", zip.toString(), "--wave", "2");

        assertThat(result.exitCode()).as(result.output() + result.errors()).isZero();
        assertThat(result.output())
                .contains("To version " + NEXT + ": first web-1")
                .contains("  then web-2, web-3")
                .contains("Confirmed 3, had it already 0, away 0, failed 0.");
        assertThat(result.output().indexOf("web-1: confirmed"))
                .isPositive()
                .isLessThan(result.output().indexOf("web-2: asked"));
        versions(NEXT, NEXT, NEXT);
        assertThat(rig.metric("banksman_agent_upgrades_total{result=\"confirmed\"}"))
                .isEqualTo(3);

        var again = rig.banksman("hosts", "upgrade", "--to", zip.toString(), "--json");
        assertThat(again.exitCode()).isZero();
        assertThat(again.output().lines().toList().getLast())
                .contains("\"done\"")
                .contains("\"already\":3");

        // The controller's own, which is also what was installed on the hosts.
        third.destroy();
        assertThat(third.waitFor(60, TimeUnit.SECONDS)).isTrue();
        var back = rig.banksman("hosts", "upgrade", "web-2", "web-3");
        assertThat(back.exitCode()).as(back.output() + back.errors()).isEqualTo(8);
        assertThat(back.output()).contains("web-2: confirmed").contains("web-3: away");
        versions(NEXT, OtherVersion.built());
    }

    @Tag("slow")
    @Test
    void theFirstFailureStopsItAndWhoMayNotIsRefused() throws Exception {
        var zip = OtherVersion.make(root.resolve("next"), NEXT)
                .spoiltBy("echo this version is broken >&2; exit 3")
                .zip(root.resolve("next.zip"));

        var result = rig.banksman("hosts", "upgrade", "--to", zip.toString(), "--wave", "1");

        assertThat(result.exitCode()).as(result.output() + result.errors()).isEqualTo(9);
        assertThat(result.output())
                .contains("web-1: rolled back to " + OtherVersion.built())
                .contains("this version is broken")
                .contains("Not begun: web-2, web-3.")
                .doesNotContain("web-2: asked");
        versions(OtherVersion.built(), OtherVersion.built(), OtherVersion.built());

        var unknown = rig.banksman("hosts", "upgrade", "web-11");
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.errors()).contains("knows no host 'web-11'").contains("web-1");
        var noZip = rig.banksman(
                "hosts",
                "upgrade",
                "--to",
                OtherVersion.BUILT.resolve("lib/version").toString());
        assertThat(noZip.exitCode()).isEqualTo(2);
        assertThat(noZip.errors()).contains("Expected a distribution of Banksman as a zip");
        var token = root.resolve("viewer.token");
        assertThat(rig.banksman("operators", "add", "eve", "--role", "operator", "--out", token.toString())
                        .exitCode())
                .isZero();
        var forbidden = rig.banksman("hosts", "upgrade", "--token-file", token.toString());
        assertThat(forbidden.exitCode()).isEqualTo(7);
        assertThat(forbidden.errors()).contains("role admin");
        var forbiddenStore = rig.banksman("hosts", "upgrade", "--to", zip.toString(), "--token-file", token.toString());
        assertThat(forbiddenStore.exitCode()).isEqualTo(7);
    }
}
