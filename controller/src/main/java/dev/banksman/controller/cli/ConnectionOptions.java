package dev.banksman.controller.cli;

import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the controller is and who asks. Given as options, or once for all in the environment. */
final class ConnectionOptions {

    /** What a header can carry; anything else would be quoted in a warning, and a token must not be. */
    private static final Pattern TOKEN = Pattern.compile("[!-~]+");

    private static final int MAX_PORT = 65_535;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "${env:BANKSMAN_DATA}",
            description = "Data directory of a controller on this machine; address, authority and admin token are read"
                    + " from it. Environment: BANKSMAN_DATA.")
    private @Nullable Path data;

    @Option(
            names = "--server",
            paramLabel = "HOST:PORT",
            defaultValue = "${env:BANKSMAN_SERVER}",
            description = "Operators' address of the controller. Environment: BANKSMAN_SERVER.")
    private @Nullable String server;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            defaultValue = "${env:BANKSMAN_CA}",
            description = "PEM file with the controller's authority. Environment: BANKSMAN_CA.")
    private @Nullable Path authority;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            defaultValue = "${env:BANKSMAN_TOKEN_FILE}",
            description = "File that holds your token. Environment: BANKSMAN_TOKEN_FILE.")
    private @Nullable Path tokenFile;

    /** Opens a connection; whoever gets it closes it. */
    OperatorClient open() {
        var address = server != null && !server.isBlank() ? server : addressInData();
        var ca = pick(authority, "ca.pem", "--ca");
        var token = pick(tokenFile, "admin.token", "--token-file");
        return OperatorClient.open(target(address), ca, read(token));
    }

    private Path pick(@Nullable Path given, String inData, String option) {
        if (given != null && !given.toString().isBlank()) {
            return given;
        }
        if (data == null || data.toString().isBlank()) {
            throw new CommandFailure(
                    ExitCode.REFUSED,
                    "Which controller? Expected --data DIR, or --server with --ca and --token-file; found no " + option
                            + ".");
        }
        return data.resolve("operator").resolve(inData);
    }

    private String addressInData() {
        if (data == null || data.toString().isBlank()) {
            throw new CommandFailure(
                    ExitCode.REFUSED,
                    "Which controller? Expected --data DIR, or --server HOST:PORT with --ca and --token-file; found"
                            + " neither (nor BANKSMAN_DATA, BANKSMAN_SERVER).");
        }
        var file = data.resolve("endpoints.properties");
        var properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.UNREACHABLE,
                    "No controller has written its address to " + file + ". Is " + data
                            + " its data directory, and has it been started?");
        }
        var address = properties.getProperty("operators");
        if (address == null) {
            throw new CommandFailure(ExitCode.UNREACHABLE, file + ": expected the key operators, found none.");
        }
        return address;
    }

    private static URI target(String address) {
        try {
            var uri = new URI("banksman://" + address);
            if (uri.getHost() != null && uri.getPort() > 0 && uri.getPort() <= MAX_PORT) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Said below, with what was expected.
        }
        throw new CommandFailure(
                ExitCode.REFUSED,
                "--server: expected HOST:PORT, such as banksman.example:7443; found " + address + ".");
    }

    private static String read(Path file) {
        try {
            var token = Files.readString(file).strip();
            if (!TOKEN.matcher(token).matches()) {
                throw new CommandFailure(
                        ExitCode.FORBIDDEN, file + ": expected one token on one line, found something else.");
            }
            return token;
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.FORBIDDEN,
                    "Cannot read the token file " + file + " (" + e.getClass().getSimpleName()
                            + "). It is readable by its owner only.");
        }
    }
}
