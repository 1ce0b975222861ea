package dev.banksman.controller.cli;

import com.google.protobuf.ByteString;
import dev.banksman.common.SystemTime;
import dev.banksman.proto.operator.v1.AgentPackage;
import dev.banksman.proto.operator.v1.HostUpgrade;
import dev.banksman.proto.operator.v1.StoreAgentPackageReply;
import dev.banksman.proto.operator.v1.StoreAgentPackageRequest;
import dev.banksman.proto.operator.v1.UpgradeDone;
import dev.banksman.proto.operator.v1.UpgradeHostsReply;
import dev.banksman.proto.operator.v1.UpgradeHostsRequest;
import dev.banksman.proto.operator.v1.UpgradePlan;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.BlockingClientCall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "upgrade",
        description = "Have the agents of hosts replaced by another version: one host first, then waves. Commands go on"
                + " meanwhile; a version that does not come up is rolled back by its host; the first failure stops the"
                + " rest. Asked again, it goes on where it stopped.")
final class HostsUpgradeCommand extends OperatorCommands.Connected {

    private static final String BUNDLED = "bundled";
    private static final String AGAIN = "Hosts that were asked go on by themselves; ask again for the others.";
    private static final int PIECE_BYTES = 1 << 20;
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    @Parameters(
            paramLabel = "HOST",
            arity = "0..*",
            description = "The hosts, in this order. Default: all that are connected or that a run needs.")
    private List<String> hosts = List.of();

    @Option(
            names = "--to",
            paramLabel = "FILE",
            defaultValue = BUNDLED,
            description = "Distribution of the version, a zip; or '" + BUNDLED + "', the agent of the controller's own"
                    + " distribution. Default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init")
    private String to;

    @Option(
            names = "--wave",
            paramLabel = "N",
            defaultValue = "5",
            description = "Hosts at a time, after the first. Default: ${DEFAULT-VALUE}.")
    private int wave;

    @Override
    ExitCode ask(OperatorClient client) throws IOException, InterruptedException {
        if (wave < 1) {
            throw new CommandFailure(ExitCode.REFUSED, "--wave: expected 1 or more, found " + wave + ".");
        }
        var request = UpgradeHostsRequest.newBuilder().addAllHosts(hosts).setWave(wave);
        if (!to.equals(BUNDLED)) {
            request.setPackage(store(client, Path.of(to)));
        }
        try {
            var news = client.streams().upgradeHosts(request.build());
            while (news.hasNext()) {
                var reply = Printable.message(news.next());
                tell(reply);
                if (reply.hasDone()) {
                    return exitCode(reply.getDone());
                }
            }
        } catch (StatusRuntimeException e) {
            throw client.failure(e);
        }
        throw new CommandFailure(ExitCode.UNREACHABLE, "The controller ended before the upgrade did. " + AGAIN);
    }

    private void tell(UpgradeHostsReply reply) {
        if (json()) {
            out().println(RunFollower.json(reply));
        } else {
            switch (reply.getNewsCase()) {
                case PLAN -> plan(reply.getPlan()).forEach(out()::println);
                case HOST -> {
                    var now = SystemTime.clock().instant().atZone(ZoneId.systemDefault());
                    out().println(now.format(CLOCK) + "  " + line(reply.getHost()));
                }
                case DONE -> out().println(sentence(reply.getDone()));
                case NEWS_NOT_SET -> {}
            }
        }
        if (out().checkError()) {
            throw new CommandFailure(ExitCode.OUTPUT_CLOSED, "Nobody reads any more. " + AGAIN);
        }
    }

    static List<String> plan(UpgradePlan plan) {
        if (plan.getWavesCount() == 0) {
            return List.of("No host needs version " + plan.getVersion() + ".");
        }
        return IntStream.range(0, plan.getWavesCount())
                .mapToObj(i -> (i == 0 ? "To version " + plan.getVersion() + ": first " : "  then ")
                        + String.join(", ", plan.getWaves(i).getHostsList()))
                .toList();
    }

    static String line(HostUpgrade host) {
        var text = new StringBuilder(host.getHost()).append(": ");
        text.append(
                switch (host.getState()) {
                    case HOST_UPGRADE_STATE_ASKED -> "asked (has " + host.getFromVersion() + ")";
                    case HOST_UPGRADE_STATE_FETCHING -> "fetches and examines the package";
                    case HOST_UPGRADE_STATE_CHECKED -> "the version starts there; the agent gives way to it";
                    case HOST_UPGRADE_STATE_RESTARTING -> "restarts with the version on trial";
                    case HOST_UPGRADE_STATE_CONFIRMED -> "confirmed" + adopted(host.getAdopted());
                    case HOST_UPGRADE_STATE_ALREADY -> "has the version already";
                    case HOST_UPGRADE_STATE_AWAY -> "away";
                    case HOST_UPGRADE_STATE_ROLLED_BACK -> "rolled back to " + host.getFromVersion();
                    case HOST_UPGRADE_STATE_REFUSED -> "refused; nothing was changed there";
                    case HOST_UPGRADE_STATE_LOST -> "lost";
                    case HOST_UPGRADE_STATE_UNSPECIFIED, UNRECOGNIZED -> "in a state that this version does not know";
                });
        if (!host.getMessage().isEmpty()) {
            text.append(". ").append(host.getMessage().lines().collect(Collectors.joining("\n    ")));
        }
        return text.toString();
    }

    private static String adopted(int commands) {
        return switch (commands) {
            case 0 -> "";
            case 1 -> ", one command ran through it";
            default -> ", " + commands + " commands ran through it";
        };
    }

    static String sentence(UpgradeDone done) {
        var counts = "Confirmed " + done.getConfirmed() + ", had it already " + done.getAlready() + ", away "
                + done.getAway() + ", failed " + done.getFailed() + ".";
        if (done.getFailed() == 0) {
            return counts;
        }
        var left = done.getLeftCount() == 0 ? "" : " Not begun: " + String.join(", ", done.getLeftList()) + ".";
        return counts + " It stopped because of the first failure." + left;
    }

    static ExitCode exitCode(UpgradeDone done) {
        if (done.getFailed() > 0) {
            return ExitCode.UPGRADE_FAILED;
        }
        return done.getAway() > 0 ? ExitCode.CONFLICT : ExitCode.SUCCEEDED;
    }

    private AgentPackage store(OperatorClient client, Path file) throws IOException, InterruptedException {
        try (var in = Files.newInputStream(file)) {
            var call = client.storeAgentPackage();
            for (var piece = in.readNBytes(PIECE_BYTES); piece.length > 0; piece = in.readNBytes(PIECE_BYTES)) {
                if (!call.write(StoreAgentPackageRequest.newBuilder()
                        .setData(ByteString.copyFrom(piece))
                        .build())) {
                    break;
                }
            }
            call.halfClose();
            return stored(call);
        } catch (StatusException e) {
            throw client.failure(e.getStatus().withCause(e).asRuntimeException());
        }
    }

    private static AgentPackage stored(BlockingClientCall<StoreAgentPackageRequest, StoreAgentPackageReply> call)
            throws StatusException, InterruptedException {
        var reply = call.read();
        if (reply == null) {
            throw Status.INTERNAL
                    .withDescription("expected an answer, found none")
                    .asException();
        }
        return Printable.message(reply).getPackage();
    }
}
