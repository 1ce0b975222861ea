package dev.banksman.agent.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banksman.agent.action.ActionCatalog;
import dev.banksman.agent.action.ArtifactTransfer;
import dev.banksman.agent.action.FakeTools;
import dev.banksman.agent.action.HostTools;
import dev.banksman.agent.action.HostTools.Platform;
import dev.banksman.agent.action.Work;
import dev.banksman.common.Digest;
import dev.banksman.proto.agent.v1.Action;
import dev.banksman.proto.agent.v1.Facts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FactsTest {

    /** Answers for the keys named in a file, one per line; every Windows has CurrentVersion. */
    private static final String REG = """
        [ -f "$D/no-registry" ] && exit 1
        case "$2" in *CurrentVersion) exit 0 ;; esac
        grep -qxF "$2" "$D/keys" || exit 1
        case "$2" in
          *PrefetchParameters) printf '    BootId    REG_DWORD    0x2f\\r\\n' ;;
          *'Session Manager') printf '    PendingFileRenameOperations    REG_MULTI_SZ    \\\\??\\\\C:\\\\x\\r\\n' ;;
        esac
        """;

    private static final String SESSION_MANAGER = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager";

    @TempDir
    private Path directory;

    @Test
    void readsWhatThisHostIs() throws Exception {
        var reading = new HostSurvey(linux()).read(directory);

        assertThat(reading.facts().getMemoryMib()).isPositive();
        assertThat(reading.facts().getFreeDiskMib()).isPositive();
        assertThat(reading.facts().getProcessors()).isPositive();
        assertThat(reading.facts().getOs()).isNotBlank();
        assertThat(reading.facts().getHostName()).isNotBlank();
    }

    @Test
    void judgesLimits() throws Exception {
        var passed = run(linux(), Facts.newBuilder().setMinMemoryMib(1).setMinFreeDiskMib(1));
        var failed = run(
                linux(),
                Facts.newBuilder()
                        .setMinMemoryMib(1)
                        .setMinFreeDiskMib(1L << 40)
                        .setDiskPath(directory.toString()));

        assertThat(passed.succeeded()).isTrue();
        assertThat(passed.outputs()).containsKeys("os", "memory-mib", "free-disk-mib", "host-name");
        assertThat(passed.text()).contains("memory-mib: ", "reboot: no restart pending");
        assertThat(failed.succeeded()).isFalse();
        assertThat(failed.message()).contains("at least 1099511627776 MiB free at " + directory);
    }

    @Test
    void aPlaceThatIsNotThereIsNamed() throws Exception {
        var gone = directory.resolve("gone");

        assertThat(run(linux(), Facts.newBuilder().setDiskPath(gone.toString())).message())
                .contains(gone + " is not there");
    }

    @Test
    void linuxWaitsForARestartWhenItsMarkerIsThere() throws Exception {
        var marker = directory.resolve("reboot-required");
        var survey = new HostSurvey(linux(), marker);
        assertThat(survey.read(directory).facts().getPendingReboot()).isFalse();

        Files.createFile(marker);

        assertThat(survey.read(directory).facts().getPendingReboot()).isTrue();
        assertThat(survey.read(directory).rebootReasons()).containsExactly(marker.toString());
    }

    @Test
    void windowsWaitsForARestartWhenItsRegistrySaysSo() throws Exception {
        var expect = Facts.newBuilder().setExpectNoPendingReboot(true);
        var none = run(windows(""), expect);
        var renames = run(windows(SESSION_MANAGER), expect);

        assertThat(none.succeeded()).isTrue();
        assertThat(renames.succeeded()).isFalse();
        assertThat(renames.message())
                .contains("Expected no restart pending; observed a restart is pending", "PendingFileRenameOperations");
    }

    @Test
    void whetherARestartIsPendingMayBeUnknownAndIsNoPassThen() throws Exception {
        var tools = windows("");
        Files.createFile(directory.resolve("no-registry"));

        var finding = run(tools, Facts.newBuilder().setExpectNoPendingReboot(true));

        assertThat(finding.succeeded()).isFalse();
        assertThat(finding.message()).contains("unknown whether a restart is pending");
        assertThat(run(tools, Facts.newBuilder().setMinMemoryMib(1)).succeeded())
                .isTrue();
    }

    @Test
    void bootIdComesFromTheConfiguredFile() throws Exception {
        Files.writeString(directory.resolve("boot-id"), "start-1\n");

        assertThat(BootId.read(linux())).isEqualTo("start-1");
        assertThat(BootId.read(windows(""))).isEqualTo("start-1");
    }

    @Test
    void windowsWithoutAFileCountsItsStarts() throws Exception {
        assertThat(BootId.read(windows(SESSION_MANAGER + "\\Memory Management\\PrefetchParameters")))
                .isEqualTo("windows-start-0x2f");
    }

    @Test
    void aMissingBootIdIsAnError() throws Exception {
        assertThatThrownBy(() -> BootId.read(linux())).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> BootId.read(windows(""))).hasMessageContaining("found neither");
        Files.createFile(directory.resolve("boot-id"));
        assertThatThrownBy(() -> BootId.read(linux())).hasMessageContaining("found an empty file");
    }

    private HostTools linux() {
        return new FakeTools(directory, Platform.LINUX).tools();
    }

    private HostTools windows(String key) throws IOException {
        Files.writeString(directory.resolve("keys"), key + "\n");
        return new FakeTools(directory, Platform.WINDOWS).tool("reg", REG).tools();
    }

    private Work.Finding run(HostTools tools, Facts.Builder facts) throws Exception {
        var survey = new HostSurvey(tools, directory.resolve("reboot-required"));
        var work = new ActionCatalog(tools, new NoArtifacts(), survey)
                .prepare(Action.newBuilder().setFacts(facts).build(), directory);
        assertThat(work.onlyLooks()).isTrue();
        return ((Work.Inside) work).body().run(new PlainContext(directory));
    }

    private record PlainContext(Path directory) implements Work.Context {

        @Override
        public void print(String text) {}

        @Override
        public void pause(Duration time) {
            throw new AssertionError("facts do not wait");
        }

        @Override
        public long nanoTime() {
            return 0;
        }

        @Override
        public Optional<char[]> secret(String name) {
            return Optional.empty();
        }
    }

    private static final class NoArtifacts implements ArtifactTransfer {
        @Override
        public void fetch(Digest digest, Path file) {
            throw new AssertionError("not asked for");
        }

        @Override
        public Digest store(Path file) {
            throw new AssertionError("not asked for");
        }
    }
}
