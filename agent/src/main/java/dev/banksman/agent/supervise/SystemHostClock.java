package dev.banksman.agent.supervise;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The host's clocks. Uptime comes from {@code /proc/uptime}, which on Linux counts from the start of the kernel, goes on
 * in sleep, and is the same for every process: an agent that was restarted goes on counting where the earlier one was.
 * Elsewhere it is counted from the start of this process, under a boot id of its own, so that across agent restarts the
 * wall clock decides.
 */
public final class SystemHostClock implements HostClock {

    private final InstantSource wall;
    private final LongSupplier ticker;
    private final String bootId;
    private final Path uptime;
    private final boolean kernelCounts;
    private final long origin;

    /**
     * @param bootId identity of the host's current start, read once: no process outlives it
     * @param uptimeFile the kernel's {@code /proc/uptime}; may be missing
     */
    public SystemHostClock(InstantSource wall, LongSupplier ticker, String bootId, Path uptimeFile) {
        this.wall = wall;
        this.ticker = ticker;
        this.uptime = uptimeFile;
        this.kernelCounts = Files.isReadable(uptimeFile);
        this.origin = ticker.getAsLong();
        this.bootId = bootId;
    }

    @Override
    public Moment now() {
        return kernelCounts
                ? new Moment(wall.instant(), bootId, kernelUptime())
                : new Moment(wall.instant(), bootId + "+" + origin, Duration.ofNanos(ticker.getAsLong() - origin));
    }

    @Override
    public String bootId() {
        return bootId;
    }

    private Duration kernelUptime() {
        try {
            var text = Files.readString(uptime);
            return Duration.ofMillis(Math.round(Double.parseDouble(text.substring(0, text.indexOf(' '))) * 1000));
        } catch (IOException e) {
            throw new UncheckedIOException("The kernel's uptime cannot be read", e);
        }
    }
}
