package dev.banksman.controller.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banksman.common.SystemTime;
import dev.banksman.common.tls.Pem;
import dev.banksman.controller.telemetry.Metric;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperatorTokensTest {

    @TempDir
    private Path directory;

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private CertificateAuthority authority;

    @BeforeEach
    void authority() throws Exception {
        authority = CertificateAuthority.open(
                directory.resolve("ca"), SystemTime.clock(), SystemTime.random(), CertificateAuthority.HOST_LIFETIME);
    }

    @Test
    void firstStartMakesAnAdminWhoseTokenItsOwnerAloneReads() throws Exception {
        var tokens = open();
        var file = directory.resolve("operator/admin.token");

        var admin = tokens.authenticate(Files.readString(file).strip()).orElseThrow();

        assertThat(admin.name()).isEqualTo("admin");
        assertThat(Role.values()).allMatch(admin::has);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Pem.readCertificates(directory.resolve("operator/ca.pem"))).containsExactly(authority.certificate());
    }

    @Test
    void laterStartsKeepTheOperatorsAndMakeNoNewAdmin() throws Exception {
        var token = open().create("maintenance-lead", Set.of(Role.OPERATOR, Role.APPROVER), "admin");
        Files.delete(directory.resolve("operator/admin.token"));

        var again = open();

        var operator = again.authenticate(token).orElseThrow();
        assertThat(operator).isEqualTo(new Operator("maintenance-lead", Set.of(Role.OPERATOR, Role.APPROVER)));
        assertThat(operator.has(Role.VIEWER)).isTrue();
        assertThat(operator.has(Role.ADMIN)).isFalse();
        assertThat(directory.resolve("operator/admin.token")).doesNotExist();
    }

    @Test
    void refusesAndCountsEverythingElse() throws Exception {
        var tokens = open();
        var good = tokens.create("one", Set.of(Role.VIEWER), "admin");

        for (var wrong : new String[] {"", "Bearer", good + "A", good.substring(1), "banksman-op1." + "A".repeat(43)}) {
            assertThat(tokens.authenticate(wrong)).isEmpty();
        }
        assertThat(tokens.remove("one", "admin")).isEqualTo(OperatorTokens.Removal.REMOVED);
        assertThat(tokens.authenticate(good)).isEmpty();
        assertThat(open().authenticate(good)).isEmpty();
        assertThat(Metric.OPERATOR_AUTHENTICATIONS.counter(metrics, "refused").count())
                .isEqualTo(7);
    }

    @Test
    void keepsDigestsOnlyAndLogsNoToken() throws Exception {
        try (var log = new LogCapture()) {
            var token = open().create("one", Set.of(Role.VIEWER), "admin");

            assertThat(Files.readString(directory.resolve("operator/operators.json")))
                    .doesNotContain(token.substring(13));
            assertThat(log.lines()).isNotEmpty().noneMatch(line -> line.contains(token.substring(13)));
        }
    }

    @Test
    void refusesNamesThatAreTakenOrNone() throws Exception {
        var tokens = open();
        assertThatThrownBy(() -> tokens.create("admin", Set.of(Role.VIEWER), "admin"))
                .hasMessageContaining("already");
        assertThatThrownBy(() -> tokens.create("a b", Set.of(Role.VIEWER), "admin"))
                .hasMessageContaining("'a b'");
        assertThatThrownBy(() -> tokens.create("b", Set.of(), "admin")).hasMessageContaining("at least one");
        assertThatThrownBy(() -> Role.of("root")).hasMessageContaining("found 'root'");
    }

    @Test
    void keepsTheLastAdmin() throws Exception {
        var tokens = open();
        tokens.create("lead", Set.of(Role.OPERATOR, Role.APPROVER), "admin");
        assertThat(tokens.remove("admin", "admin")).isEqualTo(OperatorTokens.Removal.LAST_ADMIN);
        assertThat(tokens.remove("nobody", "admin")).isEqualTo(OperatorTokens.Removal.UNKNOWN);

        tokens.create("second", Set.of(Role.ADMIN), "admin");
        assertThat(tokens.remove("admin", "second")).isEqualTo(OperatorTokens.Removal.REMOVED);
        assertThat(tokens.remove("second", "second")).isEqualTo(OperatorTokens.Removal.LAST_ADMIN);
        assertThat(open().list()).extracting(Operator::name).containsExactly("lead", "second");
    }

    private OperatorTokens open() throws Exception {
        return OperatorTokens.open(
                directory.resolve("operator"), authority.certificate(), SystemTime.random(), metrics);
    }
}
