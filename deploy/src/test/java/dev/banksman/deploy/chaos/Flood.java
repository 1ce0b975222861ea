package dev.banksman.deploy.chaos;

import dev.banksman.common.SystemTime;
import dev.banksman.deploy.chaos.ChaosRig.AgentHost;
import dev.banksman.proto.operator.v1.Attempt;
import dev.banksman.proto.operator.v1.ReadOutputReply;
import dev.banksman.proto.operator.v1.RunPhase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One step that prints, and what it cost: memory of controller and agent at their highest, and the disk that the agent
 * took meanwhile.
 *
 * @param controllerKib VmHWM of the controller
 * @param agentKib VmHWM of the agent
 * @param spoolKib the most that the attempt's directory was seen to take of the disk
 */
record Flood(
        String run,
        String host,
        Attempt attempt,
        List<ReadOutputReply> pieces,
        long controllerKib,
        long agentKib,
        long spoolKib) {

    private static final String RUNBOOK = """
        runbook: flood
        title: A step that prints
        parameters:
          generate: {type: string}
        roles:
          worker: {hosts: 1}
        stages:
          - stage: flood
            on: worker
            steps:
              - step: flood
                exec: {script: {shell: sh, body: eval "$GENERATE"}, env: {GENERATE: '${generate}'}}
                timeout: 1h
        """;

    private static final Duration LOOK = Duration.ofMillis(100);
    private static final int LOOKS = 36_000;

    /** @param generate a line of shell that prints; it must succeed */
    static Flood of(ChaosRig rig, String generate) throws IOException, InterruptedException {
        var host = rig.hosts.values().iterator().next();
        var run = rig.console.insist(Console.start(
                SystemTime.ids().get(),
                RUNBOOK,
                ChaosRunbook.inventory(List.of(host.name)),
                Map.of("generate", generate)));
        long spool = 0;
        for (int look = 0; look < LOOKS; look++) {
            spool = Math.max(spool, taken(host.directory.resolve("commands").resolve(run)));
            var phase = rig.console.insist(Console.run(run)).getPhase();
            if (phase == RunPhase.RUN_PHASE_SUCCEEDED) {
                return of(rig, host, run, spool);
            }
            SystemTime.pause(LOOK);
        }
        throw new AssertionError("run " + run + " has not succeeded: " + rig.console.insist(Console.tasks(run)));
    }

    private static Flood of(ChaosRig rig, AgentHost host, String run, long spool)
            throws IOException, InterruptedException {
        var attempt = rig.console.insist(Console.tasks(run)).getFirst().getAttemptsList().stream()
                .filter(one -> one.getPurpose().equals("execute"))
                .findFirst()
                .orElseThrow();
        // All of it is there when the host has nothing left to say: what comes last is the end of the tail.
        List<ReadOutputReply> pieces = List.of();
        long length = -1;
        for (int look = 0; look < LOOKS && (length < 0 || !delivered(host, run)); look++) {
            SystemTime.pause(LOOK);
            pieces = rig.console.insist(Console.output(run, host.name, attempt.getNumber()));
            length = length(pieces);
        }
        pieces = rig.console.insist(Console.output(run, host.name, attempt.getNumber()));
        return new Flood(
                run,
                host.name,
                attempt,
                pieces,
                rig.controller.memoryKib("VmHWM"),
                host.agent.memoryKib("VmHWM"),
                spool);
    }

    /** The agent deletes an attempt when all of it has been acknowledged. */
    private static boolean delivered(AgentHost host, String run) throws IOException {
        var attempts = host.directory.resolve("commands").resolve(run);
        try (var left = Files.list(attempts)) {
            return left.findAny().isEmpty();
        }
    }

    /** What a directory takes of the disk, holes left out, in KiB. */
    private static long taken(Path directory) throws IOException, InterruptedException {
        if (!Files.exists(directory)) {
            return 0;
        }
        var process = new ProcessBuilder("du", "-sk", directory.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said.isBlank() ? 0 : Long.parseLong(said.split("\\s", 2)[0]);
    }

    /** Bytes that the step printed, as the controller knows it. */
    long printed() {
        return length(pieces);
    }

    private static long length(List<ReadOutputReply> pieces) {
        return pieces.stream()
                .mapToLong(piece -> piece.getSkipped() + piece.getData().size())
                .sum();
    }

    long cut() {
        return pieces.stream().mapToLong(ReadOutputReply::getSkipped).sum();
    }

    /** What is kept before the first cut. */
    byte[] head() {
        return bytes(pieces.subList(0, firstCut()));
    }

    /** What is kept after it. */
    byte[] tail() {
        return bytes(pieces.subList(firstCut(), pieces.size()));
    }

    private int firstCut() {
        for (int i = 0; i < pieces.size(); i++) {
            if (pieces.get(i).getSkipped() > 0) {
                return i;
            }
        }
        return pieces.size();
    }

    private static byte[] bytes(List<ReadOutputReply> pieces) {
        var all = new java.io.ByteArrayOutputStream();
        pieces.forEach(piece -> all.writeBytes(piece.getData().toByteArray()));
        return all.toByteArray();
    }

    double seconds() {
        var from = attempt.getStartedAt();
        var to = attempt.getEndedAt();
        return to.getSeconds() - from.getSeconds() + (to.getNanos() - from.getNanos()) / 1e9;
    }

    String figures(String what) {
        return String.format(
                Locale.ROOT,
                "bounds: %s: printed %,d bytes in %.1f s, cut %,d; controller VmHWM %,d KiB, agent VmHWM %,d KiB,"
                        + " agent's disk at most %,d KiB",
                what,
                printed(),
                seconds(),
                cut(),
                controllerKib,
                agentKib,
                spoolKib);
    }
}
