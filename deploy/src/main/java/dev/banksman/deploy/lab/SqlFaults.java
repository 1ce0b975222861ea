package dev.banksman.deploy.lab;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Functions of SQL Server that the lab's databases have for the rights of whoever asks: there, unless the fault {@code
 * no-ROLE} is in force. Called by the SQL server; public for that reason alone.
 */
public final class SqlFaults {

    private SqlFaults() {}

    /** {@code IS_SRVROLEMEMBER(role)}: 1 or 0. */
    public static int isServerRoleMember(Connection connection, String role) throws SQLException {
        return isMember(connection, role);
    }

    /** {@code IS_MEMBER(role)}: 1 or 0. */
    public static int isMember(Connection connection, String role) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT LAB_FOLDER")) {
            if (!rows.next()) {
                throw new SQLException("expected the constant LAB_FOLDER, found none");
            }
            return inForce(rows.getString(1), "no-" + role) ? 0 : 1;
        }
    }

    /** {@code LAB_FAULT(LAB_FOLDER, name)}: whether the fault of that name is in force. */
    public static boolean inForce(String folder, String fault) {
        return Files.exists(Path.of(folder).resolve("faults").resolve(fault));
    }
}
