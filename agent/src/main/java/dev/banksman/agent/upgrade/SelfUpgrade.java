package dev.banksman.agent.upgrade;

import com.google.protobuf.Duration;
import dev.banksman.common.CrashPoint;
import dev.banksman.common.Digest;
import dev.banksman.common.PackageRules;
import dev.banksman.proto.agent.v1.Upgrade;
import dev.banksman.proto.agent.v1.UpgradePhase;
import dev.banksman.proto.agent.v1.UpgradeReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The upgrade of this agent, from the order to the end of this process, and on the other side from the start of a version
 * on trial to its confirmation. All calls come on the desk's thread; only fetching and examining happen elsewhere.
 *
 * <p>Commands under way are no obstacle: they run under their shims. Work inside the agent (files, SQL, HTTP) would be
 * lost, so its end is waited for.
 */
public final class SelfUpgrade {

    /** How the agent ends for a version that is to be tried: to the starter, and to whoever watches it. */
    public static final int EXIT_CODE = 75;

    private static final Logger LOG = LoggerFactory.getLogger(SelfUpgrade.class);
    private static final java.time.Duration LOOK_EVERY = java.time.Duration.ofMillis(200);
    /** Longest explanation told. */
    private static final int TOLD_CHARACTERS = 4_000;

    /** Ten minutes of looks. */
    private static final int LOOKS = 3_000;

    /** What a start, a rollback and a reconnect may take beyond the trial. */
    private static final java.time.Duration MARGIN = java.time.Duration.ofMinutes(1);

    private final String running;
    private final Optional<Starter> starter;
    private final UpgradePolicy policy;
    private final VersionFiles files;
    private final PackageInstaller installer;
    private final UpgradePorts ports;
    private boolean confirmed;
    private boolean givingWay;
    private Optional<UpgradeReport> underWay = Optional.empty();

    /** @param running the version of this process */
    public SelfUpgrade(
            String running,
            Optional<Starter> starter,
            UpgradePolicy policy,
            VersionFiles files,
            PackageInstaller installer,
            UpgradePorts ports) {
        this.running = running;
        this.starter = starter;
        this.policy = policy;
        this.files = files;
        this.installer = installer;
        this.ports = ports;
        this.confirmed = starter.isEmpty() || !starter.get().onTrial();
    }

    /** At the start of this process: removes what earlier upgrades left. */
    public void start() {
        if (confirmed) {
            tidy();
        }
    }

    /** Where the last upgrade stands, for a hello. */
    public Optional<UpgradeReport> state() {
        if (underWay.isPresent()) {
            return underWay;
        }
        if (!confirmed) {
            return Optional.of(report(running, UpgradePhase.UPGRADE_PHASE_RESTARTING, ""));
        }
        try {
            var failed = files.rolledBack();
            if (failed.isPresent()) {
                return Optional.of(report(failed.get().version(), UpgradePhase.UPGRADE_PHASE_ROLLED_BACK, files.why()));
            }
            return files.chosen()
                    .filter(token -> token.version().equals(running))
                    .map(token -> report(running, UpgradePhase.UPGRADE_PHASE_CONFIRMED, ""));
        } catch (IOException e) {
            LOG.warn("What became of the last upgrade cannot be read: {}", e.getMessage());
            return Optional.empty();
        }
    }

    /** Whether this process ends now: what it takes in from here on is best taken in by the next. */
    public boolean givingWay() {
        return givingWay;
    }

    /** A controller has welcomed this version: if it is on trial, it stays. */
    public void welcomed() {
        if (confirmed) {
            return;
        }
        CrashPoint.reach("upgrade-welcomed");
        try {
            if (!files.confirm(running)) {
                LOG.error("Version {} was rolled back before a controller welcomed it; it ends", running);
                ports.end(0);
                return;
            }
        } catch (IOException e) {
            LOG.error("Version {} cannot write down that it is to stay; it will be rolled back", running, e);
            return;
        }
        CrashPoint.reach("upgrade-confirmed");
        confirmed = true;
        LOG.info("Version {} is what starts from now on", running);
        ports.report(report(running, UpgradePhase.UPGRADE_PHASE_CONFIRMED, ""));
        tidy();
    }

    public void asked(Upgrade order) {
        var version = order.getVersion();
        if (version.equals(running)) {
            ports.report(report(
                    version,
                    confirmed ? UpgradePhase.UPGRADE_PHASE_CONFIRMED : UpgradePhase.UPGRADE_PHASE_RESTARTING,
                    ""));
        } else if (underWay.isPresent() && underWay.get().getVersion().equals(version)) {
            ports.report(underWay.get());
        } else {
            var refusal = refusal(order);
            if (refusal.isPresent()) {
                ports.report(report(printable(version), UpgradePhase.UPGRADE_PHASE_REFUSED, refusal.get()));
            } else {
                begin(order, starter.orElseThrow());
            }
        }
    }

    private Optional<String> refusal(Upgrade order) {
        if (!policy.allowed()) {
            return Optional.of(
                    "This host's policy does not allow it: 'policy.upgrade = allow' in its agent.properties would.");
        }
        if (starter.isEmpty()) {
            return Optional.of("This agent's starter cannot change versions. Upgrade it by hand.");
        }
        if (!confirmed || underWay.isPresent()) {
            return Optional.of("Version " + (confirmed ? underWay.get().getVersion() : running) + " is under way.");
        }
        if (!PackageRules.isVersion(order.getVersion())) {
            return Optional.of(
                    "Expected " + PackageRules.VERSION_WORDS + ", found '" + printable(order.getVersion()) + "'.");
        }
        if (order.getSize() <= 0 || order.getSize() > PackageRules.PACKED_BYTES) {
            return Optional.of("Expected a package of at most " + PackageRules.PACKED_BYTES + " bytes, found "
                    + order.getSize() + ".");
        }
        try {
            var unused = new Digest(order.getDigest());
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private void begin(Upgrade order, Starter by) {
        var version = order.getVersion();
        LOG.info(
                "The controller asks for version {} ({}, {} bytes) in place of {}",
                version,
                order.getDigest(),
                order.getSize(),
                running);
        try {
            // What is said from now on is about this order alone.
            files.forgetRollback();
        } catch (IOException e) {
            ports.report(report(
                    version, UpgradePhase.UPGRADE_PHASE_REFUSED, "The disk cannot be written: " + e.getMessage()));
            return;
        }
        say(report(version, UpgradePhase.UPGRADE_PHASE_FETCHING, ""));
        if (version.equals(by.installed())) {
            say(report(version, UpgradePhase.UPGRADE_PHASE_CHECKED, "It is the installed one."));
            giveWay(version, by, LOOKS);
            return;
        }
        ports.aside(() -> {
            var problem = install(order);
            ports.onDesk(() -> {
                if (problem.isPresent()) {
                    refuse(version, problem.get());
                } else {
                    say(report(version, UpgradePhase.UPGRADE_PHASE_CHECKED, ""));
                    giveWay(version, by, LOOKS);
                }
            });
        });
    }

    private Optional<String> install(Upgrade order) {
        try {
            installer.install(order);
            return Optional.empty();
        } catch (UpgradeException e) {
            return Optional.of(e.sentence());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("The agent was stopped meanwhile.");
        } catch (RuntimeException e) {
            LOG.error("Version {} could not be examined", order.getVersion(), e);
            return Optional.of("A fault in the agent; its log says more: " + e);
        }
    }

    /** Ends this process as soon as that loses nothing. */
    private void giveWay(String version, Starter by, int looksLeft) {
        if (ports.workInside()) {
            if (looksLeft > 0) {
                ports.after(LOOK_EVERY, () -> giveWay(version, by, looksLeft - 1));
            } else {
                refuse(
                        version,
                        "Work inside the agent (files, SQL, HTTP) has been under way for ten minutes without a"
                                + " break, and would be lost. Ask again later.");
            }
            return;
        }
        try {
            files.ask(new VersionToken(version, by.installed(), running, policy.trial()));
        } catch (IOException e) {
            refuse(version, "The disk cannot be written: " + e.getMessage());
            return;
        }
        givingWay = true;
        CrashPoint.reach("upgrade-asked");
        say(report(version, UpgradePhase.UPGRADE_PHASE_RESTARTING, ""));
        LOG.info("This agent, version {}, ends so that version {} is tried; commands go on", running, version);
        ports.end(EXIT_CODE);
    }

    private void refuse(String version, String reason) {
        var why = told(reason);
        LOG.warn("Version {} was not taken: {}", version, why);
        underWay = Optional.empty();
        ports.report(report(version, UpgradePhase.UPGRADE_PHASE_REFUSED, why));
        tidy();
    }

    private void say(UpgradeReport report) {
        underWay = Optional.of(report);
        ports.report(report);
    }

    /** What may leave this host: other programs' words are in it, and what they print may hold secrets. */
    private String told(String text) {
        if (text.isEmpty()) {
            return text;
        }
        try {
            var clean = ports.redact(text);
            return clean.length() <= TOLD_CHARACTERS ? clean : clean.substring(0, TOLD_CHARACTERS) + " ...";
        } catch (UncheckedIOException e) {
            LOG.warn("What is to be said of an upgrade cannot be searched for secrets", e);
            return "The reason is in this host's files alone: its secrets cannot be read, so nothing can be searched"
                    + " for them.";
        }
    }

    private UpgradeReport report(String version, UpgradePhase phase, String message) {
        var report =
                UpgradeReport.newBuilder().setVersion(version).setPhase(phase).setMessage(told(message));
        if (phase == UpgradePhase.UPGRADE_PHASE_RESTARTING) {
            report.setBackWithin(
                    Duration.newBuilder().setSeconds(policy.trial().plus(MARGIN).toSeconds()));
        }
        return report.build();
    }

    /** Keeps this version and the one before it. */
    private void tidy() {
        try {
            Set<String> keep = new TreeSet<>(Set.of(running));
            files.chosen().ifPresent(token -> {
                keep.add(token.version());
                keep.add(token.former());
            });
            files.keepOnly(keep);
        } catch (IOException e) {
            LOG.warn("Old versions of the agent could not be removed: {}", e.getMessage());
        }
    }

    private static String printable(String text) {
        var line = text.replaceAll("\\p{Cntrl}", "?");
        return line.length() <= 100 ? line : line.substring(0, 100) + "...";
    }
}
