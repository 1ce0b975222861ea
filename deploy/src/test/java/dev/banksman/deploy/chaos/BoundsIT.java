package dev.banksman.deploy.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.deploy.chaos.ChaosRig.Disks;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Nothing that a command prints exhausts anything: head and tail are kept, what lies between is counted. */
@DisabledOnOs(
        value = OS.WINDOWS,
        disabledReason = "finds and kills processes by /proc and signals; the same on Windows has not been written")
@Timeout(3_600)
@Tag("slow")
class BoundsIT {

    private static final long MIB = 1L << 20;
    private static final long KEPT_OF_EACH_END = 16 * MIB;
    private static final long MEMORY_MARGIN_KIB = 32 * 1024;

    /** Numbered lines of 100 bytes, so that head and tail can be told from any other part. */
    private static final String NUMBERED = "seq -f %%0099.0f 1 %d";

    @TempDir
    private static Path directory;

    private static ChaosRig rig;

    @BeforeAll
    static void start() throws Exception {
        rig = new ChaosRig(directory, 1, Disks.NONE);
    }

    @AfterAll
    static void stop() throws Exception {
        rig.close();
    }

    @Test
    void memoryIsFlatHoweverMuchIsPrinted() throws Exception {
        compare(300_000_000L, 100 * MIB);
    }

    @Test
    @Tag("slow")
    void memoryIsFlatWithTenGigabytes() throws Exception {
        compare(10_000_000_000L, 512 * MIB);
    }

    /** @param spool the most that the agent's disk may hold of it at any time */
    private static void compare(long bytes, long spool) throws Exception {
        renew();
        var small = Flood.of(rig, numbered(100_000_000));
        System.out.println(small.figures("100 MB"));
        renew();
        var large = Flood.of(rig, numbered(bytes));
        System.out.println(large.figures(bytes / 1_000_000 + " MB"));

        keepsHeadAndTail(small, 100_000_000);
        keepsHeadAndTail(large, bytes);
        assertThat(large.controllerKib()).isLessThanOrEqualTo(small.controllerKib() + MEMORY_MARGIN_KIB);
        assertThat(large.agentKib()).isLessThanOrEqualTo(small.agentKib() + MEMORY_MARGIN_KIB);
        assertThat(large.spoolKib()).isLessThanOrEqualTo(spool / 1024);
    }

    /** Both processes anew: a measure of the highest that it ever was must not know the run before. */
    private static void renew() throws Exception {
        var agent = rig.hosts.get("host-1").agent;
        agent.stop();
        rig.controller.stop();
        rig.controller.start("");
        rig.awaitController();
        agent.start("");
        rig.awaitConnected();
    }

    private static String numbered(long bytes) {
        return NUMBERED.formatted(bytes / 100);
    }

    private static void keepsHeadAndTail(Flood flood, long bytes) {
        assertThat(flood.printed()).isEqualTo(bytes);
        assertThat(flood.cut()).isEqualTo(bytes - 2 * KEPT_OF_EACH_END);
        assertThat(flood.head()).hasSize((int) KEPT_OF_EACH_END);
        assertThat(flood.tail()).hasSize((int) KEPT_OF_EACH_END);
        assertThat(Arrays.equals(flood.head(), expected(0, KEPT_OF_EACH_END))).isTrue();
        assertThat(Arrays.equals(flood.tail(), expected(bytes - KEPT_OF_EACH_END, bytes)))
                .isTrue();
    }

    /** What the numbered lines hold between two offsets. */
    private static byte[] expected(long from, long to) {
        var text = new StringBuilder();
        for (long line = from / 100 + 1; (line - 1) * 100 < to; line++) {
            text.append("%099d\n".formatted(line));
        }
        int skip = (int) (from % 100);
        return text.substring(skip, (int) (skip + to - from)).getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void aMillionLinesASecond() throws Exception {
        var flood = Flood.of(rig, "yes flood | head -n 20000000");
        System.out.printf("%s; %,.0f lines a second%n", flood.figures("short lines"), 20_000_000 / flood.seconds());

        assertThat(flood.printed()).isEqualTo(20_000_000L * 6);
        assertThat(new String(flood.head(), StandardCharsets.US_ASCII)).startsWith("flood\nflood\n");
        assertThat(new String(flood.tail(), StandardCharsets.US_ASCII)).endsWith("\nflood\nflood\n");
    }

    @Test
    void binaryGarbageArrivesByteForByte() throws Exception {
        var copy = directory.resolve("copy");
        var flood = Flood.of(rig, "head -c 20000000 /dev/urandom | tee " + copy);
        System.out.println(flood.figures("garbage"));

        assertThat(flood.cut()).isZero();
        assertThat(Arrays.equals(flood.head(), Files.readAllBytes(copy))).isTrue();
    }

    @Test
    void oneLineWithoutAnEnd() throws Exception {
        oneLine(50 * MIB);
    }

    @Test
    @Tag("slow")
    void oneLineOfAGigabyteWithoutAnEnd() throws Exception {
        oneLine(1024 * MIB);
    }

    private static void oneLine(long bytes) throws Exception {
        var flood = Flood.of(rig, "printf begin; head -c " + (bytes - 8) + " /dev/zero | tr '\\0' x; printf end");
        System.out.println(flood.figures("one line"));

        assertThat(flood.printed()).isEqualTo(bytes);
        assertThat(flood.cut()).isEqualTo(bytes - 2 * KEPT_OF_EACH_END);
        assertThat(new String(flood.head(), StandardCharsets.US_ASCII)).startsWith("beginxxx");
        assertThat(new String(flood.tail(), StandardCharsets.US_ASCII)).endsWith("xxxend");
    }
}
