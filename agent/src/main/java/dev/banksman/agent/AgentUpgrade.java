package dev.banksman.agent;

import dev.banksman.agent.desk.CommandDesk;
import dev.banksman.agent.journal.AgentDirectory;
import dev.banksman.agent.link.ArtifactClient;
import dev.banksman.agent.link.ControllerLink;
import dev.banksman.agent.link.DeskThread;
import dev.banksman.agent.supervise.SecretStore;
import dev.banksman.agent.upgrade.PackageInstaller;
import dev.banksman.agent.upgrade.SelfUpgrade;
import dev.banksman.agent.upgrade.Starter;
import dev.banksman.agent.upgrade.UpgradePolicy;
import dev.banksman.agent.upgrade.UpgradePorts;
import dev.banksman.agent.upgrade.VersionCheck;
import dev.banksman.agent.upgrade.VersionFiles;
import dev.banksman.proto.agent.v1.UpgradeReport;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Joins the upgrade of this agent with its desk, its link and its process; and ends it when its starter is gone. */
final class AgentUpgrade implements UpgradePorts {

    private static final Logger LOG = LoggerFactory.getLogger(AgentUpgrade.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final CommandDesk desk;
    private final DeskThread deskThread;
    private final ControllerLink link;
    private final SecretStore secrets;

    private AgentUpgrade(CommandDesk desk, DeskThread deskThread, ControllerLink link, SecretStore secrets) {
        this.desk = desk;
        this.deskThread = deskThread;
        this.link = link;
        this.secrets = secrets;
    }

    static SelfUpgrade of(
            String version,
            Optional<Starter> starter,
            UpgradePolicy policy,
            AgentDirectory directory,
            ArtifactClient transfer,
            SecretStore secrets,
            CommandDesk desk,
            DeskThread deskThread,
            ControllerLink link) {
        var ports = new AgentUpgrade(desk, deskThread, link, secrets);
        var files = new VersionFiles(directory.versions());
        var installer = new PackageInstaller(transfer::fetch, files, new VersionCheck(directory.root()));
        starter.ifPresent(ports::watch);
        return new SelfUpgrade(version, starter, policy, files, installer, ports);
    }

    /** Without its starter nobody would start this agent again, and whoever watches the starter starts a second one. */
    private void watch(Starter starter) {
        deskThread.after(LOOK_EVERY, () -> {
            if (starter.lives()) {
                watch(starter);
            } else {
                LOG.warn("The starter of this agent (pid {}) is gone; the agent ends, commands go on", starter.pid());
                end(0);
            }
        });
    }

    @Override
    public void report(UpgradeReport report) {
        link.report(report);
    }

    @Override
    public String redact(String text) {
        return secrets.redact(text);
    }

    @Override
    public boolean workInside() {
        return desk.workInside();
    }

    @Override
    public void aside(Runnable task) {
        var thread = new Thread(task, "upgrade");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void onDesk(Runnable task) {
        deskThread.execute(task);
    }

    @Override
    public void after(Duration time, Runnable task) {
        deskThread.after(time, task);
    }

    @Override
    public void end(int exitCode) {
        // Not on the desk's thread: what ends the process waits for what this thread still has to do.
        new Thread(() -> System.exit(exitCode), "end").start();
    }
}
