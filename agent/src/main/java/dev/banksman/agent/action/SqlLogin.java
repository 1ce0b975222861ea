package dev.banksman.agent.action;

import dev.banksman.agent.action.HostTools.Platform;
import dev.banksman.proto.agent.v1.Sql;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;

/**
 * Who speaks to the database: a login with a password of this host, or the account that the agent runs as. Without a
 * user, SQL Server is asked for integrated authentication: by Microsoft's library on Windows, by the account's Kerberos
 * ticket elsewhere; whatever the address says about it stands.
 */
record SqlLogin(Properties properties, boolean integrated, Platform platform) {

    static SqlLogin of(Sql sql, Platform platform, Function<String, Optional<char[]>> secrets)
            throws InvalidActionException {
        var properties = new Properties();
        if (!sql.getUser().isEmpty()) {
            properties.setProperty("user", sql.getUser());
        }
        if (!sql.getPasswordSecret().isEmpty()) {
            var password = secrets.apply(sql.getPasswordSecret())
                    .orElseThrow(() -> new InvalidActionException("sql.password-secret: expected a secret named '"
                            + sql.getPasswordSecret() + "' on this host, found none; put it there and retry."));
            properties.setProperty("password", new String(password));
            Arrays.fill(password, '\0');
        }
        var settings = settings(sql.getUrl());
        var integrated = settings.contains("integratedsecurity=true")
                || settings.contains("integratedsecurity=yes")
                || settings.contains("trustedconnection=true");
        var silent = settings.stream().noneMatch(SqlLogin::saysHow);
        if (sql.getUser().isEmpty() && silent && settings.get(0).startsWith("jdbc:sqlserver:")) {
            properties.setProperty("integratedSecurity", "true");
            if (platform != Platform.WINDOWS) {
                properties.setProperty("authenticationScheme", "JavaKerberos");
            }
            integrated = true;
        }
        return new SqlLogin(properties, integrated, platform);
    }

    /** What a person should know when no connection came about; empty for nothing. */
    String hint() {
        if (!integrated) {
            return "";
        }
        return platform == Platform.WINDOWS
                ? "Integrated authentication signs in as the agent's account, and needs Microsoft's mssql-jdbc_auth"
                        + " library of the driver's version on the agent's library path."
                : "Integrated authentication needs a Kerberos ticket of the agent's account on this host.";
    }

    /** The address and its settings, in lower case and without blanks. */
    static List<String> settings(String url) {
        return List.of(url.toLowerCase(Locale.ROOT).replace(" ", "").split(";"));
    }

    private static boolean saysHow(String setting) {
        return setting.startsWith("integratedsecurity=")
                || setting.startsWith("trustedconnection=")
                || setting.startsWith("authentication=")
                || setting.startsWith("user=")
                || setting.startsWith("username=");
    }
}
