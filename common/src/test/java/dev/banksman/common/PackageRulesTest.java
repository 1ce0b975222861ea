package dev.banksman.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PackageRulesTest {

    @Test
    void versionsBeginWithADigit() {
        assertThat(List.of("1", "0.1.0-SNAPSHOT", "1.2.3-beta+4", "2026.11_a", "1".repeat(64)))
                .allMatch(PackageRules::isVersion);
        assertThat(List.of(
                        "",
                        "asked",
                        "asked.new",
                        "on-trial",
                        "chosen",
                        "rolled-back",
                        "why",
                        "incoming",
                        "expired",
                        "new-1.0",
                        "v1",
                        ".1",
                        "-1",
                        "1 0",
                        "1/0",
                        "1\n",
                        "1".repeat(65)))
                .noneMatch(PackageRules::isVersion);
    }

    @Test
    void namesStayInTheirDirectory() {
        assertThat(List.of("bin/banksman-agent", "lib/agent/a-1.0+b_c@d.jar", "LICENSE", "NOTICE.md"))
                .allMatch(PackageRules::isName);
        assertThat(List.of("lib/.x", "lib/a b", "lib/..", "lib//a", "lib", "/lib/a", "etc/a", "LICENSE/a", "lib/a\n"))
                .noneMatch(PackageRules::isName);
    }
}
