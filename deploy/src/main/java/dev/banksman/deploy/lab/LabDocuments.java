package dev.banksman.deploy.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Inventory and parameters of the lab, as an operator would write them for a site. */
final class LabDocuments {

    static final String SQL_SECRET = "gp-sql";

    private static final String VERSION = "16";
    private static final String BUILD = "16.00.0620";

    private final LabFolder folder;
    private final List<LabHost> hosts;
    private final String sqlUrl;
    private final String webUrl;

    LabDocuments(LabFolder folder, List<LabHost> hosts, String sqlUrl, String webUrl) {
        this.folder = folder;
        this.hosts = hosts;
        this.sqlUrl = sqlUrl;
        this.webUrl = webUrl;
    }

    void write() throws IOException {
        var lines = new StringBuilder("inventory: lab\nhosts:\n");
        for (var host : hosts) {
            lines.append("  ")
                    .append(host.name())
                    .append(":\n    roles: [")
                    .append(host.role())
                    .append("]\n");
            var variables = variables(host);
            if (!variables.isEmpty()) {
                lines.append("    variables:\n");
                variables.forEach((name, value) -> lines.append("      ")
                        .append(name)
                        .append(": '")
                        .append(value.replace("'", "''"))
                        .append("'\n"));
            }
        }
        Files.writeString(folder.inventory(), lines);
        var parameters = new StringBuilder();
        parameters()
                .forEach((name, value) -> parameters
                        .append(name)
                        .append('=')
                        .append(value.replace("\\", "\\\\"))
                        .append('\n'));
        Files.writeString(folder.parameters(), parameters);
    }

    private Map<String, String> variables(LabHost host) {
        var own = folder.root().resolve("hosts").resolve(host.name());
        var variables = new LinkedHashMap<String, String>();
        if (host.hasDesktopClient()) {
            variables.put("desktop-client", own.resolve("Dynamics GP").toString());
        }
        switch (host.role()) {
            case "session-host" -> variables.put("runtime-url", webUrl + "/runtime/" + host.name());
            case "client" ->
                variables.put("browser-cache", own.resolve("browser-cache").toString());
            default -> {}
        }
        return variables;
    }

    Map<String, String> parameters() {
        var parameters = new LinkedHashMap<String, String>();
        parameters.put("media", folder.root().resolve("media").toString());
        parameters.put("version", VERSION);
        parameters.put("build", BUILD);
        parameters.put("tenant-services", "true");
        parameters.put("suspend-session-hosts", "true");
        parameters.put("service-based-architecture", "true");
        parameters.put("session-host-setup", "unattended");
        parameters.put("sql-server", "SQL1");
        parameters.put("old-web-components-database", "GPWEB");
        parameters.put("system-database-url", sqlUrl + "DYNAMICS;MODE=MSSQLServer");
        parameters.put("tempdb-url", sqlUrl + "tempdb;MODE=MSSQLServer");
        parameters.put("web-components-database-url", sqlUrl);
        parameters.put("sql-user", SqlServer.USER);
        parameters.put("sql-password-secret", SQL_SECRET);
        parameters.put("backup-directory", folder.root().resolve("backups").toString());
        parameters.put("session-central", "https://web-1:48650/SessionCentralService");
        parameters.put(
                "session-host-list",
                folder.scripts().resolve("site/session-hosts").toString());
        parameters.put("web-client-url", webUrl + "/GP");
        parameters.put("service-start", "8s");
        parameters.put("soak", "1s");
        parameters.put("settle", "1s");
        return parameters;
    }
}
