package dev.banksman.controller.operator;

import dev.banksman.controller.identity.Operator;
import dev.banksman.controller.upgrade.AgentPackages;
import dev.banksman.controller.upgrade.UnusableDistributionException;
import dev.banksman.proto.operator.v1.StoreAgentPackageReply;
import dev.banksman.proto.operator.v1.StoreAgentPackageRequest;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a distribution in, piece by piece, into a file that is gone when the call ends. Called by one thread at a time. */
final class PackageIntake implements StreamObserver<StoreAgentPackageRequest> {

    private static final Logger log = LoggerFactory.getLogger(PackageIntake.class);
    private static final long LIMIT_BYTES = 1L << 30;
    /** What a distribution must leave on the controller's disk. */
    private static final long RESERVE_BYTES = 256L << 20;

    private final Operator by;
    private final AgentPackages packages;
    private final StreamObserver<StoreAgentPackageReply> response;
    private final Path file;
    private final FileChannel channel;
    private boolean over;

    /** @param by who stores it */
    PackageIntake(Operator by, AgentPackages packages, StreamObserver<StoreAgentPackageReply> response)
            throws IOException {
        this.by = by;
        this.packages = packages;
        this.response = response;
        this.file = packages.newFile();
        this.channel = FileChannel.open(file, StandardOpenOption.WRITE);
    }

    @Override
    public void onNext(StoreAgentPackageRequest piece) {
        if (over) {
            return;
        }
        try {
            if (channel.position() + piece.getData().size() > LIMIT_BYTES) {
                throw new IllegalArgumentException(
                        "Expected a distribution of at most " + (LIMIT_BYTES >> 20) + " MiB, found more.");
            }
            if (Files.getFileStore(file).getUsableSpace() < RESERVE_BYTES) {
                throw new IOException("expected room for the distribution and a reserve of " + (RESERVE_BYTES >> 20)
                        + " MiB, found less");
            }
            for (ByteBuffer data : piece.getData().asReadOnlyByteBufferList()) {
                while (data.hasRemaining()) {
                    channel.write(data);
                }
            }
        } catch (IOException | RuntimeException e) {
            fail(e);
        }
    }

    @Override
    public void onCompleted() {
        if (over) {
            return;
        }
        try {
            channel.close();
            var stored = packages.ofZip(file);
            log.info(
                    "Operator {} has stored version {} of the agent ({}, {} bytes)",
                    by.name(),
                    stored.version(),
                    stored.digest(),
                    stored.size());
            end();
            response.onNext(StoreAgentPackageReply.newBuilder()
                    .setPackage(UpgradeCalls.message(stored))
                    .build());
            response.onCompleted();
        } catch (UnusableDistributionException e) {
            fail(new IllegalArgumentException(e.sentence()));
        } catch (IOException | RuntimeException e) {
            fail(e);
        }
    }

    /** The caller has left. */
    @Override
    public void onError(Throwable cause) {
        end();
    }

    private void fail(Exception failure) {
        if (!over) {
            end();
            response.onError(Failures.status(failure));
        }
    }

    private void end() {
        over = true;
        try {
            channel.close();
            Files.deleteIfExists(file);
        } catch (IOException e) {
            log.warn("{} could not be removed; the next start removes it", file, e);
        }
    }
}
