package dev.banksman.controller.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.banksman.deploy.simulation.disk.SimulatedDisk;
import dev.banksman.deploy.simulation.disk.Survival;
import dev.banksman.deploy.simulation.disk.Survival.Contents;
import dev.banksman.proto.agent.v1.OutputChunk;
import dev.banksman.proto.agent.v1.OutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the controller has acknowledged of a stream is there after a power loss, and the rest comes again. */
class OutputFileOnSimulatedDiskTest {

    private static final OutputName NAME = new OutputName("run-1", "web-1", 1, OutputStream.OUTPUT_STREAM_STDOUT);

    private final SimulatedDisk disk = SimulatedDisk.create(() -> Instant.EPOCH);

    @Test
    void keepsWhatItAcknowledgedAndWritesTheRestAnew() throws Exception {
        for (var contents : List.of(
                Contents.NONE, Contents.ALL, Contents.torn(2), Contents.torn(2, _ -> 0), Contents.torn(0, _ -> 'x'))) {
            var own = SimulatedDisk.create(() -> Instant.EPOCH);
            var file = open(own);
            file.take(chunk(0, "hello "));
            assertThat(file.sync()).isEqualTo(6);
            file.take(chunk(6, "world"));
            own.powerLoss(Survival.of(0, contents));

            assertThat(Files.readString(NAME.data(own.root()))).startsWith("hello ");
            var next = open(own);
            next.take(chunk(6, "world"));
            assertThat(next.sync()).isEqualTo(11);
            own.powerLoss(Survival.NOTHING);
            assertThat(NAME.data(own.root())).hasContent("hello world");
        }
    }

    @Test
    void losesWhatItAcknowledgedOnADiskWhoseSyncsLie() throws Exception {
        disk.faults().lyingForce(true);
        var file = open(disk);
        file.take(chunk(0, "hello "));
        assertThat(file.sync()).isEqualTo(6);
        disk.powerLoss(Survival.NOTHING);
        assertThat(NAME.data(disk.root())).doesNotExist();
    }

    @Test
    void acknowledgesNothingThatCouldNotBeForced() throws Exception {
        var file = open(disk);
        file.take(chunk(0, "hello "));
        disk.faults().failForces(path -> path.endsWith("1.stdout"));
        assertThatThrownBy(file::sync).isInstanceOf(IOException.class);
        file.close(true);
        disk.faults().none();

        // The pages count as clean: only what is written again reaches the disk.
        var next = open(disk);
        next.take(chunk(0, "hello "));
        assertThat(next.sync()).isEqualTo(6);
        disk.powerLoss(Survival.NOTHING);
        assertThat(NAME.data(disk.root())).hasContent("hello ");
    }

    private static OutputFile open(SimulatedDisk disk) throws IOException {
        return OutputFile.open(disk.root(), NAME, 1000);
    }

    private static OutputChunk chunk(long offset, String text) {
        return OutputChunk.newBuilder()
                .setAttempt(NAME.attempt())
                .setStream(NAME.stream())
                .setOffset(offset)
                .setData(ByteString.copyFromUtf8(text))
                .build();
    }
}
