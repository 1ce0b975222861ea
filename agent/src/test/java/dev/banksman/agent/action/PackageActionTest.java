package dev.banksman.agent.action;

import static dev.banksman.agent.action.Prepared.command;
import static dev.banksman.agent.action.Prepared.printed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.banksman.agent.action.HostTools.Platform;
import dev.banksman.agent.action.Work.Finding;
import dev.banksman.proto.agent.v1.Action;
import dev.banksman.proto.agent.v1.Package;
import dev.banksman.proto.agent.v1.PackageOperation;
import dev.banksman.proto.agent.v1.Verdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PackageActionTest {

    private static final String CODE = "{01234567-89AB-CDEF-0123-456789ABCDEF}";

    private static final String REG = """
        key=$2
        case "$*" in
          *WOW*) exit 1 ;;
          'query HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion')
            [ -f "$D/no-registry" ] && { echo 'Zugriff verweigert' >&2; exit 1; }
            exit 0 ;;
          *'/s /v DisplayName /reg:64')
            printf 'HKEY_LOCAL_MACHINE\\\\SOFTWARE\\\\U\\\\{A}\\r\\n    DisplayName    REG_SZ    Web Client Runtime\\r\\n\\r\\n'
            printf 'HKEY_LOCAL_MACHINE\\\\SOFTWARE\\\\U\\\\{B}\\r\\n    DisplayName    REG_SZ    Web Client Runtime Tools\\r\\n\\r\\n'
            printf 'Ende der Suche: 2 Treffer.\\r\\n' ;;
          *'{01234567-89AB-CDEF-0123-456789ABCDEF} /reg:64')
            printf '\\r\\nHKEY_LOCAL_MACHINE\\\\SOFTWARE\\\\U\\\\{X}\\r\\n'
            printf '    DisplayName    REG_SZ    Web Client Runtime\\r\\n    DisplayVersion    REG_SZ    18.0.5\\r\\n' ;;
          *'{A} /reg:64') printf '    DisplayVersion    REG_SZ    18.1\\r\\n' ;;
          *) echo 'nicht gefunden' >&2; exit 1 ;;
        esac
        """;

    @TempDir
    private Path directory;

    @Test
    void installsAnMsiSilentlyWithALogOfTheAttempt() throws Exception {
        var tools = new FakeTools(directory, Platform.WINDOWS)
                .tool("msiexec", "exit 0")
                .tools();
        var msi = directory.resolve("Web Client.msi");

        var command = command(prepare(
                tools,
                Package.newBuilder()
                        .setOperation(PackageOperation.PACKAGE_OPERATION_INSTALL)
                        .setFile(msi.toString())
                        .putProperties("SQLSERVER", "db1")
                        .putProperties("DATABASE", "GP \"two\" b")));

        var log = directory.resolve("msiexec.log");
        assertThat(command.argv().subList(2, command.argv().size()))
                .containsExactly(
                        "/i",
                        msi.toString(),
                        "/qn",
                        "/norestart",
                        "/l*v",
                        log.toString(),
                        "DATABASE=GP \"two\" b",
                        "SQLSERVER=db1");
        assertThat(command.commandLine().orElseThrow())
                .endsWith("/i \"" + msi + "\" /qn /norestart /l*v " + log
                        + " DATABASE=\"GP \"\"two\"\" b\" SQLSERVER=\"db1\"");
        assertThat(command.onlyLooks()).isFalse();
    }

    @Test
    void choosesRepairAndUninstall() throws Exception {
        var tools = new FakeTools(directory, Platform.WINDOWS).tools();

        assertThat(command(prepare(tools, product(PackageOperation.PACKAGE_OPERATION_REPAIR)))
                        .argv())
                .startsWith("msiexec", "/f", CODE);
        assertThat(command(prepare(tools, product(PackageOperation.PACKAGE_OPERATION_UNINSTALL)))
                        .argv())
                .startsWith("msiexec", "/x", CODE);
    }

    @Test
    void explainsExitCodesAndNamesTheLog() throws Exception {
        Files.write(
                directory.resolve("msiexec.log"),
                "\uFEFFAction 10:00: Return value 3".getBytes(StandardCharsets.UTF_16LE));

        var fatal = judge(PackageOperation.PACKAGE_OPERATION_REPAIR, 1603);
        var busy = judge(PackageOperation.PACKAGE_OPERATION_REPAIR, 1618);

        assertThat(fatal.succeeded()).isFalse();
        assertThat(fatal.message())
                .contains(
                        CODE + " repaired",
                        "exit code 1603: a fatal error",
                        directory.resolve("msiexec.log").toString());
        assertThat(fatal.observation().getDetailsMap())
                .containsEntry("log", directory.resolve("msiexec.log").toString());
        assertThat(fatal.text()).contains("Return value 3");
        assertThat(busy.message()).contains("another installation is in progress");
    }

    @Test
    void understandsRestarts() throws Exception {
        for (var code : new int[] {1641, 3010}) {
            var finding = judge(PackageOperation.PACKAGE_OPERATION_REPAIR, code);
            assertThat(finding.succeeded()).isTrue();
            assertThat(finding.rebootRequired()).isTrue();
        }
        assertThat(judge(PackageOperation.PACKAGE_OPERATION_REPAIR, 0).rebootRequired())
                .isFalse();
    }

    @Test
    void aProductThatIsNotInstalledIsAWarningForUninstallOnly() throws Exception {
        var uninstall = judge(PackageOperation.PACKAGE_OPERATION_UNINSTALL, 1605);
        var repair = judge(PackageOperation.PACKAGE_OPERATION_REPAIR, 1605);

        assertThat(uninstall.succeeded()).isTrue();
        assertThat(uninstall.observation().getVerdict()).isEqualTo(Verdict.VERDICT_WARN);
        assertThat(repair.succeeded()).isFalse();
        assertThat(repair.message()).contains("this product is not installed");
    }

    @Test
    void queriesTheRegistryByProductCodeAndByName() throws Exception {
        var byCode = query(Package.newBuilder().setProduct(CODE).setExpectVersion("^18\\."));
        var byName = query(Package.newBuilder().setProduct("web client runtime").setExpectVersion("^19"));

        assertThat(byCode.succeeded()).isTrue();
        assertThat(byCode.outputs()).containsEntry("version", "18.0.5");
        assertThat(byName.succeeded()).isFalse();
        assertThat(byName.message())
                .isEqualTo("Expected web client runtime installed in a version that matches '^19'; "
                        + "observed web client runtime 18.1 installed.");
    }

    @Test
    void absenceNeedsARegistryThatAnswers() throws Exception {
        var other = Package.newBuilder().setProduct(CODE.replace('0', '9')).setExpectAbsent(true);
        assertThat(query(other).succeeded()).isTrue();

        Files.createFile(directory.resolve("no-registry"));

        var doubtful = query(other);
        assertThat(doubtful.succeeded()).isFalse();
        assertThat(doubtful.message()).contains("it cannot be told whether the key is there");
    }

    @Test
    void linuxUsesTheSystemsManager() throws Exception {
        var deb = new FakeTools(directory, Platform.LINUX)
                .tool("apt-get", "exit 0")
                .tools();
        var rpm = new FakeTools(directory, Platform.LINUX).tool("dnf", "exit 0").tools();
        var install = Package.newBuilder().setOperation(PackageOperation.PACKAGE_OPERATION_INSTALL);

        var debCommand = command(prepare(deb, install.clone().setFile("/media/app.deb")));
        var rpmCommand = command(prepare(rpm, install.clone().setFile("/media/app.rpm")));
        var remove = command(prepare(
                rpm,
                Package.newBuilder()
                        .setOperation(PackageOperation.PACKAGE_OPERATION_UNINSTALL)
                        .setProduct("app")));

        assertThat(debCommand.argv()).endsWith("-y", "install", "/media/app.deb");
        assertThat(debCommand.environment()).containsEntry("DEBIAN_FRONTEND", "noninteractive");
        assertThat(rpmCommand.argv()).endsWith("-y", "install", "/media/app.rpm");
        assertThat(remove.argv()).endsWith("-y", "remove", "app");
        assertThat(debCommand
                        .ending()
                        .judge(100, printed("", "E: Unable to locate"))
                        .message())
                .contains("/media/app.deb installed", "exit code 100", "Unable to locate");
    }

    @Test
    void linuxQueriesTheManagersRecords() throws Exception {
        var dpkg = new FakeTools(directory, Platform.LINUX)
                .tool("dpkg-query", "[ \"$4\" = app ] && echo 'installed 1.2-3' || { echo 'kept 1'; exit 1; }")
                .tools();
        var rpm = new FakeTools(directory, Platform.LINUX)
                .tool("rpm", "echo 2.0-1.el9")
                .tools();
        var query = Package.newBuilder().setOperation(PackageOperation.PACKAGE_OPERATION_QUERY);

        assertThat(run(dpkg, query.clone().setProduct("app").setExpectVersion("^1\\.2"))
                        .succeeded())
                .isTrue();
        assertThat(run(dpkg, query.clone().setProduct("other").setExpectAbsent(true))
                        .succeeded())
                .isTrue();
        assertThat(run(rpm, query.clone().setProduct("app")).outputs()).containsEntry("version", "2.0-1.el9");
    }

    @Test
    void asksTheRealPackageManagerWhereThereIsOne() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/dpkg-query")), "dpkg-query is not installed");
        var tools = new HostTools(Platform.LINUX, Map.of(), directory.resolve("boot-id"));
        var query = Package.newBuilder().setOperation(PackageOperation.PACKAGE_OPERATION_QUERY);

        assertThat(run(tools, query.clone().setProduct("dpkg")).outputs().get("version"))
                .isNotBlank();
        assertThat(run(tools, query.clone().setProduct("no-such-package").setExpectAbsent(true))
                        .succeeded())
                .isTrue();
    }

    @Test
    void refusesWhatMakesNoSense() {
        var windows = new FakeTools(directory, Platform.WINDOWS).tools();
        var linux = new FakeTools(directory, Platform.LINUX).tools();
        var install = Package.newBuilder().setOperation(PackageOperation.PACKAGE_OPERATION_INSTALL);

        refused(windows, Package.newBuilder(), "expected install, repair, uninstall or query");
        refused(windows, install.clone(), "expected either file or product, found none");
        refused(windows, install.clone().setProduct(CODE), "expected the .msi to install");
        refused(windows, install.clone().setFile("/a.msi").putProperties("A B", "c"), "found 'A B'");
        refused(
                windows,
                Package.newBuilder()
                        .setOperation(PackageOperation.PACKAGE_OPERATION_UNINSTALL)
                        .setProduct("name"),
                "expected a product code");
        refused(linux, install.clone().setFile("/a.msi"), "expected a .deb or .rpm on Linux");
        refused(linux, install.clone().setFile("/a.deb").putProperties("A", "c"), "only MSI packages have them");
        refused(windows, install.clone().setFile("/a.msi").setExpectVersion("1"), "for query only");
    }

    private void refused(HostTools tools, Package.Builder wanted, String reason) {
        assertThatThrownBy(() -> prepare(tools, wanted))
                .isInstanceOf(InvalidActionException.class)
                .hasMessageContaining(reason);
    }

    private static Package.Builder product(PackageOperation operation) {
        return Package.newBuilder().setOperation(operation).setProduct(CODE);
    }

    private Finding judge(PackageOperation operation, int exitCode) throws Exception {
        var tools = new FakeTools(directory, Platform.WINDOWS).tools();
        return command(prepare(tools, product(operation))).ending().judge(exitCode, printed("", ""));
    }

    private Finding query(Package.Builder wanted) throws Exception {
        var tools = new FakeTools(directory, Platform.WINDOWS).tool("reg", REG).tools();
        return run(tools, wanted.setOperation(PackageOperation.PACKAGE_OPERATION_QUERY));
    }

    private Finding run(HostTools tools, Package.Builder wanted) throws Exception {
        return Prepared.run(prepare(tools, wanted), new FakeContext(directory));
    }

    private Work prepare(HostTools tools, Package.Builder wanted) throws InvalidActionException {
        return new PackageAction(tools)
                .prepare(Action.newBuilder().setPackage(wanted).build(), directory);
    }
}
