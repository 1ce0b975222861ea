package dev.banksman.deploy.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lab keeps the rules of the real system: the right order works, and a wrong one fails at the machine. */
class StandInsTest {

    private static final int FATAL = 1603;

    private Bench bench;

    @BeforeEach
    void prepare(@TempDir Path directory) throws IOException, InterruptedException, SQLException {
        bench = Bench.in(directory, Bench.GP);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void rightOrderLeadsToUsersSignedIn() throws Exception {
        bench.signUsersOut();
        bench.upgradeDatabases();
        bench.upgradeTenantServices();
        bench.upgradeWebSite();
        for (int number = 1; number <= 3; number++) {
            bench.upgradeSessionHost("session-host-" + number);
        }
        Bench.succeed(bench.hand("web-1", "open-web-client"));
        Bench.succeed(bench.hand("client-1", "sign-in"));

        assertThat(bench.query("DYNAMICS", "SELECT DISTINCT db_verMajor FROM DB_Upgrade"))
                .containsExactly("16");
        assertThat(bench.query("GPCONFIGURATION", "SELECT Name FROM Tenant")).containsExactly("DefaultTenant");
    }

    @Test
    void sessionHostBeforeSessionCentralFails() throws Exception {
        bench.signUsersOut();
        bench.upgradeDatabases();
        bench.upgradeTenantServices();

        assertThat(bench.installOnSessionHost("session-host-1", "GPCONFIGURATION")
                        .code())
                .isEqualTo(FATAL);
    }

    @Test
    void sessionHostWithAnotherDatabaseFails() throws Exception {
        bench.signUsersOut();
        bench.upgradeTenantServices();
        bench.upgradeWebSite();

        var ended = bench.installOnSessionHost("session-host-1", "GPWEB");

        assertThat(ended.code()).isEqualTo(FATAL);
        assertThat(ended.said()).contains("GPWEB");
        assertThat(bench.hand("session-host-1", "upgrade-web-components", "database-name=GPWEB")
                        .code())
                .isNotZero();
    }

    @Test
    void webComponentsBeforeTenantServicesFail() throws Exception {
        bench.signUsersOut();
        bench.upgradeDatabases();

        var ended = bench.hand("web-1", "upgrade-web-components", "database-name=GPCONFIGURATION");

        assertThat(ended.code()).isNotZero();
        assertThat(ended.said()).contains("Tenant Services");
    }

    @Test
    void webComponentsWithoutTenantServicesNeedNewDatabases() throws Exception {
        LabFolder.put(bench.folder.root().resolve("state/tenant/used"), "no");
        bench.signUsersOut();

        assertThat(bench.hand("web-1", "upgrade-web-components", "database-name=GPCONFIGURATION")
                        .said())
                .contains("system database");
    }

    @Test
    void webComponentsWithUsersSignedInFail() throws Exception {
        bench.upgradeTenantServices();

        assertThat(bench.hand("web-1", "upgrade-web-components", "database-name=GPCONFIGURATION")
                        .said())
                .contains("signed in");
    }

    @Test
    void webComponentsNeedADatabaseNameThatIsFree() throws Exception {
        bench.signUsersOut();
        bench.upgradeTenantServices();

        assertThat(bench.hand("web-1", "upgrade-web-components", "database-name=GPWEB")
                        .said())
                .contains("already");
    }

    @Test
    void databasesWithAnOldClientOrUsersSignedInStayAsTheyAre() throws Exception {
        assertThat(bench.hand("db-1", "run-gp-utilities").said()).contains("signed in");
        bench.signUsersOut();
        assertThat(bench.hand("db-1", "run-gp-utilities").said()).contains("old version");

        assertThat(bench.query("DYNAMICS", "SELECT DISTINCT db_verMajor FROM DB_Upgrade"))
                .containsExactly("14");
    }

    @Test
    void desktopClientOfAnotherVersionThanTheDatabasesIsTurnedAway() throws Exception {
        bench.signUsersOut();
        bench.upgradeDatabases();

        assertThat(bench.hand("session-host-1", "try-desktop-client").code()).isNotZero();
        Bench.succeed(bench.install("session-host-1", "GreatPlains.msi"));
        Bench.succeed(bench.hand("session-host-1", "try-desktop-client"));
    }

    @Test
    void upgradedWebSiteRefusesUsersUntilEveryHostIsUpgradedAndItIsOpened() throws Exception {
        bench.signUsersOut();
        bench.upgradeTenantServices();
        bench.upgradeWebSite();

        assertThat(bench.hand("client-1", "sign-in").said()).contains("refuses users");
        assertThat(bench.hand("web-1", "open-web-client").said()).contains("session-host-1");
    }

    @Test
    void servicesStartSlowlyUnderTheirDisplayNames() throws Exception {
        bench.tool("web-1", "", "sc", "stop", "GPSessionCentral");
        assertThat(bench.tool("web-1", "", "sc", "GetKeyName", "GP Session Central Service")
                        .said())
                .contains("Name = GPSessionCentral");

        // It starts for as long as this is there, however slow the machine is.
        var hangs = Files.createDirectories(bench.folder.faults()).resolve("session-service-hangs");
        Files.createFile(hangs);
        Bench.succeed(bench.tool("web-1", "", "sc", "start", "GPSessionCentral"));

        assertThat(bench.tool("web-1", "", "sc", "query", "GPSessionCentral").said())
                .contains(": 2  START_PENDING");
        Files.delete(hangs);
        await().atMost(Duration.ofMinutes(4))
                .untilAsserted(() -> assertThat(bench.tool("web-1", "", "sc", "query", "GPSessionCentral")
                                .said())
                        .contains(": 4  RUNNING"));
        assertThat(bench.tool("web-1", "", "sc", "query", "NoSuch").said()).contains("FAILED 1060");
        assertThat(bench.tool("web-1", "", "sc", "start", "GPSessionCentral").said())
                .contains("FAILED 1056");
    }

    @Test
    void lateSessionHostIsMissingUntilSessionCentralIsRestarted() throws Exception {
        bench.signUsersOut();
        bench.upgradeTenantServices();
        bench.upgradeWebSite();
        bench.upgradeSessionHost("session-host-1");
        bench.upgradeSessionHost("session-host-3");
        await().untilAsserted(() -> assertThat(bench.sessionHosts().said())
                .contains("session-host-1")
                .doesNotContain("session-host-3"));

        bench.tool("web-1", "", "sc", "stop", "GPSessionCentral");
        bench.tool("web-1", "", "sc", "start", "GPSessionCentral");

        await().untilAsserted(() -> assertThat(bench.sessionHosts().said()).contains("session-host-3"));
    }

    @Test
    void oneInstallerWantsARestart() throws Exception {
        assertThat(bench.install("tenant-1", "AdProd/TenantServices/Updates/MDGP_TenantServices.msp")
                        .code())
                .isEqualTo(3010);
    }

    @Test
    void orderedFailureIsUsedUpOnce() throws Exception {
        bench.signUsersOut();
        bench.upgradeTenantServices();
        bench.upgradeWebSite();
        new OrderedFaults(bench.folder, FaultCatalogue.read(Bench.GP.faults()), Bench.GP.hosts())
                .fail("session-host-2:upgrade-web-components=1603");

        assertThat(bench.installOnSessionHost("session-host-1", "GPCONFIGURATION")
                        .code())
                .isZero();
        assertThat(bench.installOnSessionHost("session-host-2", "GPCONFIGURATION")
                        .code())
                .isEqualTo(FATAL);
        assertThat(bench.installOnSessionHost("session-host-2", "GPCONFIGURATION")
                        .code())
                .isZero();
    }

    @Test
    void everyStartIsNotedBeforeAnythingElseHappens() throws Exception {
        bench.installOnSessionHost("session-host-1", "wrong");

        assertThat(Files.readAllLines(bench.folder.startsLog()))
                .singleElement()
                .asString()
                .matches("\\d+ run-1/session-host-1/1 msiexec /update .*");
    }

    @Test
    void uninstallKeysShowWhatIsInstalled() throws Exception {
        var uninstall = "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall";

        assertThat(bench.tool("web-1", "", "reg", "query", uninstall, "/s", "/v", "DisplayName", "/reg:64")
                        .said())
                .contains("    DisplayName    REG_SZ    Microsoft Dynamics GP Web Components");
        assertThat(bench.tool("web-1", "", "reg", "query", uninstall + "\\web-components", "/reg:64")
                        .said())
                .contains("    DisplayVersion    REG_SZ    14.00.1016");
        assertThat(bench.tool("web-1", "", "reg", "query", uninstall + "\\nothing", "/reg:64")
                        .code())
                .isEqualTo(1);
    }
}
