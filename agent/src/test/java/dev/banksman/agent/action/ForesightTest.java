package dev.banksman.agent.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.agent.action.Foresight.Verdict;
import dev.banksman.agent.action.HostTools.Platform;
import dev.banksman.proto.agent.v1.Action;
import dev.banksman.proto.agent.v1.Exec;
import dev.banksman.proto.agent.v1.Facts;
import dev.banksman.proto.agent.v1.File;
import dev.banksman.proto.agent.v1.FileInspect;
import dev.banksman.proto.agent.v1.FileTemplate;
import dev.banksman.proto.agent.v1.Http;
import dev.banksman.proto.agent.v1.Package;
import dev.banksman.proto.agent.v1.PackageOperation;
import dev.banksman.proto.agent.v1.RunAs;
import dev.banksman.proto.agent.v1.Service;
import dev.banksman.proto.agent.v1.Sql;
import dev.banksman.proto.agent.v1.Tcp;
import dev.banksman.proto.agent.v1.Wait;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.util.List;
import java.util.Map;
import org.h2.tools.Server;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What actions tell about themselves before they are done. */
final class ForesightTest {

    @TempDir
    private Path directory;

    private Path program;
    private HostTools linux;

    @BeforeEach
    void makeProgram() throws Exception {
        program = Files.writeString(directory.resolve("tool"), "#!/bin/sh\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        linux = new HostTools(Platform.LINUX, Map.of(), directory.resolve("boot-id"));
    }

    @Test
    void aProgramThatIsThereIsFine() throws Exception {
        var found = program(program.toString(), true);

        assertThat(found.verdict()).isEqualTo(Verdict.PASS);
        assertThat(found.expected()).isEqualTo(program + ", which the agent's account can run");
        assertThat(program("sh", true).observed()).endsWith("/sh");
    }

    @Test
    void whatIsMissingIsAMistakeUntilSomethingWasDone() throws Exception {
        var absent = directory.resolve("absent").toString();

        assertThat(program(absent, true))
                .returns(Verdict.FAIL, Foresight::verdict)
                .returns("it is not there, or the agent's account may not look there", Foresight::observed)
                .returns("Put it there, set its permissions, or correct the runbook's parameter.", Foresight::advice);
        assertThat(program(absent, false).verdict()).isEqualTo(Verdict.WARN);
        assertThat(program(absent, false).advice()).startsWith("All is well if a step before it brings it there.");
        assertThat(program("no-such-program-anywhere", true))
                .returns(Verdict.FAIL, Foresight::verdict)
                .returns("there is none", Foresight::observed);
        assertThat(program(directory.toString(), true).observed()).isEqualTo("a folder");
    }

    @Test
    void theWorkingFolderHasToBeThere() throws Exception {
        var exec = Exec.newBuilder().setProgram(program.toString());
        assertThat(foresee(exec.setCwd(directory.toString()), true))
                .extracting(Foresight::subject)
                .containsExactly("program", "folder");
        assertThat(foresee(exec.setCwd(program.toString()), true).get(1))
                .returns(Verdict.FAIL, Foresight::verdict)
                .returns("no folder", Foresight::observed);
    }

    @Test
    void onLinuxAnotherAccountsEyesAreUsed() throws Exception {
        var tools = new FakeTools(directory, Platform.LINUX)
                .tool("runuser", "[ \"$2\" = oracle ] || exit 1; shift 4; [ \"$2\" != /secret ]");
        var exec = Exec.newBuilder()
                .setProgram("/secret")
                .setCwd("/work")
                .setRunAs(RunAs.newBuilder().setAccount("oracle"));

        var found = new ExecAction(tools.tools(), () -> true)
                .foresee(Action.newBuilder().setExec(exec).build(), new FakeOutlook(true));

        assertThat(found).extracting(Foresight::subject).containsExactly("account", "program", "folder");
        assertThat(found).extracting(Foresight::verdict).containsExactly(Verdict.PASS, Verdict.FAIL, Verdict.PASS);
        assertThat(found.get(1).expected()).isEqualTo("/secret, which oracle can run");
        assertThat(tools.calls())
                .containsExactly(
                        "runuser -u oracle -- test -d /",
                        "runuser -u oracle -- test -x /secret",
                        "runuser -u oracle -- test -x /work");

        exec.setRunAs(RunAs.newBuilder().setAccount("nobody-such"));
        assertThat(new ExecAction(tools.tools(), () -> true)
                        .foresee(Action.newBuilder().setExec(exec).build(), new FakeOutlook(true))
                        .get(0))
                .returns(Verdict.FAIL, Foresight::verdict)
                .returns("runuser ended with 1, it printed nothing", Foresight::observed);
    }

    @Test
    void onWindowsAnAccountsNameIsLookedUpAndNoLogonTried() throws Exception {
        var tools = new FakeTools(directory, Platform.WINDOWS)
                .tool("powershell", "case \"$4\" in *CONTOSO*setup*) echo S-1-5-21-7-8-9-1103 ;; *) exit 1 ;; esac");

        assertThat(windowsAccount(tools, "CONTOSO\\setup"))
                .returns(Verdict.SKIPPED, Foresight::verdict)
                .returns("this host knows it", Foresight::observed);
        assertThat(windowsAccount(tools, "CONTOSO\\stup"))
                .returns(Verdict.FAIL, Foresight::verdict)
                .returns("this host does not know it, it printed nothing", Foresight::observed);
    }

    private Foresight windowsAccount(FakeTools tools, String account) throws Exception {
        var exec = Exec.newBuilder()
                .setProgram(program.toString())
                .setCwd(directory.toString())
                .setRunAs(RunAs.newBuilder().setAccount(account).setPasswordSecret("pw"));
        return new ExecAction(tools.tools())
                .foresee(Action.newBuilder().setExec(exec).build(), new FakeOutlook(true))
                .get(0);
    }

    @Test
    void theDatabaseHasToLetTheLoginIn() throws Exception {
        var server = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
        try {
            var url = "jdbc:h2:tcp://localhost:" + server.getPort() + "/mem:doctor;DB_CLOSE_DELAY=-1";
            DriverManager.getConnection(url, "sa", "Pass.1").close();
            var outlook = new FakeOutlook(true).withSecret("sa", "Pass.1").withSecret("wrong", "Pass.2");

            var fine = sql(url, "sa", "sa", outlook);
            var refused = sql(url, "sa", "wrong", outlook);
            var secretless = sql(url, "sa", "absent", outlook);

            assertThat(fine.verdict()).isEqualTo(Verdict.PASS);
            assertThat(fine.expected()).endsWith("/mem:doctor lets the login sa in");
            assertThat(refused.verdict()).isEqualTo(Verdict.FAIL);
            assertThat(refused.observed()).contains("28000").doesNotContain("Pass.2");
            assertThat(secretless.verdict()).isEqualTo(Verdict.FAIL);
            assertThat(secretless.observed()).contains("expected a secret named 'absent'");
            assertThat(outlook.looks).containsOnlyOnce(List.of("sql", url, "sa", "sa"));
        } finally {
            server.stop();
        }
    }

    private static Foresight sql(String url, String user, String secret, Outlook outlook) throws Exception {
        var sql = Sql.newBuilder()
                .setUrl(url)
                .setUser(user)
                .setPasswordSecret(secret)
                .setQuery("select 1");
        return new SqlAction(Platform.LINUX)
                .foresee(Action.newBuilder().setSql(sql).build(), outlook)
                .get(0);
    }

    @Test
    void namesHaveToBeKnown() throws Exception {
        var tcp = new TcpAction();
        assertThat(tcp.foresee(tcp("localhost"), new FakeOutlook(true)).get(0).verdict())
                .isEqualTo(Verdict.PASS);
        assertThat(tcp.foresee(tcp("no-such-name.invalid"), new FakeOutlook(true))
                        .get(0))
                .returns(Verdict.FAIL, Foresight::verdict)
                .returns("the name no-such-name.invalid is known on this host", Foresight::expected);
        var http = Http.newBuilder().setUrl("https://localhost:8443/x").setTrust(directory + "/ca.pem");
        assertThat(new HttpAction().foresee(Action.newBuilder().setHttp(http).build(), new FakeOutlook(false)))
                .extracting(Foresight::subject, Foresight::verdict)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("name", Verdict.PASS),
                        org.assertj.core.groups.Tuple.tuple("authorities", Verdict.WARN));
    }

    @Test
    void filesAndFoldersThatTheAgentUsesItself() throws Exception {
        var outlook = new FakeOutlook(true);
        var packages = new PackageAction(linux);
        var install = Package.newBuilder().setOperation(PackageOperation.PACKAGE_OPERATION_INSTALL);
        assertThat(packages.foresee(
                        Action.newBuilder()
                                .setPackage(install.setFile(program.toString()))
                                .build(),
                        outlook))
                .extracting(Foresight::verdict)
                .containsExactly(Verdict.PASS);
        assertThat(packages.foresee(
                        Action.newBuilder()
                                .setPackage(install.setFile(directory + "/no.msi"))
                                .build(),
                        outlook))
                .extracting(Foresight::verdict)
                .containsExactly(Verdict.FAIL);
        var facts = Facts.newBuilder().setDiskPath(directory.resolve("absent").toString());
        assertThat(catalog().foresee(Action.newBuilder().setFacts(facts).build(), outlook))
                .extracting(Foresight::verdict)
                .containsExactly(Verdict.FAIL);
        assertThat(catalog().foresee(template(directory.resolve("made.txt")), outlook))
                .extracting(Foresight::verdict)
                .containsExactly(Verdict.PASS);
        assertThat(catalog().foresee(template(directory.resolve("absent/made.txt")), outlook))
                .extracting(Foresight::verdict)
                .containsExactly(Verdict.FAIL);
        var local = File.newBuilder().setInspect(FileInspect.newBuilder().setPath(directory + "/absent/log"));
        assertThat(catalog().foresee(Action.newBuilder().setFile(local).build(), outlook))
                .isEmpty();
    }

    @Test
    void whatIsWaitedForIsLookedAtToo() throws Exception {
        var wait = Wait.newBuilder().setUntil(tcp("no-such-name.invalid"));
        assertThat(catalog().foresee(Action.newBuilder().setWait(wait).build(), new FakeOutlook(true)))
                .extracting(Foresight::verdict)
                .containsExactly(Verdict.FAIL);
        assertThat(catalog()
                        .foresee(
                                Action.newBuilder()
                                        .setService(Service.newBuilder().setName("x"))
                                        .build(),
                                new FakeOutlook(true)))
                .isEmpty();
    }

    private ActionCatalog catalog() {
        return ActionCatalogTest.catalog(linux);
    }

    private static Action tcp(String name) {
        return Action.newBuilder()
                .setTcp(Tcp.newBuilder().setAddress(name).setPort(1))
                .build();
    }

    private static Action template(Path path) {
        return Action.newBuilder()
                .setFile(File.newBuilder().setTemplate(FileTemplate.newBuilder().setPath(path.toString())))
                .build();
    }

    private Foresight program(String name, boolean first) throws Exception {
        return foresee(Exec.newBuilder().setProgram(name), first).get(0);
    }

    private List<Foresight> foresee(Exec.Builder exec, boolean first) throws Exception {
        return new ExecAction(linux).foresee(Action.newBuilder().setExec(exec).build(), new FakeOutlook(first));
    }
}
