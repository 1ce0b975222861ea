package dev.banksman.agent.facts;

import dev.banksman.agent.action.HostTools;
import dev.banksman.agent.action.HostTools.Platform;
import dev.banksman.agent.action.Registry;
import dev.banksman.agent.action.ToolException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The identity of the host's current start: another one means that it was restarted in between.
 *
 * <p>Read from the configured file (on Linux the kernel's own), which a test or a lab may replace. A Windows host
 * without such a file has the counter of starts that its prefetcher keeps in the registry.
 */
public final class BootId {

    private static final String PREFETCHER =
            "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager" + "\\Memory Management\\PrefetchParameters";
    private static final int FILE_BYTES = 256;

    private BootId() {}

    /**
     * @return never empty, at most 256 characters
     * @throws IOException when it cannot be had: no command can be proven to have survived or ended without it
     */
    public static String read(HostTools tools) throws IOException, InterruptedException {
        if (Files.exists(tools.bootId()) || tools.platform() == Platform.LINUX) {
            return fromFile(tools.bootId());
        }
        try {
            return new Registry(tools)
                    .values(PREFETCHER, Registry.View.BITS_64)
                    .map(values -> values.get("BootId"))
                    .map(count -> "windows-start-" + count)
                    .orElseThrow(() -> new IOException("Boot id: expected the value BootId in " + PREFETCHER
                            + " or the file " + tools.bootId() + ", found neither."));
        } catch (ToolException e) {
            throw new IOException("Boot id: " + e.getMessage(), e);
        }
    }

    private static String fromFile(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            var id = new String(in.readNBytes(FILE_BYTES), StandardCharsets.UTF_8).strip();
            if (id.isEmpty()) {
                throw new IOException("Boot id: expected the id of this start in " + file + ", found an empty file.");
            }
            return id;
        }
    }
}
