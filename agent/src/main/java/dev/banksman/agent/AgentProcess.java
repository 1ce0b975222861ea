package dev.banksman.agent;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.banksman.agent.action.ActionCatalog;
import dev.banksman.agent.action.ActionPolicy;
import dev.banksman.agent.action.FactsSource;
import dev.banksman.agent.action.HostTools;
import dev.banksman.agent.action.HostTools.Platform;
import dev.banksman.agent.action.InvalidActionException;
import dev.banksman.agent.action.Work;
import dev.banksman.agent.desk.Admission;
import dev.banksman.agent.desk.CommandDesk;
import dev.banksman.agent.desk.DeskPorts;
import dev.banksman.agent.desk.HostActions;
import dev.banksman.agent.examine.Examiner;
import dev.banksman.agent.examine.HostExamination;
import dev.banksman.agent.examine.HostSources;
import dev.banksman.agent.examine.ProposalExamination;
import dev.banksman.agent.facts.AgentAccount;
import dev.banksman.agent.facts.BootId;
import dev.banksman.agent.facts.HostSurvey;
import dev.banksman.agent.journal.AgentDirectory;
import dev.banksman.agent.journal.FileCommandStore;
import dev.banksman.agent.link.Address;
import dev.banksman.agent.link.AgentChannel;
import dev.banksman.agent.link.ArtifactClient;
import dev.banksman.agent.link.CertificateRenewal;
import dev.banksman.agent.link.ControllerLink;
import dev.banksman.agent.link.DeskThread;
import dev.banksman.agent.link.IdentityFiles;
import dev.banksman.agent.supervise.FileSecretStore;
import dev.banksman.agent.supervise.FileSpool;
import dev.banksman.agent.supervise.Launcher;
import dev.banksman.agent.supervise.PosixLauncher;
import dev.banksman.agent.supervise.SystemHostClock;
import dev.banksman.agent.supervise.SystemHostProcesses;
import dev.banksman.agent.supervise.WindowsLauncher;
import dev.banksman.agent.upgrade.Starter;
import dev.banksman.common.SystemTime;
import dev.banksman.common.tls.Names;
import dev.banksman.common.tls.ReloadableSslContext;
import dev.banksman.common.tls.TlsContexts;
import dev.banksman.proto.agent.v1.Action;
import io.github.resilience4j.retry.Retry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running agent: everything wired together, from {@link #start} to {@link #close}. Closing ends no command; the next
 * agent on the same directory takes them up.
 */
final class AgentProcess implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AgentProcess.class);

    private static final Duration LOCK_PATIENCE = Duration.ofSeconds(20);

    private final AgentLock lock;
    private final DeskThread deskThread;
    private final ControllerLink link;

    private AgentProcess(AgentLock lock, DeskThread deskThread, ControllerLink link) {
        this.lock = lock;
        this.deskThread = deskThread;
        this.link = link;
    }

    /**
     * Takes the directory, takes up what an earlier agent left, then connects.
     *
     * @param fatal ends this process after an error in it that leaves nothing to rely on
     * @throws IOException if the directory is taken or something in it cannot be used; the message is for people
     */
    static AgentProcess start(
            AgentDirectory directory, AgentSettings settings, Address controller, String version, Runnable fatal)
            throws IOException, InterruptedException {
        var starter = Starter.of(System::getProperty);
        // Under a starter the agent before this one may be ending just now.
        var lock = AgentLock.take(directory.lock(), starter.isPresent() ? LOCK_PATIENCE : Duration.ZERO);
        var deskThread = new DeskThread(fatal);
        try {
            return start(directory, settings, controller, version, starter, lock, deskThread);
        } catch (IOException | InterruptedException | RuntimeException e) {
            deskThread.close();
            lock.close();
            throw e;
        }
    }

    private static AgentProcess start(
            AgentDirectory directory,
            AgentSettings settings,
            Address controller,
            String version,
            Optional<Starter> starter,
            AgentLock lock,
            DeskThread deskThread)
            throws IOException, InterruptedException {
        var files = new IdentityFiles(directory.identity());
        var identity = files.read();
        var host = hostName(settings, Names.hostOf(identity.certificate()));
        var tools = settings.hostTools();
        var bootId = BootId.read(tools);
        var survey = new HostSurvey(tools);
        var spool = new FileSpool(directory, tools.command("fallocate"));
        var secrets = new FileSecretStore(directory.secrets());

        var context = new ReloadableSslContext(TlsContexts.agent(identity));
        var channel = AgentChannel.to(controller, context, settings.link());
        var transfer = new ArtifactClient(channel, Retry.of(ArtifactClient.RETRY, ArtifactClient.retryConfig()));
        var voice = new AgentVoice(version, directory.root(), survey, deskThread::nudge);
        var link = new ControllerLink(channel, voice, deskThread, settings.link());
        var ports = new DeskPorts(
                new FileCommandStore(directory, host),
                launcher(directory, settings, bootId, deskThread),
                new ThreadedInsideRunner(directory, spool, secrets, SystemTime.ticker(), deskThread::executeThenTick),
                spool,
                secrets,
                new SystemHostClock(SystemTime.clock(), SystemTime.ticker(), bootId, Path.of("/proc/uptime")),
                link,
                directory::work);
        var catalog = new ActionCatalog(tools, transfer, survey);
        var actions = new CatalogActions(catalog, settings.policy());
        var desk =
                new CommandDesk(host, ports, actions, settings.desk(), (key, move) -> LOG.debug("{}: {}", key, move));
        voice.speakFor(desk);
        var upgrade = AgentUpgrade.of(
                version, starter, settings.upgrade(), directory, transfer, secrets, desk, deskThread, link);
        voice.speakFor(upgrade);
        voice.speakFor(new Examiner(
                new HostExamination(hostSources(directory, settings, tools, survey, files)),
                new ProposalExamination(
                        new Admission(actions, ports.launcher(), secrets),
                        catalog,
                        secrets,
                        directory.root().resolve("examination"),
                        SystemTime.ticker()),
                secrets::redact,
                SystemTime.clock(),
                deskThread,
                link::answer));
        upgrade.start();
        desk.start();
        deskThread.startTicking(desk::tick);
        var renewal =
                new CertificateRenewal(files, identity, context, channel, deskThread, SystemTime.clock(), link::renew);
        renewal.start();
        link.start();
        LOG.info(
                "Agent {} of host {} works in {}, for the controller at {}",
                version,
                host,
                directory.root(),
                controller);
        return new AgentProcess(lock, deskThread, link);
    }

    /** By what this host is, and not by whose tools stand on it: a lab plays Windows on another system. */
    private static Launcher launcher(
            AgentDirectory directory, AgentSettings settings, String bootId, DeskThread deskThread) throws IOException {
        return System.getProperty("os.name", "").startsWith("Windows")
                ? new WindowsLauncher(shim(settings), directory, bootId, deskThread::nudge)
                : new PosixLauncher(new SystemHostProcesses(), directory, settings.bootId(), bootId, deskThread::nudge);
    }

    private static HostSources hostSources(
            AgentDirectory directory,
            AgentSettings settings,
            HostTools tools,
            FactsSource survey,
            IdentityFiles identity) {
        return new HostSources(
                directory.root(),
                tools.platform() == Platform.WINDOWS,
                survey,
                settings.policy(),
                ZoneId.systemDefault(),
                SystemTime.clock(),
                () -> AgentAccount.read(tools, System.getProperty("user.name", "unknown")),
                () -> {
                    var certificate = identity.read().certificate();
                    return new HostSources.Validity(
                            certificate.getNotBefore().toInstant(),
                            certificate.getNotAfter().toInstant());
                },
                AgentProcess::openFiles);
    }

    private static OptionalLong openFiles() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? OptionalLong.of(unix.getMaxFileDescriptorCount())
                : OptionalLong.empty();
    }

    private static List<String> shim(AgentSettings settings) {
        var beside = Path.of(System.getProperty("banksman.home", "."), "bin", "banksman-shim.exe");
        return settings.tools().getOrDefault("banksman-shim", List.of(beside.toString()));
    }

    private static String hostName(AgentSettings settings, Optional<String> certified) throws IOException {
        var name = certified.orElseThrow(() ->
                new IOException("The certificate in identity/certificate.pem names no host. Enroll this host again."));
        if (!settings.host().orElse(name).equals(name)) {
            throw new IOException("The settings say that this is host '"
                    + settings.host().get() + "', and its certificate was made for '" + name
                    + "'. Remove 'host' from the settings, or enroll again.");
        }
        return name;
    }

    /** Says goodbye to the controller and lets the directory go. */
    @Override
    public void close() throws IOException {
        link.close();
        deskThread.close();
        lock.close();
    }

    /** The actions there are, within what the host's policy allows. */
    private record CatalogActions(ActionCatalog catalog, ActionPolicy policy) implements HostActions {

        @Override
        public boolean knows(Action.KindCase kind) {
            return catalog.kinds().contains(kind);
        }

        @Override
        public Optional<String> forbidden(Action action) {
            return policy.check(action);
        }

        @Override
        public Work prepare(Action action, Path directory) throws InvalidActionException {
            return catalog.prepare(action, directory);
        }
    }
}
