package dev.banksman.deploy.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.deploy.lab.Bench.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Production and test of an in-place upgrade keep the rules of the real ones, and their tools report as the real ones do. */
class AxInPlaceStandInsTest {

    private static final String AOS = "AOS60$01";
    private static final String TEST = "localhost";
    private static final String NEW = "AX2012R3";
    private static final String INSTALLED = "hosts/" + TEST + "/installed/";

    private Bench bench;

    @BeforeEach
    void copyProduction(@TempDir Path directory) throws IOException, InterruptedException, SQLException {
        bench = Bench.in(directory, Bench.AX_IN_PLACE);
        Bench.succeed(bench.hand(TEST, "install-present-version"));
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void parameterThatIsThereTwiceLeavesALogAndNothingElse() throws Exception {
        var ended = setup("PresentMedia", "RemoveClientUI=1", "RemoveClientUI=1");

        assertThat(ended.code()).isZero();
        assertThat(log()).contains("Property RemoveClientUI set to: 1").doesNotContain("removed");
        assertThat(bench.folder.state(INSTALLED + "client/name")).isPresent();
    }

    @Test
    void parameterFileMustBeTheOnlyArgument() throws Exception {
        var ended = program(NEW + "/Setup.exe", "ParmFile=" + file(), "HideUI=1");

        assertThat(ended.code()).isNotZero();
    }

    @Test
    void mediaOfAnotherVersionDoNotRemoveAComponent() throws Exception {
        var ended = setup(NEW, "RemoveClientUI=1");

        assertThat(ended.code()).isZero();
        assertThat(log()).contains("Error: Client 6.0.947.0");
        assertThat(bench.folder.state(INSTALLED + "client/name")).isPresent();
    }

    @Test
    void databaseIsNotRestoredWhileItsAosRuns() throws Exception {
        Bench.succeed(sqlcmd("prod-sql", "BACKUP DATABASE [$(Database)] TO DISK"));

        assertThat(sqlcmd("test-sql", "RESTORE DATABASE [$(Database)] FROM DISK")
                        .said())
                .contains("Exclusive access");
        Bench.succeed(bench.tool(TEST, "", "sc", "stop", AOS));
        Bench.succeed(sqlcmd("test-sql", "RESTORE DATABASE [$(Database)] FROM DISK"));
        assertThat(bench.query("TEST_AX", "SELECT COUNT(*) FROM CUSTTABLE")).containsExactly("2");
    }

    @Test
    void newAosDoesNotStartWhileTablesAreTracked() throws Exception {
        copyAndSplit();
        setup("PresentMedia", "RemoveAos=1", "AosInstanceName=MicrosoftDynamicsAX");

        setup(NEW, "InstallAos=1", "AosInstanceName=MicrosoftDynamicsAX", "AosStart=1");

        assertThat(bench.tool(TEST, "", "sc", "query", AOS).said()).contains("1067");
        assertThat(bench.folder.state("hosts/" + TEST + "/event-log").orElseThrow())
                .contains("change tracking is on");
        turnTrackingOff();
        Bench.succeed(bench.hand(TEST, "start-aos"));
        assertThat(bench.folder.state("hosts/" + TEST + "/services/" + AOS + "/state"))
                .contains("starting");
    }

    @Test
    void databaseIsSplitOnlyWithTheAosThatItBelongsTo() throws Exception {
        setup("PresentMedia", "RemoveAos=1", "AosInstanceName=MicrosoftDynamicsAX");

        setup(NEW, "InstallDatabase=1", "UpgradeDB=1", "DbSqlDatabaseName=MicrosoftDynamicsAX");

        assertThat(log()).contains("cannot be split");
        assertThat(bench.folder.state("systems/test-in-place/databases/model-store"))
                .contains("TEST_AX");
    }

    @Test
    void newAosDoesNotStartOnAModelStoreOfTheOldVersion() throws Exception {
        setup("PresentMedia", "RemoveAos=1", "AosInstanceName=MicrosoftDynamicsAX");

        setup(NEW, "InstallAos=1", "AosInstanceName=MicrosoftDynamicsAX", "AosStart=1");

        assertThat(bench.folder.state("hosts/" + TEST + "/event-log").orElseThrow())
                .contains("The model store is of version");
    }

    @Test
    void modelStoreIsTakenFromAFileWithItsAosStoppedAndOverItsIdsAlone() throws Exception {
        copyAndSplit();
        axutil("exportstore", "/file:" + store());
        Bench.succeed(bench.tool(TEST, "", "sc", "start", AOS));

        assertThat(axutil("importstore", "/file:" + store(), "/idconflict:overwrite"))
                .contains("is in use");
        Bench.succeed(bench.tool(TEST, "", "sc", "stop", AOS));
        assertThat(axutil("importstore", "/file:" + store())).contains("conflict");
        assertThat(axutil("importstore", "/file:" + store(), "/idconflict:overwrite"))
                .contains("was imported");
        assertThat(axutil("list", "/layer:usr")).contains("Fabrikam Fleet");
    }

    @Test
    void newAosDoesNotStartOnAModelStoreThatWasExportedWithoutInstallMode() throws Exception {
        copyAndSplit();
        turnTrackingOff();
        axutil("set", "/noinstallmode");
        axutil("exportstore", "/file:" + store());
        axutil("importstore", "/file:" + store(), "/idconflict:overwrite");
        setup("PresentMedia", "RemoveAos=1", "AosInstanceName=MicrosoftDynamicsAX");

        setup(NEW, "InstallAos=1", "AosInstanceName=MicrosoftDynamicsAX", "AosStart=1");

        assertThat(bench.folder.state("hosts/" + TEST + "/event-log").orElseThrow())
                .contains("without install mode");
        axutil("set", "/installmode");
        Bench.succeed(bench.hand(TEST, "start-aos"));
        assertThat(bench.folder.state("hosts/" + TEST + "/services/" + AOS + "/state"))
                .contains("starting");
    }

    @Test
    void modelPutOverItsLegacyModelKeepsItsIdAndDeletedAndImportedGetsAnother() throws Exception {
        copyAndSplit();
        var file = bench.folder.root().resolve("fleet.axmodel");
        axutil("export", "/model:Fabrikam Fleet", "/file:" + file);
        var id = axutil("list", "/layer:usr").lines().toList().get(1).split(" ")[0];

        assertThat(axutil("import", "/file:" + file, "/replace:" + id, "/noprompt"))
                .contains("as model " + id);
        axutil("delete", "/model:" + id, "/noprompt");
        assertThat(axutil("import", "/file:" + file, "/noprompt"))
                .contains("was imported")
                .doesNotContain("as model " + id);
        assertThat(bench.query("TEST_AX_model", "SELECT AXID FROM MODELELEMENT WHERE NAME = 'FabrikamVehicle'"))
                .doesNotContain("100001");
    }

    @Test
    void splitKeepsTheTablesOfTheOldModelStore() throws Exception {
        copyAndSplit();

        for (var database : List.of("TEST_AX", "TEST_AX_model")) {
            assertThat(bench.query(database, "SELECT AXID FROM MODELELEMENT WHERE NAME = 'FabrikamVehicle'"))
                    .as(database)
                    .containsExactly("100001");
        }
    }

    private void turnTrackingOff() throws SQLException {
        for (var table : List.of("CUSTTABLE", "VENDTABLE")) {
            execute("ALTER TABLE [PUBLIC].[" + table + "] DISABLE CHANGE_TRACKING");
        }
    }

    private Path store() {
        return bench.folder.root().resolve("test.axmodelstore");
    }

    private String axutil(String... arguments) throws IOException, InterruptedException {
        return program("ManagementUtilities/AxUtil.exe", arguments).said();
    }

    private void copyAndSplit() throws Exception {
        Bench.succeed(sqlcmd("prod-sql", "BACKUP DATABASE [$(Database)] TO DISK"));
        Bench.succeed(bench.tool(TEST, "", "sc", "stop", AOS));
        Bench.succeed(sqlcmd("test-sql", "RESTORE DATABASE [$(Database)] FROM DISK"));
        setup(NEW, "InstallDatabase=1", "UpgradeDB=1", "DbSqlDatabaseName=MicrosoftDynamicsAX");
        assertThat(bench.folder.state("systems/test-in-place/databases/model-store"))
                .contains("TEST_AX_model");
    }

    private void execute(String statement) throws SQLException {
        try (var connection = DriverManager.getConnection(
                        bench.sql.url() + "TEST_AX;MODE=MSSQLServer", SqlServer.USER, "secret");
                var sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    private Ended sqlcmd(String server, String batch) throws IOException, InterruptedException {
        return bench.tool(
                TEST,
                "",
                "sqlcmd",
                "-S",
                server,
                "-E",
                "-b",
                "-v",
                "Database=MicrosoftDynamicsAX",
                "-v",
                "File=" + bench.folder.root().resolve("exchange/ax.bak"),
                "-Q",
                batch);
    }

    private Ended setup(String media, String... lines) throws IOException, InterruptedException {
        var all = new ArrayList<>(
                List.of("AcceptLicenseTerms=1", "LogDir=" + bench.folder.root().resolve("setup-log")));
        all.addAll(List.of(lines));
        Files.write(file(), all);
        return program(media + "/Setup.exe", "ParmFile=" + file());
    }

    private Path file() {
        return bench.folder.root().resolve("parameters.txt");
    }

    private String log() throws IOException {
        return Files.readString(bench.folder.root().resolve("setup-log/DynamicsSetupLog.txt"));
    }

    private Ended program(String path, String... arguments) throws IOException, InterruptedException {
        var command =
                new ArrayList<>(List.of(bench.folder.programs().resolve(path).toString()));
        command.addAll(List.of(arguments));
        return bench.run(TEST, "", command);
    }
}
