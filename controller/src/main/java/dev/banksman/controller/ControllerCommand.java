package dev.banksman.controller;

import dev.banksman.controller.cli.ExitCode;
import dev.banksman.controller.journal.JournalException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "controller",
        mixinStandardHelpOptions = true,
        description = {
            "Run the controller in the foreground until it is ended by a signal.",
            "Runs that have not ended go on by themselves. Settings are also read from controller.properties in the"
                    + " data directory; options win."
        })
final class ControllerCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = "Data directory; made at the first start. It holds secrets and must be its owner's only.")
    @SuppressWarnings("NullAway.Init")
    private Path data;

    @Option(
            names = "--operators",
            paramLabel = "HOST:PORT",
            description = "Where operators connect. Default: 127.0.0.1:7443. Port 0 takes a free one.")
    private @Nullable String operators;

    @Option(
            names = "--agents",
            paramLabel = "HOST:PORT",
            description = "Where agents connect. Default: 127.0.0.1:7444. Port 0 takes a free one.")
    private @Nullable String agents;

    @Option(
            names = "--names",
            paramLabel = "NAME,...",
            description = "Further names and addresses under which it is reached, for its certificate.")
    private @Nullable String names;

    @Option(
            names = "--agent-host",
            paramLabel = "NAME",
            description = "Name or address that enrolling hosts are given for the agents' listener.")
    private @Nullable String agentHost;

    @Override
    public Integer call() throws InterruptedException {
        var err = spec.commandLine().getErr();
        try {
            var settings = ControllerSettings.read(data, options());
            var version = spec.root().version();
            var ended = new CountDownLatch(1);
            var fenced = new AtomicReference<String>();
            var server = ControllerServer.start(settings, version.length == 0 ? "" : version[0], why -> {
                fenced.set(why);
                ended.countDown();
            });
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(
                            () -> {
                                server.close();
                                ended.countDown();
                            },
                            "end-controller"));
            spec.commandLine().getOut().println(server.readyLine());
            spec.commandLine().getOut().flush();
            ended.await();
            if (fenced.get() != null) {
                err.println(fenced.get());
                return ExitCode.CONFLICT.code();
            }
            return ExitCode.SUCCEEDED.code();
        } catch (ControllerSettings.InvalidSettingsException e) {
            err.println(e.getMessage());
            return ExitCode.REFUSED.code();
        } catch (IOException | IllegalStateException | JournalException e) {
            err.println("The controller cannot start: " + e.getMessage());
            return ExitCode.REFUSED.code();
        }
    }

    private Map<String, String> options() {
        var options = new LinkedHashMap<String, String>();
        put(options, "operators", operators);
        put(options, "agents", agents);
        put(options, "names", names);
        put(options, "agent-host", agentHost);
        return options;
    }

    private static void put(Map<String, String> options, String key, @Nullable String value) {
        if (value != null) {
            options.put(key, value);
        }
    }
}
