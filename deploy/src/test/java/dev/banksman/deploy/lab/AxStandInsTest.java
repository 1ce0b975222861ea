package dev.banksman.deploy.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.deploy.lab.Bench.Ended;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The AX systems of the lab keep the rules of the real ones, and their tools report as the real ones do. */
class AxStandInsTest {

    private static final String AOS = "AOS60$01";
    private static final String NAME = "Contoso Sales";
    private static final String FORMER_ID = "1000315";

    private Bench bench;

    @BeforeEach
    void prepare(@TempDir Path directory) throws IOException, InterruptedException, SQLException {
        bench = Bench.in(directory, Bench.AX_MODEL);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void importWithARunningAosFailsAndAxUtilEndsWithZero() throws Exception {
        export();
        Bench.succeed(bench.tool("test-aos-1", "", "sc", "stop", AOS));

        var refused = axUtil("test-aos-1", "import", "/file:" + file());

        assertThat(refused.code()).isZero();
        assertThat(refused.said()).contains("the AOS on test-aos-2 is running");
        assertThat(listed()).contains("1.0.0.0").doesNotContain("1.1.0.0");
    }

    @Test
    void importOverTheModelKeepsIdsAndTurnsInstallModeOn() throws Exception {
        export();
        stopAll();

        Bench.succeed(axUtil("test-aos-1", "import", "/file:" + file()));

        assertThat(listed()).contains("1.1.0.0");
        assertThat(id()).containsExactly(FORMER_ID);
        assertThat(bench.folder.state("systems/test/model-store/install-mode")).contains("on");
    }

    @Test
    void deletingAndInstallingAgainChangesIds() throws Exception {
        export();
        stopAll();

        axUtil("test-aos-1", "delete", "/model:" + NAME, "/noprompt");
        axUtil("test-aos-1", "import", "/file:" + file());

        assertThat(id()).hasSize(1).doesNotContain(FORMER_ID);
    }

    @Test
    void deletionAsksAndDoesNothingUnlessItIsToldNotTo() throws Exception {
        stopAll();

        var asked = axUtil("test-aos-1", "delete", "/model:" + NAME);

        assertThat(asked.code()).isZero();
        assertThat(asked.said()).contains("Y/N");
        assertThat(id()).containsExactly(FORMER_ID);
    }

    @Test
    void conflictIsRejectedWholeUnlessItIsPushed() throws Exception {
        export();
        stopAll();
        LabFolder.put(bench.folder.faults().resolve("conflict"), "ordered");

        var rejected = axUtil("test-aos-1", "import", "/file:" + file());
        assertThat(rejected.said()).contains("Conflict: Class ContosoSalesPricing");
        assertThat(listed()).doesNotContain("1.1.0.0").doesNotContain("Conflict");

        axUtil("test-aos-1", "import", "/file:" + file(), "/conflict:push");
        assertThat(listed()).contains("1.1.0.0").containsPattern("usp\\s+Contoso Sales \\(Conflict 1\\)");
    }

    @Test
    void axBuildEndsWithZeroAndDoesNothingWhileTheAosRuns() throws Exception {
        var log = bench.folder.root().resolve("compiled");

        var ended = program("test-aos-1", "Server/Bin/AxBuild.exe", "xppcompileall", "/log=" + log);

        assertThat(ended.code()).isZero();
        assertThat(log).doesNotExist();
    }

    private Path file() {
        return bench.folder.root().resolve("exchange/ContosoSales.axmodel");
    }

    private void export() throws IOException, InterruptedException {
        Bench.succeed(axUtil("dev-aos-1", "export", "/model:" + NAME, "/file:" + file(), "/verbose"));
    }

    private void stopAll() throws IOException, InterruptedException {
        for (var host : List.of("test-aos-1", "test-aos-2")) {
            Bench.succeed(bench.tool(host, "", "sc", "stop", AOS));
        }
    }

    private String listed() throws IOException, InterruptedException {
        return axUtil("test-aos-1", "list").said();
    }

    private List<String> id() throws SQLException {
        return bench.query("AX_test_model", "SELECT AXID FROM MODELELEMENT WHERE NAME = 'ContosoSalesPost'");
    }

    private Ended axUtil(String host, String... arguments) throws IOException, InterruptedException {
        return program(host, "ManagementUtilities/AxUtil.exe", arguments);
    }

    private Ended program(String host, String path, String... arguments) throws IOException, InterruptedException {
        var command =
                new ArrayList<>(List.of(bench.folder.programs().resolve(path).toString()));
        command.addAll(List.of(arguments));
        return bench.run(host, "", command);
    }
}
