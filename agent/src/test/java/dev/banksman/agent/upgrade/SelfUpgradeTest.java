package dev.banksman.agent.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.agent.action.ArtifactTransferException;
import dev.banksman.common.Digest;
import dev.banksman.proto.agent.v1.Upgrade;
import dev.banksman.proto.agent.v1.UpgradePhase;
import dev.banksman.proto.agent.v1.UpgradeReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole order on one thread: what blocks is done when the test says so. */
class SelfUpgradeTest {

    private static final String RUNNING = "1.0.0";
    private static final String NEXT = "2.0.0";
    private static final String SECRET = "hunter22";

    @TempDir
    private Path root;

    private final Ports ports = new Ports();
    private VersionFiles files;
    private byte[] content;
    private String examined = "";
    private int fetches;
    /** Room on the disk, at one look after the other: before the fetch, and before it is unpacked. */
    private final Deque<Long> free = new ArrayDeque<>(List.of(Long.MAX_VALUE, Long.MAX_VALUE));

    @BeforeEach
    void pack() throws IOException {
        files = new VersionFiles(root.resolve("versions"));
        var zip = root.resolve("package.zip");
        try (var out = new ZipOutputStream(Files.newOutputStream(zip))) {
            put(out, "bin/banksman-agent", "#!/bin/sh\n");
            put(out, "lib/version", NEXT + "\n");
            put(out, "lib/agent/agent.jar", "jar");
        }
        content = Files.readAllBytes(zip);
    }

    private static void put(ZipOutputStream zip, String name, String text) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private Upgrade order() {
        return Upgrade.newBuilder()
                .setVersion(NEXT)
                .setDigest(Digest.of(content).name())
                .setSize(content.length)
                .build();
    }

    private SelfUpgrade agent(String version, Optional<Starter> starter, boolean allowed) {
        PackageInstaller.Source source = (digest, size, file) -> {
            fetches++;
            try {
                Files.write(file, content);
            } catch (IOException e) {
                throw new ArtifactTransferException(e.toString());
            }
        };
        var installer =
                new PackageInstaller(source, files, (home, wanted) -> examined, new DiskRoom(() -> free.remove()));
        var policy = new UpgradePolicy(allowed, Duration.ofSeconds(90));
        return new SelfUpgrade(version, starter, policy, files, installer, ports);
    }

    private SelfUpgrade agent() {
        return agent(RUNNING, Optional.of(new Starter(1, RUNNING, false)), true);
    }

    private UpgradeReport last() {
        return ports.reports.get(ports.reports.size() - 1);
    }

    @Test
    void leavesATokenForTheStarterAndEnds() throws IOException {
        var agent = agent();
        agent.asked(order());
        assertThat(last().getPhase()).isEqualTo(UpgradePhase.UPGRADE_PHASE_FETCHING);
        assertThat(agent.state()).contains(last());

        ports.runAll();

        assertThat(ports.reports)
                .extracting(UpgradeReport::getPhase)
                .containsExactly(
                        UpgradePhase.UPGRADE_PHASE_FETCHING,
                        UpgradePhase.UPGRADE_PHASE_CHECKED,
                        UpgradePhase.UPGRADE_PHASE_RESTARTING);
        assertThat(last().getBackWithin().getSeconds()).isEqualTo(150);
        assertThat(ports.ended).isEqualTo(SelfUpgrade.EXIT_CODE);
        assertThat(agent.givingWay()).isTrue();
        assertThat(root.resolve("versions/asked")).hasContent("version=2.0.0\nover=1.0.0\nformer=1.0.0\nseconds=90\n");
        assertThat(root.resolve("versions/2.0.0/bin/banksman-agent")).isExecutable();
        assertThat(root.resolve("versions/new-2.0.0")).doesNotExist();
    }

    @Test
    void aRepetitionIsAnsweredWithTheStateOfTheFirst() {
        var agent = agent();
        agent.asked(order());
        agent.asked(order());
        assertThat(ports.reports)
                .hasSize(2)
                .allMatch(report -> report.getPhase() == UpgradePhase.UPGRADE_PHASE_FETCHING);
        assertThat(ports.aside).hasSize(1);
        agent.asked(order().toBuilder().setVersion("3.0.0").build());
        assertThat(last().getPhase()).isEqualTo(UpgradePhase.UPGRADE_PHASE_REFUSED);
        assertThat(last().getMessage()).contains("2.0.0 is under way");
    }

    @Test
    void theRunningVersionIsConfirmedAtOnce() {
        agent().asked(order().toBuilder().setVersion(RUNNING).build());
        assertThat(last().getPhase()).isEqualTo(UpgradePhase.UPGRADE_PHASE_CONFIRMED);
        assertThat(ports.aside).isEmpty();
    }

    @Test
    void waitsForWorkInsideTheAgentAndGivesUpAtLast() {
        ports.inside = true;
        var agent = agent();
        agent.asked(order());
        ports.run(100);
        assertThat(last().getPhase()).isEqualTo(UpgradePhase.UPGRADE_PHASE_CHECKED);
        assertThat(root.resolve("versions/asked")).doesNotExist();

        ports.runAll();

        assertThat(last().getPhase()).isEqualTo(UpgradePhase.UPGRADE_PHASE_REFUSED);
        assertThat(root.resolve("versions/asked")).doesNotExist();
        assertThat(ports.ended).isEqualTo(-1);
    }

    @Test
    void aVersionThatDoesNotStartIsRefused() {
        examined = "no Java for it.";
        var agent = agent();
        agent.asked(order());
        ports.runAll();
        assertThat(last().getPhase()).isEqualTo(UpgradePhase.UPGRADE_PHASE_REFUSED);
        assertThat(last().getMessage()).contains("no Java for it");
        assertThat(agent.state()).isEmpty();
        assertThat(root.resolve("versions")).isEmptyDirectory();
    }

    private String refusal() {
        agent().asked(order());
        ports.runAll();
        assertThat(last().getPhase()).isEqualTo(UpgradePhase.UPGRADE_PHASE_REFUSED);
        return last().getMessage();
    }

    @Test
    void withoutRoomForThePackageNothingIsFetched() {
        free.clear();
        free.add(DiskRoom.RESERVE_BYTES + content.length - 1);
        assertThat(refusal())
                .startsWith("Expected room on this host's disk for " + content.length + " bytes of the package");
        assertThat(fetches).isZero();
    }

    @Test
    void withoutRoomForWhatComesOutNothingIsUnpacked() {
        free.clear();
        free.add(DiskRoom.RESERVE_BYTES + content.length);
        free.add(DiskRoom.RESERVE_BYTES + 18);
        // "#!/bin/sh\n", "2.0.0\n" and "jar"
        assertThat(refusal()).contains("for 19 bytes of the unpacked version");
        assertThat(fetches).isEqualTo(1);
        assertThat(root.resolve("versions")).isEmptyDirectory();
    }

    @Test
    void aPackageOfAnotherSizeIsRefused() {
        agent().asked(order().toBuilder().setSize(content.length - 1).build());
        ports.runAll();
        assertThat(last().getMessage()).contains("expected " + (content.length - 1) + " bytes, found ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"asked", "asked.new", "on-trial", "incoming", "new-1", "why", ".1", "", "1/2", "v1.0"})
    void aVersionThatCouldBeAFileOfTheStartersIsRefused(String version) {
        agent().asked(order().toBuilder().setVersion(version).build());
        assertThat(last().getPhase()).isEqualTo(UpgradePhase.UPGRADE_PHASE_REFUSED);
        assertThat(last().getMessage()).startsWith("Expected a version that begins with a digit");
        assertThat(ports.aside).isEmpty();
    }

    @Test
    void whatAVersionPrintedLeavesTheHostWithoutItsSecrets() throws IOException {
        examined = "its check ended with exit code 2. connecting with " + SECRET + " failed.";
        assertThat(refusal()).contains("connecting with *** failed").doesNotContain(SECRET);

        Files.createDirectories(root.resolve("versions"));
        var token = new VersionToken(NEXT, RUNNING, RUNNING, Duration.ofSeconds(90));
        Files.write(root.resolve("versions/rolled-back"), token.encode());
        // Where the explanation is cut off, no part of a secret is left.
        var beyond = "x".repeat(3_995) + SECRET;
        Files.writeString(root.resolve("versions/why"), beyond);
        var told = agent().state().orElseThrow().getMessage();
        assertThat(told).startsWith("xxx").doesNotContain(SECRET.substring(0, 4));
    }

    @Test
    void withoutItsSecretsNothingOfAnotherProgramsWordsIsTold() {
        examined = "connecting with " + SECRET + " failed.";
        ports.secretsReadable = false;
        assertThat(refusal()).contains("its secrets cannot be read").doesNotContain(SECRET);
    }

    @Test
    void theHostsPolicyStands() {
        agent(RUNNING, Optional.of(new Starter(1, RUNNING, false)), false).asked(order());
        assertThat(last().getPhase()).isEqualTo(UpgradePhase.UPGRADE_PHASE_REFUSED);
    }

    @Test
    void staysOnceItIsWelcomed() throws IOException {
        agent().asked(order());
        ports.runAll();
        Files.move(root.resolve("versions/asked"), root.resolve("versions/on-trial"));
        Files.createDirectory(root.resolve("versions/0.9.0"));
        var tried = agent(NEXT, Optional.of(new Starter(1, RUNNING, true)), true);
        tried.start();
        assertThat(tried.state().orElseThrow().getPhase()).isEqualTo(UpgradePhase.UPGRADE_PHASE_RESTARTING);
        assertThat(root.resolve("versions/0.9.0")).exists();

        tried.welcomed();

        assertThat(last().getPhase()).isEqualTo(UpgradePhase.UPGRADE_PHASE_CONFIRMED);
        assertThat(tried.state()).contains(last());
        assertThat(root.resolve("versions/chosen")).exists();
        assertThat(root.resolve("versions/on-trial")).doesNotExist();
        assertThat(root.resolve("versions/0.9.0")).doesNotExist();
        assertThat(root.resolve("versions/2.0.0")).exists();
    }

    @Test
    void endsIfItWasRolledBackBeforeItWasWelcomed() throws IOException {
        Files.createDirectories(root.resolve("versions"));
        var tried = agent(NEXT, Optional.of(new Starter(1, RUNNING, true)), true);
        tried.welcomed();
        assertThat(ports.ended).isZero();
        assertThat(ports.reports).isEmpty();
        assertThat(root.resolve("versions/chosen")).doesNotExist();
    }

    @Test
    void tellsOfARollbackUntilTheNextOrder() throws IOException {
        Files.createDirectories(root.resolve("versions"));
        var token = new VersionToken(NEXT, RUNNING, RUNNING, Duration.ofSeconds(90));
        Files.write(root.resolve("versions/rolled-back"), token.encode());
        Files.writeString(root.resolve("versions/why"), "It ended.\nlast line\n");
        var former = agent();
        former.start();
        var state = former.state().orElseThrow();
        assertThat(state.getPhase()).isEqualTo(UpgradePhase.UPGRADE_PHASE_ROLLED_BACK);
        assertThat(state.getVersion()).isEqualTo(NEXT);
        assertThat(state.getMessage()).isEqualTo("It ended.\nlast line");

        former.asked(order());

        assertThat(root.resolve("versions/rolled-back")).doesNotExist();
        assertThat(former.state().orElseThrow().getPhase()).isEqualTo(UpgradePhase.UPGRADE_PHASE_FETCHING);
    }

    private static final class Ports implements UpgradePorts {
        final List<UpgradeReport> reports = new ArrayList<>();
        final Deque<Runnable> aside = new ArrayDeque<>();
        final Deque<Runnable> desk = new ArrayDeque<>();
        boolean inside;
        boolean secretsReadable = true;
        int ended = -1;

        void runAll() {
            run(Integer.MAX_VALUE);
        }

        void run(int tasks) {
            for (int i = 0; i < tasks && !(aside.isEmpty() && desk.isEmpty()); i++) {
                (aside.isEmpty() ? desk : aside).remove().run();
            }
        }

        @Override
        public void report(UpgradeReport report) {
            reports.add(report);
        }

        @Override
        public String redact(String text) {
            if (!secretsReadable) {
                throw new UncheckedIOException(new IOException("no secrets"));
            }
            return text.replace(SECRET, "***");
        }

        @Override
        public boolean workInside() {
            return inside;
        }

        @Override
        public void aside(Runnable task) {
            aside.add(task);
        }

        @Override
        public void onDesk(Runnable task) {
            desk.add(task);
        }

        @Override
        public void after(Duration time, Runnable task) {
            desk.add(task);
        }

        @Override
        public void end(int exitCode) {
            ended = exitCode;
        }
    }
}
