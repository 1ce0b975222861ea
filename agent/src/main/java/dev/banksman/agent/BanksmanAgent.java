package dev.banksman.agent;

import dev.banksman.agent.Arguments.UsageException;
import dev.banksman.agent.journal.AgentDirectory;
import dev.banksman.agent.link.Address;
import dev.banksman.agent.link.EnrollmentClient;
import dev.banksman.agent.link.IdentityFiles;
import dev.banksman.common.DurableFiles;
import dev.banksman.common.SystemTime;
import dev.banksman.common.tls.EnrollmentToken;
import dev.banksman.common.tls.Names;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/**
 * Entry point of the agent process. Exit codes: 0 done, 1 it failed, 2 the command line makes no sense, 70 the agent
 * broke and is to be started again, 75 another version is to be started ({@code lib/starter.sh} does). Stopping an agent ends no command.
 */
public final class BanksmanAgent {

    private static final int FAILED = 1;
    private static final int USAGE = 2;
    private static final int BROKEN = 70;

    private static final String HELP = """
        Usage:
          banksman-agent enroll --controller HOST:PORT (--token-file FILE | --token-stdin) --dir DIR [--name NAME]
          banksman-agent run --dir DIR [--controller HOST:PORT]
                         [--enroll-at HOST:PORT --token-file FILE [--name NAME]]
          banksman-agent check --dir DIR
          banksman-agent --help | --version

        enroll   trades a token (from 'banksman enroll') for this host's certificate
          --controller   the operators' listener of the controller
          --token-file   file that holds the token; --token-stdin reads it from standard input
          --dir          directory of the agent; made if it is missing
          --name         name of the host in the inventory; by default its own, in lower case
        run      works until it is stopped; commands under way go on without it
          --dir          directory of an enrolled agent; its settings are in agent.properties
          --controller   the agents' listener, in place of what the settings say
          --enroll-at    the operators' listener: enroll there first, where that has not been done
        check    whether this version could work in that directory; changes nothing, also while an agent works there
        """;

    private static final Map<String, Set<String>> WITH_VALUE = Map.of(
            "check", Set.of("--dir"),
            "enroll", Set.of("--controller", "--token-file", "--dir", "--name"),
            "run", Set.of("--controller", "--dir", "--enroll-at", "--token-file", "--name"));
    private static final Map<String, Set<String>> WITHOUT_VALUE = Map.of("enroll", Set.of("--token-stdin"));

    private BanksmanAgent() {}

    public static void main(String[] args) {
        System.exit(run(args));
    }

    static int run(String... args) {
        var words = List.of(args);
        if (words.isEmpty() || words.contains("--help")) {
            System.out.print(HELP);
            return words.isEmpty() ? USAGE : 0;
        }
        if (words.equals(List.of("--version"))) {
            System.out.println("banksman-agent " + version());
            return 0;
        }
        try {
            var arguments = Arguments.parse(words, WITH_VALUE, WITHOUT_VALUE);
            return switch (arguments.command()) {
                case "enroll" -> enrollOnly(arguments);
                case "check" -> check(arguments);
                default -> work(arguments);
            };
        } catch (UsageException e) {
            System.err.println("banksman-agent: " + e.sentence());
            return USAGE;
        } catch (IOException e) {
            System.err.println("banksman-agent: " + words(e));
            return FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return FAILED;
        }
    }

    private static int enrollOnly(Arguments arguments) throws UsageException, IOException {
        var host = enroll(arguments, address(arguments.need("--controller")));
        System.out.println("Host " + host + " is enrolled. Start its agent with: banksman-agent run --dir "
                + arguments.need("--dir"));
        return 0;
    }

    /** The host's name. */
    private static String enroll(Arguments arguments, Address controller) throws UsageException, IOException {
        var directory = new AgentDirectory(Path.of(arguments.need("--dir")));
        var token = token(arguments);
        var host = arguments.find("--name").orElseGet(BanksmanAgent::ownName);
        if (!Names.isHostName(host)) {
            throw new UsageException("Expected --name with a host name of the inventory, found '" + host + "'.");
        }
        DurableFiles.createSecretDirectory(directory.root());
        DurableFiles.createSecretDirectory(directory.secrets());
        try (var lock = AgentLock.take(directory.lock())) {
            var files = new IdentityFiles(directory.identity());
            var agents = new EnrollmentClient(files, SystemTime.random()).enroll(controller, token, host);
            var settings = Files.exists(directory.settings())
                    ? Files.readAllLines(directory.settings(), StandardCharsets.UTF_8)
                    : List.of("# Settings of the Banksman agent. Restart it after a change.");
            var text = String.join("\n", SettingsFile.with(settings, "controller", agents)) + "\n";
            DurableFiles.write(directory.settings(), text.getBytes(StandardCharsets.UTF_8));
        }
        return host;
    }

    private static int check(Arguments arguments) throws UsageException, IOException {
        var directory = new AgentDirectory(Path.of(arguments.need("--dir")));
        var parsed = settings(directory);
        if (parsed.isEmpty()) {
            return FAILED;
        }
        new IdentityFiles(directory.identity()).read();
        System.out.println("banksman-agent " + version() + " can work in " + directory.root());
        return 0;
    }

    /** The settings; if they cannot be used, their problems have been told. */
    private static Optional<AgentSettings> settings(AgentDirectory directory) throws IOException {
        var parsed = AgentSettings.parse(SettingsFile.read(directory.settings()), System.getProperty("os.name", ""));
        parsed.problems().forEach(problem -> System.err.println("banksman-agent: " + problem));
        return parsed.settings();
    }

    private static int work(Arguments arguments) throws UsageException, IOException, InterruptedException {
        var directory = new AgentDirectory(Path.of(arguments.need("--dir")));
        var enrolled = Files.exists(new IdentityFiles(directory.identity()).certificate());
        var enrollAt = arguments.find("--enroll-at");
        if (!enrolled && enrollAt.isPresent()) {
            System.out.println("Host " + enroll(arguments, address(enrollAt.get())) + " is enrolled.");
        } else if (!enrolled) {
            throw new IOException("Expected an enrolled agent in " + directory.root() + ", found no identity there."
                    + " Enroll it first: banksman-agent enroll --help");
        }
        var parsed = settings(directory);
        if (parsed.isEmpty()) {
            return FAILED;
        }
        var settings = parsed.get();
        var given = arguments.find("--controller");
        var controller = given.isPresent()
                ? address(given.get())
                : settings.controller()
                        .orElseThrow(() ->
                                new IOException(directory.settings() + ": expected 'controller = host:port', found"
                                        + " none. Set it, or give --controller."));
        var agent = AgentProcess.start(
                directory,
                settings,
                controller,
                version(),
                () -> Runtime.getRuntime().halt(BROKEN));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(agent), "stop"));
        // Nothing but a signal, or an upgrade, ends an agent.
        new CountDownLatch(1).await();
        return 0;
    }

    private static void stop(AgentProcess agent) {
        try {
            agent.close();
        } catch (IOException e) {
            System.err.println("banksman-agent: " + e.getMessage());
        }
    }

    private static String words(IOException e) {
        if (e instanceof NoSuchFileException missing) {
            return "expected the file " + missing.getFile() + ", found none.";
        }
        if (e instanceof AccessDeniedException denied) {
            return "this account may not use " + denied.getFile() + ".";
        }
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    private static EnrollmentToken token(Arguments arguments) throws UsageException, IOException {
        var file = arguments.find("--token-file");
        if (file.isPresent() == arguments.has("--token-stdin")) {
            throw new UsageException("Expected either --token-file or --token-stdin.");
        }
        try {
            return EnrollmentToken.parse(
                    file.isPresent()
                            ? Files.readString(Path.of(file.get()), StandardCharsets.UTF_8)
                            : new String(System.in.readNBytes(1024), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private static Address address(String text) throws UsageException {
        try {
            return Address.parse(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--controller: " + e.getMessage() + ".");
        }
    }

    private static String ownName() {
        try {
            return InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT);
        } catch (UnknownHostException e) {
            return "";
        }
    }

    /** The version in the jar's manifest; classes that were not packaged have none. */
    static String version() {
        var version = BanksmanAgent.class.getPackage().getImplementationVersion();
        return version == null ? "(not packaged)" : version;
    }
}
