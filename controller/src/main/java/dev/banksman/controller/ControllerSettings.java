package dev.banksman.controller;

import java.io.IOException;
import java.io.Reader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How a controller is set up: what {@code controller.properties} in its data directory says, and options of the command
 * line, which win. Unknown keys are refused; all problems are reported at once.
 *
 * @param data the data directory
 * @param operators where operators are listened for; port 0 takes a free one
 * @param agents where agents are listened for; port 0 takes a free one
 * @param names further names and addresses under which it is reached; they go into its certificate
 * @param agentHost the name or address that hosts are given for the agents' listener; empty: the one listened on, or this
 *     machine's name where that is every address
 * @param hostCertificates how long a host's certificate is good
 * @param enrollmentsPerSecond enrollments looked at per second; the rest is turned away
 * @param heartbeat how often an agent says that it is there
 * @param silence after what silence an agent counts as lost
 * @param outputLimitMib output kept per stream of an attempt
 * @param runbooks the folder with the runbooks that operators are offered; empty: the distribution's own
 */
record ControllerSettings(
        Path data,
        InetSocketAddress operators,
        InetSocketAddress agents,
        List<String> names,
        String agentHost,
        Duration hostCertificates,
        int enrollmentsPerSecond,
        Duration heartbeat,
        Duration silence,
        long outputLimitMib,
        String runbooks) {

    static final String FILE = "controller.properties";

    /** Every key with its default, in the order of the documentation. */
    static final Map<String, String> DEFAULTS = defaults();

    private static Map<String, String> defaults() {
        var defaults = new LinkedHashMap<String, String>();
        defaults.put("operators", "127.0.0.1:7443");
        defaults.put("agents", "127.0.0.1:7444");
        defaults.put("names", "");
        defaults.put("agent-host", "");
        defaults.put("host-certificates", "30d");
        defaults.put("enrollments-per-second", "20");
        defaults.put("heartbeat", "10s");
        defaults.put("silence", "35s");
        defaults.put("output-limit-mib", "1024");
        defaults.put("runbooks", "");
        return java.util.Collections.unmodifiableMap(defaults);
    }

    /** What is wrong with the settings; each line says where, what was found and what was expected. */
    static final class InvalidSettingsException extends Exception {
        private static final long serialVersionUID = 1L;

        InvalidSettingsException(List<String> problems) {
            super(String.join(System.lineSeparator(), problems));
        }
    }

    /**
     * Reads the settings of a data directory.
     *
     * @param options values of the command line, by key
     */
    static ControllerSettings read(Path data, Map<String, String> options)
            throws IOException, InvalidSettingsException {
        var file = data.resolve(FILE);
        var values = new LinkedHashMap<>(DEFAULTS);
        var problems = new ArrayList<String>();
        if (Files.exists(file)) {
            var properties = new Properties();
            try (Reader reader = Files.newBufferedReader(file)) {
                properties.load(reader);
            }
            for (var key : new TreeSet<>(properties.stringPropertyNames())) {
                if (DEFAULTS.containsKey(key)) {
                    values.put(key, properties.getProperty(key).strip());
                } else {
                    problems.add(file + ": " + key + ": found a key that is not known, expected one of "
                            + DEFAULTS.keySet().stream().collect(Collectors.joining(", ")) + ".");
                }
            }
        }
        values.putAll(options);
        var reading = new Reading(values, problems);
        var settings = new ControllerSettings(
                data,
                reading.of("operators", ControllerSettings::address, new InetSocketAddress(0)),
                reading.of("agents", ControllerSettings::address, new InetSocketAddress(0)),
                reading.of("names", ControllerSettings::list, List.of()),
                reading.of("agent-host", text -> text, ""),
                reading.of("host-certificates", ControllerSettings::length, Duration.ZERO),
                reading.of("enrollments-per-second", text -> (int) number(text), 0),
                reading.of("heartbeat", ControllerSettings::length, Duration.ZERO),
                reading.of("silence", ControllerSettings::length, Duration.ZERO),
                reading.of("output-limit-mib", ControllerSettings::number, 0L),
                reading.of("runbooks", text -> text, ""));
        if (problems.isEmpty() && settings.silence.compareTo(settings.heartbeat.multipliedBy(2)) < 0) {
            problems.add("silence: expected at least two heartbeats, found " + values.get("silence")
                    + " with a heartbeat" + " every " + values.get("heartbeat") + ".");
        }
        if (!problems.isEmpty()) {
            throw new InvalidSettingsException(problems);
        }
        return settings;
    }

    private record Reading(Map<String, String> values, List<String> problems) {

        <T> T of(String key, Function<String, T> reader, T otherwise) {
            var value = values.getOrDefault(key, "");
            try {
                return reader.apply(value);
            } catch (IllegalArgumentException e) {
                problems.add(key + ": expected " + e.getMessage() + ", found '" + value + "'.");
                return otherwise;
            }
        }
    }

    private static InetSocketAddress address(String text) {
        var colon = text.lastIndexOf(':');
        var port = colon < 0 ? "" : text.substring(colon + 1);
        if (colon < 1 || !port.matches("\\d{1,5}") || Integer.parseInt(port) > 65_535) {
            throw new IllegalArgumentException("HOST:PORT");
        }
        try {
            var host = text.substring(0, colon).replaceAll("^\\[|]$", "");
            return new InetSocketAddress(InetAddress.getByName(host), Integer.parseInt(port));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("a name or address of this machine", e);
        }
    }

    private static List<String> list(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    private static long number(String text) {
        if (!text.matches("[1-9]\\d{0,8}")) {
            throw new IllegalArgumentException("a whole number above 0");
        }
        return Long.parseLong(text);
    }

    private static Duration length(String text) {
        if (!text.matches("[1-9]\\d{0,5}[smhd]")) {
            throw new IllegalArgumentException("a length of time such as 10s, 5m, 12h or 30d");
        }
        var count = Long.parseLong(text.substring(0, text.length() - 1));
        return switch (text.charAt(text.length() - 1)) {
            case 's' -> Duration.ofSeconds(count);
            case 'm' -> Duration.ofMinutes(count);
            case 'h' -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }

    /** Names and addresses for the certificate: those given, this machine's own, and those that are listened on. */
    List<String> certificateNames() {
        var all = new TreeSet<>(names);
        all.add("localhost");
        all.add("127.0.0.1");
        for (var listen : List.of(operators, agents)) {
            if (!listen.getAddress().isAnyLocalAddress()) {
                all.add(listen.getAddress().getHostAddress());
            }
        }
        if (!agentHost.isEmpty()) {
            all.add(agentHost);
        }
        all.add(machineName());
        return List.copyOf(all);
    }

    /** Where hosts are told to find the agents' listener. */
    String agentAddress(int port) {
        var host = !agentHost.isEmpty()
                ? agentHost
                : agents.getAddress().isAnyLocalAddress()
                        ? machineName()
                        : agents.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    /**
     * Where the runbooks that operators are offered are.
     *
     * @param home of the distribution, if it runs from one
     */
    Path runbooks(Optional<Path> home) {
        return runbooks.isEmpty() ? home.orElse(data).resolve("runbooks") : data.resolve(runbooks);
    }

    static String machineName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            // A machine that does not know its own name is reached by address.
            return "localhost";
        }
    }
}
