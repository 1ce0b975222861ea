package dev.banksman.deploy.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.h2.tools.RunScript;
import org.h2.tools.Server;

/**
 * The lab's SQL server: H2 over TCP on loopback, with the databases of the system as they are before the upgrade
 * ({@code databases/NAME.sql} in the system's folder). Lives as long as the process that started it.
 */
final class SqlServer implements AutoCloseable {

    static final String USER = "sa";

    /** Beside the databases of a system whose procedures turn change tracking on and off. */
    private static final String TRACKED = "change-tracking";

    private static final Pattern SHARED = Pattern.compile("-- shared: ([a-z-]+\\.sql)\\R");

    private final Server server;
    private final Optional<TrackingGate> gate;

    private SqlServer(Server server, Optional<TrackingGate> gate) {
        this.server = server;
        this.gate = gate;
    }

    /** Makes the databases and serves them; notes port and password in the lab's folder for the stand-ins. */
    static SqlServer start(LabFolder folder, String password) throws IOException, SQLException {
        Files.createDirectories(folder.databases());
        LabFolder.putSecret(folder.root().resolve("sql.password"), password);
        for (var script : scripts(folder.scripts().resolve("databases"))) {
            // One that is there stays: the lab is opened again.
            if (!Files.exists(folder.databases().resolve(name(script) + ".mv.db"))) {
                create(folder, script, password);
            }
        }
        var server = Server.createTcpServer(
                        "-tcpPort", "0", "-baseDir", folder.databases().toString())
                .start();
        LabFolder.put(folder.root().resolve("sql.port"), String.valueOf(server.getPort()));
        var tracked = Files.exists(folder.scripts().resolve("databases").resolve(TRACKED));
        return new SqlServer(server, tracked ? Optional.of(TrackingGate.before(server.getPort())) : Optional.empty());
    }

    private static List<Path> scripts(Path databases) throws IOException {
        try (var files = Files.list(databases)) {
            return files.filter(file -> file.toString().endsWith(".sql"))
                    .sorted()
                    .toList();
        }
    }

    private static String name(Path script) {
        return script.getFileName().toString().replace(".sql", "");
    }

    /** A database named after the script that makes it; "-- shared: FILE" in its first line puts a shared one before it. */
    private static void create(LabFolder folder, Path script, String password) throws IOException, SQLException {
        var file = folder.databases().resolve(name(script));
        try (var connection = DriverManager.getConnection("jdbc:h2:" + file + ";MODE=MSSQLServer", USER, password);
                var statement = connection.createStatement();
                var reader = Files.newBufferedReader(script)) {
            statement.execute("CREATE CONSTANT LAB_FOLDER VALUE '"
                    + folder.root().toString().replace("'", "''") + "'");
            var shared = SHARED.matcher(Files.readString(script));
            if (shared.lookingAt()) {
                var before = script.resolveSibling("shared").resolve(shared.group(1));
                try (var first = Files.newBufferedReader(before)) {
                    RunScript.execute(connection, first);
                }
            }
            RunScript.execute(connection, reader);
        }
    }

    /** JDBC address up to where the database's name follows. */
    String url() {
        return "jdbc:h2:tcp://127.0.0.1:" + gate.map(TrackingGate::port).orElseGet(server::getPort) + "/";
    }

    @Override
    public void close() {
        gate.ifPresent(TrackingGate::close);
        server.stop();
    }
}
