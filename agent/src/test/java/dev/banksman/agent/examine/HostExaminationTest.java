package dev.banksman.agent.examine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.agent.action.ActionPolicy;
import dev.banksman.agent.action.FactsSource;
import dev.banksman.agent.action.Foresight;
import dev.banksman.agent.action.Foresight.Verdict;
import dev.banksman.agent.action.HostTools.Platform;
import dev.banksman.agent.facts.AgentAccount;
import dev.banksman.proto.agent.v1.HostFacts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Each thing about a host, by its value. */
final class HostExaminationTest {

    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

    private boolean windows = true;
    private Optional<Boolean> elevated = Optional.of(true);
    private List<String> programs = List.of("sqlcmd");
    private long freeMib = 50_000;
    private List<String> rebootReasons = List.of();
    private Optional<String> rebootDoubt = Optional.empty();
    private OptionalLong openFiles = OptionalLong.of(65_536);
    private Instant until = NOW.plus(Duration.ofDays(20));
    private boolean unreadable;

    @Test
    void aHostInOrderIsFine() throws Exception {
        assertThat(look()).allSatisfy(found -> {
            assertThat(found.verdict()).as(found.subject()).isEqualTo(Verdict.PASS);
            assertThat(found.advice()).isEmpty();
        });
        assertThat(look())
                .extracting(Foresight::subject)
                .containsExactly("account", "policy", "certificate", "disk", "restart", "open-files", "time-zone");
        assertThat(found("account").observed()).isEqualTo("SYSTEM, with an administrator's rights");
        assertThat(found("policy").observed()).isEqualTo("actions: all; programs: sqlcmd; accounts: the agent's own");
        assertThat(found("certificate").observed()).isEqualTo("20 days left, until 2026-03-21T00:00:00Z");
        assertThat(found("time-zone").observed()).isEqualTo("Europe/Copenhagen, now UTC+01:00");
    }

    @Test
    void onWindowsTheAgentHasToBeAnAdministrator() throws Exception {
        elevated = Optional.of(false);
        assertThat(found("account"))
                .returns(Verdict.WARN, Foresight::verdict)
                .returns("SYSTEM, without an administrator's rights", Foresight::observed);
        elevated = Optional.empty();
        assertThat(found("account").verdict()).isEqualTo(Verdict.WARN);
        windows = false;
        elevated = Optional.of(false);
        assertThat(found("account"))
                .returns(Verdict.PASS, Foresight::verdict)
                .returns("SYSTEM, without root's rights", Foresight::observed);
    }

    @Test
    void aPolicyUnderWhichNothingCanBeStartedIsSaid() throws Exception {
        programs = List.of();
        assertThat(found("policy"))
                .returns(Verdict.WARN, Foresight::verdict)
                .returns("actions: all; programs: none; accounts: the agent's own", Foresight::observed);
    }

    @Test
    void theCertificateHasToBeRenewedInTime() throws Exception {
        until = NOW.plus(Duration.ofDays(7));
        assertThat(found("certificate").verdict()).isEqualTo(Verdict.PASS);
        until = NOW.plus(Duration.ofDays(6));
        assertThat(found("certificate"))
                .returns(Verdict.WARN, Foresight::verdict)
                .returns("at least 6 days left", Foresight::expected)
                .returns("6 days left, until 2026-03-07T00:00:00Z", Foresight::observed);
        until = NOW.minusSeconds(1);
        assertThat(found("certificate"))
                .returns(Verdict.FAIL, Foresight::verdict)
                .returns("it ended at 2026-02-28T23:59:59Z", Foresight::observed);
        unreadable = true;
        assertThat(found("certificate"))
                .returns(Verdict.FAIL, Foresight::verdict)
                .returns("certificate.pem is gone", Foresight::observed);
    }

    @Test
    void theDiskNeedsRoom() throws Exception {
        freeMib = 1024;
        assertThat(found("disk").verdict()).isEqualTo(Verdict.PASS);
        freeMib = 1023;
        assertThat(found("disk").verdict()).isEqualTo(Verdict.WARN);
        freeMib = 255;
        assertThat(found("disk"))
                .returns(Verdict.FAIL, Foresight::verdict)
                .returns("255 MiB free", Foresight::observed);
        freeMib = -1;
        assertThat(found("disk").observed()).isEqualTo("no such disk");
    }

    @Test
    void aPendingRestartIsAWarningAndSoIsDoubt() throws Exception {
        rebootReasons = List.of("RebootPending");
        assertThat(found("restart"))
                .returns(Verdict.WARN, Foresight::verdict)
                .returns("a restart is pending (RebootPending)", Foresight::observed);
        rebootReasons = List.of();
        rebootDoubt = Optional.of("reg does not answer");
        assertThat(found("restart"))
                .returns(Verdict.WARN, Foresight::verdict)
                .returns("it cannot be told: reg does not answer", Foresight::observed);
    }

    @Test
    void filesMustBeAllowedToBeOpen() throws Exception {
        openFiles = OptionalLong.of(1023);
        assertThat(found("open-files").verdict()).isEqualTo(Verdict.WARN);
        openFiles = OptionalLong.empty();
        assertThat(found("open-files").verdict()).isEqualTo(Verdict.PASS);
    }

    static Foresight fine() {
        return new Foresight("x", Verdict.PASS, "x", "x", "");
    }

    private Foresight found(String subject) throws Exception {
        return look().stream()
                .filter(found -> found.subject().equals(subject))
                .findFirst()
                .orElseThrow();
    }

    private List<Foresight> look() throws Exception {
        return new HostExamination(new HostSources(
                        Path.of("/agent"),
                        windows,
                        new Facts(),
                        ActionPolicy.of(Set.of("*"), programs, Platform.LINUX),
                        ZoneId.of("Europe/Copenhagen"),
                        () -> NOW,
                        () -> new AgentAccount("SYSTEM", elevated),
                        () -> {
                            if (unreadable) {
                                throw new IOException("certificate.pem is gone");
                            }
                            return new HostSources.Validity(NOW.minus(Duration.ofDays(21)), until);
                        },
                        () -> openFiles))
                .look();
    }

    private final class Facts implements FactsSource {

        @Override
        public Reading read(Path disk) throws IOException {
            if (freeMib < 0) {
                throw new IOException("no such disk");
            }
            return new Reading(HostFacts.newBuilder().setFreeDiskMib(freeMib).build(), rebootReasons, rebootDoubt);
        }

        @Override
        public String bootId() {
            return "boot-1";
        }
    }
}
