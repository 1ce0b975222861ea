package dev.banksman.deploy.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A lab without controller and agents: the stand-ins and the SQL server, moved by a test. */
final class Bench implements AutoCloseable {

    static final String NEW = "16.00.0620";
    /** The GP procedure, with its system's stand-ins. */
    static final LabProcedure GP = new LabProcedure(Path.of("lab/gp/gp-scale-out-upgrade"));

    /** The upgrade of an AX model, with the stand-ins of the AX systems. */
    static final LabProcedure AX_MODEL = new LabProcedure(Path.of("lab/ax/ax-model-upgrade"));

    /** The AX test system of an in-place upgrade, with the same stand-ins. */
    static final LabProcedure AX_IN_PLACE = new LabProcedure(Path.of("lab/ax/ax-in-place-test"));

    /** The development system of the same. */
    static final LabProcedure AX_DEVELOPMENT = new LabProcedure(Path.of("lab/ax/ax-in-place-development"));

    /** Production of the same. */
    static final LabProcedure AX_PRODUCTION = new LabProcedure(Path.of("lab/ax/ax-in-place-production"));

    private static final String UPDATES = "AdProd/WebComponents/Updates/MDGP_WebComponents.msp";

    final LabFolder folder;
    final SqlServer sql;
    private final AtomicInteger attempts = new AtomicInteger();

    record Ended(int code, String said) {}

    private Bench(LabFolder folder, SqlServer sql) {
        this.folder = folder;
        this.sql = sql;
    }

    /** A new lab, or the one that is there as it was left. */
    static Bench in(Path directory, LabProcedure procedure) throws IOException, InterruptedException, SQLException {
        var folder = new LabFolder(directory, procedure.scripts());
        if (Files.exists(folder.startsLog())) {
            return new Bench(folder, SqlServer.start(folder, "secret"));
        }
        var prepared = new ProcessBuilder(folder.scripts().resolve("prepare").toString(), directory.toString())
                .inheritIO()
                .start()
                .waitFor();
        if (prepared != 0) {
            throw new IOException("prepare ended with " + prepared);
        }
        return new Bench(folder, SqlServer.start(folder, "secret"));
    }

    /** A person's work; values as name=value. */
    Ended hand(String host, String task, String... values) throws IOException, InterruptedException {
        var command =
                new ArrayList<>(List.of(folder.scripts().resolve("by-hand").toString(), host, task));
        command.addAll(List.of(values));
        return run(host, "", command);
    }

    /** A tool as a step of the runbook calls it, with the exit code that Windows would see. */
    Ended tool(String host, String step, String tool, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(folder.tool(tool).orElseThrow().toString()));
        command.addAll(List.of(arguments));
        return run(host, step, command);
    }

    Ended run(String host, String step, List<String> command) throws IOException, InterruptedException {
        return run(host, step, command, Map.of());
    }

    /** @param environment what the step itself gives the command */
    Ended run(String host, String step, List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        var attempt = attempts.incrementAndGet();
        var wide = folder.root().resolve("exit-code." + attempt);
        Files.deleteIfExists(wide);
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(LabEnvironment.of(folder, host));
        builder.environment().putAll(environment);
        builder.environment()
                .putAll(Map.of(
                        "LAB_SERVICE_SECONDS",
                        "1",
                        "BANKSMAN_ATTEMPT",
                        "run-1/" + host + "/" + attempt,
                        "BANKSMAN_TASK",
                        step,
                        "BANKSMAN_EXIT_CODE",
                        wide.toString()));
        var process = builder.start();
        process.getOutputStream().close();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        return new Ended(
                Files.exists(wide) ? Integer.parseInt(Files.readString(wide).strip()) : code, said);
    }

    Ended installOnSessionHost(String host, String database) throws IOException, InterruptedException {
        return tool(
                host,
                "session-hosts.upgrade-web-components",
                "msiexec",
                "/update",
                folder.root().resolve("media").resolve(UPDATES).toString(),
                "/qn",
                "/norestart",
                "WEBCOMPONENTSDATABASE=" + database);
    }

    Ended install(String host, String file) throws IOException, InterruptedException {
        return tool(
                host,
                "",
                "msiexec",
                "/i",
                folder.root().resolve("media").resolve(file).toString(),
                "/qn");
    }

    /** What Session Management would show. */
    Ended sessionHosts() throws IOException, InterruptedException {
        return run(
                "web-1",
                "",
                List.of(folder.scripts().resolve("site/session-hosts").toString(), "https://web-1"));
    }

    void signUsersOut() throws IOException, InterruptedException {
        succeed(hand("db-1", "sign-users-out"));
    }

    void upgradeDatabases() throws IOException, InterruptedException {
        succeed(install("db-1", "GreatPlains.msi"));
        succeed(hand("db-1", "run-gp-utilities"));
    }

    void upgradeTenantServices() throws IOException, InterruptedException {
        install("tenant-1", "AdProd/TenantServices/Updates/MDGP_TenantServices.msp");
        succeed(hand("tenant-1", "configure-tenant-services"));
    }

    void upgradeWebSite() throws IOException, InterruptedException {
        succeed(hand("web-1", "upgrade-web-components", "database-name=GPCONFIGURATION"));
        succeed(hand("web-1", "configure-web-components"));
    }

    void upgradeSessionHost(String host) throws IOException, InterruptedException {
        succeed(installOnSessionHost(host, "GPCONFIGURATION"));
        succeed(hand(host, "configure-web-components"));
    }

    static void succeed(Ended ended) {
        if (ended.code() != 0) {
            throw new AssertionError("expected exit code 0, found " + ended);
        }
    }

    List<String> query(String database, String sqlText) throws SQLException {
        try (var connection = DriverManager.getConnection(sql.url() + database, SqlServer.USER, "secret");
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sqlText)) {
            var values = new ArrayList<String>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }

    @Override
    public void close() {
        sql.close();
    }
}
