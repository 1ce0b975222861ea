package dev.banksman.agent.upgrade;

import dev.banksman.common.PackageRules;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;

/**
 * What the starter is to do, in lines {@code name=value} that a shell can read.
 *
 * @param version to start
 * @param over the installed version at that time; a token is void once another version has been installed
 * @param former the version that asked, kept on the disk beside the new one
 * @param trial how long the version may take to be welcomed by a controller
 */
record VersionToken(String version, String over, String former, Duration trial) {

    byte[] encode() {
        return ("version=" + version + "\nover=" + over + "\nformer=" + former + "\nseconds=" + trial.toSeconds()
                        + "\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** @throws IOException if the bytes are no token */
    static VersionToken decode(String where, byte[] bytes) throws IOException {
        var fields = new HashMap<String, String>();
        for (var line : new String(bytes, StandardCharsets.US_ASCII).split("\n", -1)) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                fields.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        var version = fields.getOrDefault("version", "");
        var seconds = fields.getOrDefault("seconds", "");
        if (!PackageRules.isVersion(version) || !seconds.matches("[1-9][0-9]{0,8}")) {
            throw new IOException(where + ": expected a version and its time in seconds, found something else");
        }
        return new VersionToken(
                version,
                fields.getOrDefault("over", ""),
                fields.getOrDefault("former", ""),
                Duration.ofSeconds(Long.parseLong(seconds)));
    }
}
