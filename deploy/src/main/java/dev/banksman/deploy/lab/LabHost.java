package dev.banksman.deploy.lab;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A machine of the lab. What it has installed at first is in the script {@code deploy/lab/prepare}. */
record LabHost(String name, String role) {

    static List<LabHost> all() {
        return Stream.of(
                        Stream.of(
                                new LabHost("db-1", "database"),
                                new LabHost("tenant-1", "tenant-services"),
                                new LabHost("web-1", "web-site")),
                        IntStream.rangeClosed(1, 3).mapToObj(i -> new LabHost("session-host-" + i, "session-host")),
                        IntStream.rangeClosed(1, 2).mapToObj(i -> new LabHost("client-" + i, "client")))
                .flatMap(hosts -> hosts)
                .toList();
    }

    boolean hasDesktopClient() {
        return role.equals("database") || role.equals("session-host");
    }
}
