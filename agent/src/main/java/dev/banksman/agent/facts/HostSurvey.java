package dev.banksman.agent.facts;

import com.sun.management.OperatingSystemMXBean;
import dev.banksman.agent.action.FactsSource;
import dev.banksman.agent.action.HostTools;
import dev.banksman.proto.agent.v1.HostFacts;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads what this host is, for the hello to the controller and for the {@code facts} action. On Windows a reading calls
 * {@code reg} a few times and takes some tenths of a second. Safe for use by many threads.
 */
public final class HostSurvey implements FactsSource {

    private static final Path REBOOT_REQUIRED = Path.of("/run/reboot-required");
    private static final long MIB = 1024 * 1024;

    private final HostTools tools;
    private final Path rebootMarker;

    public HostSurvey(HostTools tools) {
        this(tools, REBOOT_REQUIRED);
    }

    HostSurvey(HostTools tools, Path rebootMarker) {
        this.tools = tools;
        this.rebootMarker = rebootMarker;
    }

    @Override
    public Reading read(Path disk) throws IOException, InterruptedException {
        var reboot = PendingReboot.read(tools, rebootMarker);
        var facts = HostFacts.newBuilder()
                .setOs(System.getProperty("os.name") + " " + System.getProperty("os.version"))
                .setArchitecture(System.getProperty("os.arch"))
                .setHostName(hostName())
                .setMemoryMib(memoryMib())
                .setFreeDiskMib(Files.getFileStore(disk).getUsableSpace() / MIB)
                .setProcessors(Runtime.getRuntime().availableProcessors())
                .setJavaVersion(Runtime.version().toString())
                .setPendingReboot(!reboot.reasons().isEmpty())
                .build();
        return new Reading(facts, reboot.reasons(), reboot.doubt());
    }

    @Override
    public String bootId() throws IOException, InterruptedException {
        return BootId.read(tools);
    }

    /** Physical memory, or the container's limit where there is one. */
    private static long memoryMib() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize() / MIB;
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            // A host whose name does not resolve still has one, and the message is "name: reason".
            var message = String.valueOf(e.getMessage());
            var end = message.indexOf(':');
            return end < 0 ? message : message.substring(0, end);
        }
    }
}
