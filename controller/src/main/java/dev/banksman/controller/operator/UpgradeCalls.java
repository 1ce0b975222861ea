package dev.banksman.controller.operator;

import dev.banksman.common.Digest;
import dev.banksman.common.PackageRules;
import dev.banksman.controller.identity.Operator;
import dev.banksman.controller.runbook.NearestName;
import dev.banksman.controller.upgrade.HostChange;
import dev.banksman.controller.upgrade.HostUpgrades;
import dev.banksman.controller.upgrade.HostUpgrades.BusyException;
import dev.banksman.controller.upgrade.UnusableDistributionException;
import dev.banksman.proto.operator.v1.AgentPackage;
import dev.banksman.proto.operator.v1.HostUpgrade;
import dev.banksman.proto.operator.v1.HostUpgradeState;
import dev.banksman.proto.operator.v1.UpgradeDone;
import dev.banksman.proto.operator.v1.UpgradeHostsReply;
import dev.banksman.proto.operator.v1.UpgradeHostsRequest;
import dev.banksman.proto.operator.v1.UpgradePlan;
import dev.banksman.proto.operator.v1.UpgradeWave;
import io.grpc.Status;
import java.io.IOException;
import java.util.List;

/** Answers what concerns other versions for the agents. */
final class UpgradeCalls {

    private static final int DEFAULT_WAVE = 5;
    private static final int MAX_WAVE = 1_000;

    private final Backend backend;

    UpgradeCalls(Backend backend) {
        this.backend = backend;
    }

    void upgrade(UpgradeHostsRequest request, Operator by, PacedSender<UpgradeHostsReply> sender)
            throws IOException, InterruptedException {
        if (request.getWave() < 0 || request.getWave() > MAX_WAVE) {
            throw new IllegalArgumentException(
                    "wave: expected 1 to " + MAX_WAVE + " hosts, found " + request.getWave() + ".");
        }
        var hosts = hosts(request);
        var target = target(request);
        var wave = request.getWave() == 0 ? DEFAULT_WAVE : request.getWave();
        try {
            var result = backend.upgrades()
                    .hosts()
                    .run(new HostUpgrades.Order(target, hosts, wave, by.name()), new Teller(target.version(), sender));
            if (result.isPresent()) {
                var end = result.get();
                sender.send(UpgradeHostsReply.newBuilder()
                        .setDone(UpgradeDone.newBuilder()
                                .setConfirmed(end.confirmed())
                                .setAlready(end.already())
                                .setAway(end.away())
                                .setFailed(end.failed())
                                .addAllLeft(end.left())
                                .setReason(end.reason()))
                        .build());
            }
        } catch (BusyException e) {
            throw Status.FAILED_PRECONDITION.withDescription(e.getMessage()).asRuntimeException();
        }
    }

    private List<String> hosts(UpgradeHostsRequest request) {
        if (request.getHostsCount() == 0) {
            return backend.hosts().stream()
                    .map(Backend.HostState::host)
                    .sorted()
                    .toList();
        }
        var known = backend.knownHosts();
        for (var host : request.getHostsList()) {
            if (!known.contains(host)) {
                throw Status.NOT_FOUND
                        .withDescription(Messages.withHint(
                                "This controller knows no host '" + host + "'", NearestName.hint(host, known)))
                        .asRuntimeException();
            }
        }
        return request.getHostsList().stream().distinct().toList();
    }

    private dev.banksman.controller.upgrade.AgentPackage target(UpgradeHostsRequest request) throws IOException {
        var packages = backend.upgrades().packages();
        if (!request.hasPackage()) {
            try {
                return backend.upgrades().bundled();
            } catch (UnusableDistributionException e) {
                throw Status.FAILED_PRECONDITION.withDescription(e.sentence()).asRuntimeException();
            }
        }
        var wanted = request.getPackage();
        if (!PackageRules.isVersion(wanted.getVersion())) {
            throw new IllegalArgumentException("package.version: expected " + PackageRules.VERSION_WORDS + ".");
        }
        var target = new dev.banksman.controller.upgrade.AgentPackage(
                wanted.getVersion(), new Digest(wanted.getDigest()), wanted.getSize());
        if (!packages.has(target)) {
            throw Status.NOT_FOUND
                    .withDescription("This controller has no package " + target.digest() + " of " + target.size()
                            + " bytes; store it first.")
                    .asRuntimeException();
        }
        return target;
    }

    static AgentPackage message(dev.banksman.controller.upgrade.AgentPackage stored) {
        return AgentPackage.newBuilder()
                .setVersion(stored.version())
                .setDigest(stored.digest().name())
                .setSize(stored.size())
                .build();
    }

    /** Passes on what happens, at the receiver's pace. */
    private record Teller(String version, PacedSender<UpgradeHostsReply> sender) implements HostUpgrades.Listener {

        @Override
        public boolean planned(List<List<String>> waves) throws InterruptedException {
            var plan = UpgradePlan.newBuilder().setVersion(version);
            waves.forEach(wave -> plan.addWaves(UpgradeWave.newBuilder().addAllHosts(wave)));
            return sender.send(UpgradeHostsReply.newBuilder().setPlan(plan).build());
        }

        @Override
        public boolean changed(HostChange change) throws InterruptedException {
            return sender.send(UpgradeHostsReply.newBuilder()
                    .setHost(HostUpgrade.newBuilder()
                            .setHost(change.host())
                            .setState(HostUpgradeState.valueOf(
                                    "HOST_UPGRADE_STATE_" + change.stage().name()))
                            .setFromVersion(change.from())
                            .setMessage(change.message())
                            .setAdopted(change.adopted()))
                    .build());
        }

        @Override
        public boolean waiting() {
            return sender.open();
        }
    }
}
