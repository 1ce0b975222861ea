package dev.banksman.agent;

import dev.banksman.agent.action.FactsSource;
import dev.banksman.agent.desk.CommandDesk;
import dev.banksman.agent.desk.DeskLimits;
import dev.banksman.agent.desk.DeskPorts;
import dev.banksman.agent.journal.AgentDirectory;
import dev.banksman.agent.journal.FileCommandStore;
import dev.banksman.agent.link.ControllerLink;
import dev.banksman.agent.link.DeskThread;
import dev.banksman.agent.link.LinkTiming;
import dev.banksman.agent.supervise.FileSecretStore;
import dev.banksman.agent.supervise.FileSpool;
import dev.banksman.agent.supervise.PosixLauncher;
import dev.banksman.agent.supervise.SystemHostClock;
import dev.banksman.agent.supervise.SystemHostProcesses;
import dev.banksman.common.SystemTime;
import dev.banksman.proto.agent.v1.Dispatch;
import dev.banksman.proto.agent.v1.HostFacts;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A whole agent but for its TLS, which tests with the real controller cover. */
public final class LinkedAgent implements AutoCloseable {

    private final DeskThread deskThread =
            new DeskThread(() -> System.err.println("The agent would end its process here"));
    private final ControllerLink link;

    public LinkedAgent(Path root, int port) throws IOException {
        var directory = new AgentDirectory(root);
        var boot = Files.readString(RealDesk.BOOT_ID).strip();
        var spool = new FileSpool(directory, List.of("fallocate"));
        var secrets = new FileSecretStore(directory.secrets());
        var channel =
                NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
        FactsSource facts = new FactsSource() {
            @Override
            public Reading read(Path disk) {
                return new Reading(HostFacts.getDefaultInstance(), List.of(), Optional.empty());
            }

            @Override
            public String bootId() {
                return boot;
            }
        };
        var voice = new AgentVoice("test", root, facts, deskThread::nudge);
        var timing = new LinkTiming(
                Duration.ofMillis(20),
                Duration.ofMillis(200),
                Duration.ofMillis(500),
                Duration.ofSeconds(15),
                Duration.ofSeconds(15));
        link = new ControllerLink(channel, voice, deskThread, timing);
        var ports = new DeskPorts(
                new FileCommandStore(directory, RealDesk.HOST),
                new PosixLauncher(new SystemHostProcesses(), directory, RealDesk.BOOT_ID, boot, deskThread::nudge),
                new ThreadedInsideRunner(directory, spool, secrets, SystemTime.ticker(), deskThread::executeThenTick),
                spool,
                secrets,
                new SystemHostClock(SystemTime.clock(), SystemTime.ticker(), boot, Path.of("/proc/uptime")),
                link,
                directory::work);
        var limits = new DeskLimits(
                Duration.ofMillis(200),
                DeskLimits.DEFAULT.keepAcknowledged(),
                DeskLimits.DEFAULT.outputBytes(),
                DeskLimits.DEFAULT.chunkBytes());
        var desk = new CommandDesk(RealDesk.HOST, ports, new RealDesk.ShellActions(), limits, (key, move) -> {});
        voice.speakFor(desk);
        desk.start();
        deskThread.startTicking(desk::tick);
        link.start();
    }

    public static Dispatch script(long number, String body) {
        return RealDesk.script(number, body).build();
    }

    @Override
    public void close() {
        link.close();
        deskThread.close();
    }
}
