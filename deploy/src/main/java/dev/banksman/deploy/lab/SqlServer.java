package dev.banksman.deploy.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.h2.tools.Server;

/**
 * The lab's SQL server: H2 over TCP on loopback, with GP's system database, tempdb, a company and the web components
 * database in use, as they are before the upgrade. Lives as long as the process that started it.
 */
final class SqlServer implements AutoCloseable {

    static final String USER = "sa";

    private static final Map<String, List<String>> DATABASES = Map.of(
            "DYNAMICS",
            List.of(
                    "CREATE TABLE ACTIVITY(USERID VARCHAR(15), CMPNYNAM VARCHAR(65))",
                    "CREATE TABLE SY00800(USERID VARCHAR(15), BCHSOURC VARCHAR(15))",
                    "CREATE TABLE SY00801(USERID VARCHAR(15), RSRCID VARCHAR(30))",
                    "CREATE TABLE SY01500(INTERID VARCHAR(5), CMPNYNAM VARCHAR(65))",
                    "CREATE TABLE DB_Upgrade(db_name VARCHAR(30), PRODID INT, db_verMajor INT, db_verOldMajor INT,"
                            + " db_status INT)",
                    "INSERT INTO ACTIVITY VALUES ('user-1', 'Company Two'), ('user-2', 'Company Two')",
                    "INSERT INTO SY00801 VALUES ('user-1', 'sales entry')",
                    "INSERT INTO SY01500 VALUES ('TWO', 'Company Two')",
                    "INSERT INTO DB_Upgrade VALUES ('DYNAMICS', 0, 14, 14, 0), ('TWO', 0, 14, 14, 0)"),
            "tempdb",
            List.of(
                    "CREATE TABLE DEX_SESSION(session_id INT, sqlsvr_spid INT)",
                    "CREATE TABLE DEX_LOCK(session_id INT, row_id INT, table_path_name VARCHAR(100))",
                    "INSERT INTO DEX_SESSION VALUES (51, 51), (52, 52)"),
            "TWO",
            List.of("CREATE TABLE GL00100(ACTINDX INT PRIMARY KEY)"),
            "GPWEB",
            List.of("CREATE TABLE Tenant(Id INT PRIMARY KEY, Name VARCHAR(64))"));

    private final Server server;

    private SqlServer(Server server) {
        this.server = server;
    }

    /** Makes the databases and serves them; notes port and password in the lab's folder for the stand-ins. */
    static SqlServer start(LabFolder folder, String password) throws IOException, SQLException {
        Files.createDirectories(folder.databases());
        LabFolder.putSecret(folder.root().resolve("sql.password"), password);
        for (var database : DATABASES.entrySet()) {
            create(folder, database.getKey(), password, database.getValue());
        }
        var server = Server.createTcpServer(
                        "-tcpPort", "0", "-baseDir", folder.databases().toString())
                .start();
        LabFolder.put(folder.root().resolve("sql.port"), String.valueOf(server.getPort()));
        return new SqlServer(server);
    }

    private static void create(LabFolder folder, String name, String password, List<String> statements)
            throws SQLException {
        var file = folder.databases().resolve(name);
        try (var connection = DriverManager.getConnection("jdbc:h2:" + file + ";MODE=MSSQLServer", USER, password);
                var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** JDBC address up to where the database's name follows. */
    String url() {
        return "jdbc:h2:tcp://127.0.0.1:" + server.getPort() + "/";
    }

    @Override
    public void close() {
        server.stop();
    }
}
