package dev.banksman.deploy.lab;

import java.io.File;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The environment variables that stand-ins and agents of the lab need (see {@code deploy/lab/lib.sh}). */
final class LabEnvironment {

    private LabEnvironment() {}

    /** For processes that play on this host; its tools come first on the path, as they would be found on Windows. */
    static Map<String, String> of(LabFolder folder, String host) {
        var environment = new LinkedHashMap<String, String>();
        environment.put("LAB_DIR", folder.root().toString());
        environment.put("LAB_HOST", host);
        environment.put("LAB_LIB", folder.scripts().toString());
        environment.put(
                "LAB_JAVA",
                Path.of(System.getProperty("java.home"), "bin", "java").toString());
        environment.put("LAB_H2", jarOf(org.h2.Driver.class));
        environment.put(
                "PATH",
                folder.tools()
                        + File.pathSeparator
                        + folder.sharedTools()
                        + File.pathSeparator
                        + Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin"));
        return environment;
    }

    private static String jarOf(Class<?> type) {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath())
                .toString();
    }
}
