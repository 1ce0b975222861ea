package dev.banksman.agent.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.agent.action.ArtifactTransfer;
import dev.banksman.agent.action.ArtifactTransferException;
import dev.banksman.common.Digest;
import dev.banksman.proto.agent.v1.Upgrade;
import dev.banksman.proto.agent.v1.UpgradePhase;
import dev.banksman.proto.agent.v1.UpgradeReport;
import java.io.IOException;
import java.io.OutputStream;
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

/** The whole order on one thread: what blocks is done when the test says so. */
class SelfUpgradeTest {

    private static final String RUNNING = "1.0.0";
    private static final String NEXT = "2.0.0";

    @TempDir
    private Path root;

    private final Ports ports = new Ports();
    private VersionFiles files;
    private byte[] content;
    private String examined = "";

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
        var transfer = new ArtifactTransfer() {
            @Override
            public void fetch(Digest digest, Path file) throws ArtifactTransferException {
                try (OutputStream out = Files.newOutputStream(file)) {
                    out.write(content);
                } catch (IOException e) {
                    throw new ArtifactTransferException(e.toString());
                }
            }

            @Override
            public Digest store(Path file) {
                throw new UnsupportedOperationException("Upgrades store nothing");
            }
        };
        var installer = new PackageInstaller(transfer, files, (home, wanted) -> examined);
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
        assertThat(root.resolve("versions/2.0.0.new")).doesNotExist();
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
