package dev.banksman.deploy.lab;

import dev.banksman.common.SystemTime;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Entry point of the lab. Starts it, says {@code ready} in the file of that name, and runs until it is ended by a
 * signal; then ends everything it started. A kill -9 of it leaves controller and agents running; their process ids are
 * in the file {@code pids}. Meanwhile it starts programs again on order ({@link RestartOrders}).
 */
@Command(name = "lab", description = "Starts a controller, agents and a system made of stand-ins.", sortOptions = false)
public final class Lab implements Callable<Integer> {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    @Option(names = "--dir", required = true, description = "Directory of the lab; must be new.")
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Option(
            names = "--procedure",
            required = true,
            description = "Folder of the procedure (deploy/lab/SYSTEM/RUNBOOK).")
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Option(names = "--distribution", required = true, description = "Folder of the distribution.")
    @SuppressWarnings("NullAway.Init")
    private Path distribution;

    @Option(
            names = "--fail",
            paramLabel = "HOST:STEP=CODE[xTIMES]",
            description = "The program of this step ends with this code, once or so many times.")
    private List<String> failures = new ArrayList<>();

    @Option(names = "--fault", paramLabel = "NAME[@HOST]", description = "A fault of the catalogue faults.yaml.")
    private List<String> faults = new ArrayList<>();

    private Lab() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new Lab())
                .setExecutionExceptionHandler((e, line, parsed) -> LabMessages.print(e, line.getErr()))
                .execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException, SQLException {
        // Asked before anything is started: a typing error should not cost a minute.
        var procedure = new LabProcedure(folder);
        var ordered = new OrderedFaults(
                new LabFolder(directory, procedure.scripts()),
                FaultCatalogue.read(procedure.faults()),
                procedure.hosts());
        var before = procedure.before();
        // What goes wrong is this procedure's business, not that of those before it.
        var parameters = before.legs().isEmpty() ? order(ordered) : Map.<String, String>of();
        for (var fault : faults) {
            ordered.known(fault);
        }
        var rig = LabRig.start(directory, procedure, distribution, parameters);
        Runtime.getRuntime().addShutdownHook(new Thread(rig::close, "end-lab"));
        rig.writePids(directory.resolve("pids"));
        var orders = new RestartOrders(directory.resolve("restart"), name -> {
            rig.restart(name);
            rig.writePids(directory.resolve("pids"));
        });
        if (!before.legs().isEmpty()) {
            var handedOn = new LinkedHashMap<>(
                    new Predecessors(rig, new PrintWriter(System.out, true, StandardCharsets.UTF_8)).run(before));
            handedOn.putAll(order(ordered));
            rig.write(procedure, handedOn);
        }
        Files.writeString(directory.resolve("ready"), "ready\n");
        while (true) {
            orders.carryOut();
            SystemTime.pause(BETWEEN_LOOKS);
        }
    }

    /** Orders all that is to go wrong; gives the parameters that belong to it. */
    private Map<String, String> order(OrderedFaults ordered) throws IOException {
        for (var failure : failures) {
            ordered.fail(failure);
        }
        var parameters = new LinkedHashMap<String, String>();
        for (var fault : faults) {
            parameters.putAll(ordered.fault(fault).with());
        }
        return parameters;
    }
}
