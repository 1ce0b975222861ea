package dev.banksman.agent.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.banksman.agent.action.HostTools.Platform;
import dev.banksman.agent.action.Work.Finding;
import dev.banksman.agent.journal.AgentDirectory;
import dev.banksman.agent.journal.AttemptKey;
import dev.banksman.agent.supervise.Launch;
import dev.banksman.agent.supervise.Sighting;
import dev.banksman.agent.supervise.WindowsLauncher;
import dev.banksman.proto.agent.v1.Action;
import dev.banksman.proto.agent.v1.Package;
import dev.banksman.proto.agent.v1.PackageOperation;
import dev.banksman.proto.agent.v1.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real MSI and Wine's own Windows Installer: what {@code package} calls is started by the real shim, as on Windows,
 * and judged by all bits of the exit code. The MSI is made by {@code wixl} for each run. Wine's {@code msiexec} repairs
 * nothing, which shows that a repair that was not done does not count as done.
 */
final class WineMsiIT {

    private static final Path SHIM =
            Path.of("target", "windows", "banksman-shim.exe").toAbsolutePath();
    private static final String CODE = "{01234567-89AB-CDEF-0123-456789ABCDEF}";

    @TempDir
    private static Path root;

    private static WinePrefix wine;
    private static AgentDirectory directory;
    private static Path msi;
    private static long attempts;

    private WindowsLauncher launcher;

    @BeforeAll
    static void makePackage() throws Exception {
        WinePrefix.needs("wixl");
        assumeTrue(Files.exists(SHIM), "banksman-shim.exe was not built: no cross compiler");
        wine = WinePrefix.make(root);
        directory = new AgentDirectory(root.resolve("agent"));
        msi = root.resolve("client.msi");
        Files.writeString(root.resolve("readme.txt"), "as it was installed\n");
        try (var source = WineMsiIT.class.getResourceAsStream("client.wxs")) {
            Files.write(root.resolve("client.wxs"), source.readAllBytes());
        }
        var wixl = new ProcessBuilder("wixl", "-o", msi.toString(), "client.wxs")
                .directory(root.toFile())
                .inheritIO()
                .start();
        assertThat(wixl.waitFor()).isZero();
    }

    @AfterAll
    static void endPrefix() throws Exception {
        if (wine != null) {
            wine.end();
        }
    }

    @BeforeEach
    void makeLauncher() throws Exception {
        launcher = new WindowsLauncher(wine.command(SHIM.toString()), directory, "boot-1", () -> {});
        assertThat(launcher.unsupported()).isEmpty();
    }

    @AfterEach
    void leaveNothingInstalled() throws Exception {
        if (run(of(PackageOperation.PACKAGE_OPERATION_QUERY).setProduct(CODE)).succeeded()) {
            run(of(PackageOperation.PACKAGE_OPERATION_UNINSTALL).setProduct(CODE));
        }
    }

    @Test
    void installsIsSeenAndIsUninstalled() throws Exception {
        var absent =
                of(PackageOperation.PACKAGE_OPERATION_QUERY).setProduct(CODE).setExpectAbsent(true);
        assertThat(run(absent).succeeded()).isTrue();

        var installed = run(install().putProperties("GREETING", "a b=c; d\\e\\"));
        var byCode = run(
                of(PackageOperation.PACKAGE_OPERATION_QUERY).setProduct(CODE).setExpectVersion("^1\\.2\\."));
        var byName = run(of(PackageOperation.PACKAGE_OPERATION_QUERY).setProduct("Banksman Test Client"));
        var other = run(
                of(PackageOperation.PACKAGE_OPERATION_QUERY).setProduct(CODE).setExpectVersion("^2\\."));

        assertThat(installed.succeeded()).as(installed.message()).isTrue();
        assertThat(installed.rebootRequired()).isFalse();
        assertThat(installed.observation().getObserved()).startsWith("exit code 0");
        assertThat(readme()).hasContent("as it was installed");
        assertThat(greeting()).isEqualTo("a b=c; d\\e\\");
        assertThat(byCode.succeeded()).as(byCode.message()).isTrue();
        assertThat(byName.outputs()).containsEntry("version", "1.2.3");
        assertThat(other.succeeded()).isFalse();

        var uninstalled = run(of(PackageOperation.PACKAGE_OPERATION_UNINSTALL).setProduct(CODE));

        assertThat(uninstalled.succeeded()).as(uninstalled.message()).isTrue();
        assertThat(readme()).doesNotExist();
        assertThat(run(absent).succeeded()).isTrue();
    }

    @Test
    void keepsTheInstallersLogForOutputRules() throws Exception {
        var installed = run(install());

        assertThat(Path.of(installed.observation().getDetailsOrThrow("log"))).isNotEmptyFile();
        assertThat(installed.text()).contains("Action ended", "INSTALL. Return value 1.");
    }

    @Test
    void uninstallsByFile() throws Exception {
        assertThat(run(install()).succeeded()).isTrue();

        var uninstalled = run(of(PackageOperation.PACKAGE_OPERATION_UNINSTALL).setFile(msi.toString()));

        assertThat(uninstalled.succeeded()).as(uninstalled.message()).isTrue();
        assertThat(readme()).doesNotExist();
    }

    @Test
    void uninstallingWhatIsNotThereIsAWarning() throws Exception {
        var finding = run(of(PackageOperation.PACKAGE_OPERATION_UNINSTALL).setProduct(CODE));

        assertThat(finding.succeeded()).as(finding.message()).isTrue();
        assertThat(finding.observation().getVerdict()).isEqualTo(Verdict.VERDICT_WARN);
        assertThat(finding.observation().getObserved()).startsWith("exit code 1605");
    }

    @Test
    void aFileThatIsNoPackageFails() throws Exception {
        var text = Files.writeString(root.resolve("no.msi"), "This is no installation package.\n");

        var noPackage = run(of(PackageOperation.PACKAGE_OPERATION_INSTALL).setFile(text.toString()));
        var nowhere = run(of(PackageOperation.PACKAGE_OPERATION_INSTALL)
                .setFile(root.resolve("nowhere.msi").toString()));

        assertThat(noPackage.succeeded()).isFalse();
        assertThat(noPackage.observation().getObserved()).doesNotStartWith("exit code 0");
        assertThat(nowhere.succeeded()).isFalse();
        assertThat(nowhere.observation().getObserved()).doesNotStartWith("exit code 0");
    }

    @Test
    void aRepairThatWasNotDoneDoesNotCountAsDone() throws Exception {
        assertThat(run(install()).succeeded()).isTrue();
        Files.delete(readme());

        var byFile = run(of(PackageOperation.PACKAGE_OPERATION_REPAIR).setFile(msi.toString()));
        var byCode = run(of(PackageOperation.PACKAGE_OPERATION_REPAIR).setProduct(CODE));

        for (var repaired : List.of(byFile, byCode)) {
            assertThat(repaired.succeeded()).as(repaired.message()).isEqualTo(Files.exists(readme()));
        }
        assertThat(byFile.observation().getObserved()).startsWith("exit code ");
    }

    private static Package.Builder of(PackageOperation operation) {
        return Package.newBuilder().setOperation(operation);
    }

    private static Package.Builder install() {
        return of(PackageOperation.PACKAGE_OPERATION_INSTALL).setFile(msi.toString());
    }

    private static Path readme() {
        var folder = wine.drive().resolve("Program Files (x86)/Banksman Test");
        return folder.resolve("readme.txt");
    }

    private static String greeting() throws Exception {
        var key = "HKLM\\SOFTWARE\\Banksman\\Test";
        return new Registry(wine.tools("reg"))
                .values(key, Registry.View.BITS_32)
                .orElse(Map.of())
                .getOrDefault("Greeting", "");
    }

    private Finding run(Package.Builder wanted) throws Exception {
        var key = new AttemptKey("run-1", "gp-web-1", ++attempts);
        Files.createDirectories(directory.attempt(key));
        // Looked up by the shim inside Windows, so without what starts Wine.
        var tools = new HostTools(Platform.WINDOWS, Map.of("reg", wine.command("reg")), root.resolve("boot-id"));
        var action = Action.newBuilder().setPackage(wanted).build();
        var work = new PackageAction(tools).prepare(action, directory.work(key));
        if (work instanceof Work.Inside inside) {
            return inside.body().run(new FakeContext(root));
        }
        var command = Prepared.command(work);
        launcher.launch(
                key,
                new Launch(
                        command.argv(),
                        command.commandLine(),
                        command.environment(),
                        directory.work(key),
                        command.stdin(),
                        command.files()));
        await().atMost(Duration.ofMinutes(2)).until(() -> launcher.look(key) instanceof Sighting.Exited);
        var exited = (Sighting.Exited) launcher.look(key);
        assertThat(exited.problem()).isEmpty();
        return command.ending().judge(exited.code(), Prepared.printed(text(key, "stdout"), text(key, "stderr")));
    }

    private static String text(AttemptKey key, String stream) throws IOException {
        return Files.readString(directory.attempt(key).resolve(stream), StandardCharsets.ISO_8859_1);
    }
}
