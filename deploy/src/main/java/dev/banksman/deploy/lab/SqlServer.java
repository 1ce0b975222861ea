package dev.banksman.deploy.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.h2.tools.RunScript;
import org.h2.tools.Server;

/**
 * The lab's SQL server: H2 over TCP on loopback, with the databases of the system as they are before the upgrade
 * ({@code databases/NAME.sql} in the system's folder). Lives as long as the process that started it.
 */
final class SqlServer implements AutoCloseable {

    static final String USER = "sa";

    private final Server server;
    private final TrackingGate gate;

    private SqlServer(Server server, TrackingGate gate) {
        this.server = server;
        this.gate = gate;
    }

    /** Makes the databases and serves them; notes port and password in the lab's folder for the stand-ins. */
    static SqlServer start(LabFolder folder, String password) throws IOException, SQLException {
        Files.createDirectories(folder.databases());
        LabFolder.putSecret(folder.root().resolve("sql.password"), password);
        for (var script : scripts(folder.scripts().resolve("databases"))) {
            create(folder, script, password);
        }
        var server = Server.createTcpServer(
                        "-tcpPort", "0", "-baseDir", folder.databases().toString())
                .start();
        LabFolder.put(folder.root().resolve("sql.port"), String.valueOf(server.getPort()));
        return new SqlServer(server, TrackingGate.before(server.getPort()));
    }

    private static List<Path> scripts(Path databases) throws IOException {
        try (var files = Files.list(databases)) {
            return files.sorted().toList();
        }
    }

    /** A database named after the script that makes it. */
    private static void create(LabFolder folder, Path script, String password) throws IOException, SQLException {
        var name = script.getFileName().toString().replace(".sql", "");
        var file = folder.databases().resolve(name);
        try (var connection = DriverManager.getConnection("jdbc:h2:" + file + ";MODE=MSSQLServer", USER, password);
                var statement = connection.createStatement();
                var reader = Files.newBufferedReader(script)) {
            statement.execute("CREATE CONSTANT LAB_FOLDER VALUE '"
                    + folder.root().toString().replace("'", "''") + "'");
            RunScript.execute(connection, reader);
        }
    }

    /** JDBC address up to where the database's name follows. */
    String url() {
        return "jdbc:h2:tcp://127.0.0.1:" + gate.port() + "/";
    }

    @Override
    public void close() {
        gate.close();
        server.stop();
    }
}
