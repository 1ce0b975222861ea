package dev.banksman.agent;

import dev.banksman.agent.action.FactsSource;
import dev.banksman.agent.desk.CommandDesk;
import dev.banksman.agent.examine.Examiner;
import dev.banksman.agent.link.LinkEvents;
import dev.banksman.agent.upgrade.SelfUpgrade;
import dev.banksman.proto.agent.v1.Cancel;
import dev.banksman.proto.agent.v1.Dispatch;
import dev.banksman.proto.agent.v1.Examine;
import dev.banksman.proto.agent.v1.Heartbeat;
import dev.banksman.proto.agent.v1.Hello;
import dev.banksman.proto.agent.v1.HostFacts;
import dev.banksman.proto.agent.v1.Inquiry;
import dev.banksman.proto.agent.v1.OutputAck;
import dev.banksman.proto.agent.v1.ReportAck;
import dev.banksman.proto.agent.v1.Upgrade;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Joins link and desk, and adds to a hello what the desk does not know: version and facts of the host. */
final class AgentVoice implements LinkEvents {

    private static final Logger LOG = LoggerFactory.getLogger(AgentVoice.class);
    private static final int PROTOCOL = 1;
    private static final long MIB = 1024 * 1024;

    private final String version;
    private final Path root;
    private final FactsSource facts;
    private final Runnable nudge;
    private @Nullable CommandDesk desk;
    private @Nullable SelfUpgrade upgrade;
    private @Nullable Examiner examiner;

    /** @param nudge makes the desk tick soon: what was just said may have changed what there is to do */
    AgentVoice(String version, Path root, FactsSource facts, Runnable nudge) {
        this.version = version;
        this.root = root;
        this.facts = facts;
        this.nudge = nudge;
    }

    /** Before the link starts; link and desk need each other, so one comes later. */
    void speakFor(CommandDesk newDesk) {
        desk = newDesk;
    }

    /** Before the link starts. Without it this agent knows nothing of upgrades, as those before it. */
    void speakFor(SelfUpgrade newUpgrade) {
        upgrade = newUpgrade;
    }

    /** Before the link starts. Without it this agent knows nothing of examinations, as those before it. */
    void speakFor(Examiner newExaminer) {
        examiner = newExaminer;
    }

    @Override
    public Hello hello() {
        var hello =
                desk().hello().setProtocol(PROTOCOL).setAgentVersion(version).setFacts(readFacts());
        if (upgrade != null) {
            upgrade.state().ifPresent(hello::setUpgrade);
        }
        return hello.setExamines(examiner != null).build();
    }

    @Override
    public Heartbeat heartbeat() {
        return Heartbeat.newBuilder()
                .setRunning(desk().running())
                .setFreeDiskMib(freeDiskMib())
                .setSpoolBytes(desk().spoolBytes())
                .build();
    }

    @Override
    public void up() {
        desk().linkUp();
        if (upgrade != null) {
            upgrade.welcomed();
        }
    }

    @Override
    public void down() {
        desk().linkDown();
        if (examiner != null) {
            examiner.linkDown();
        }
    }

    @Override
    public void dispatch(Dispatch dispatch) {
        if (upgrade != null && upgrade.givingWay()) {
            // Lost; it comes again after the next version's hello.
            return;
        }
        desk().dispatch(dispatch);
        nudge.run();
    }

    @Override
    public void cancel(Cancel cancel) {
        desk().cancel(cancel);
        nudge.run();
    }

    @Override
    public void acknowledged(ReportAck ack) {
        desk().acknowledged(ack);
    }

    @Override
    public void inquiry(Inquiry inquiry) {
        desk().inquiry(inquiry);
    }

    @Override
    public void upgrade(Upgrade order) {
        if (upgrade != null) {
            upgrade.asked(order);
        }
    }

    @Override
    public void examine(Examine examine) {
        if (examiner != null) {
            examiner.asked(examine);
        }
    }

    @Override
    public void outputAcknowledged(OutputAck ack) {
        desk().outputAcknowledged(ack);
    }

    @Override
    public void readyForOutput() {
        desk().readyForOutput();
    }

    private CommandDesk desk() {
        if (desk == null) {
            throw new IllegalStateException("The link was started before the desk");
        }
        return desk;
    }

    private HostFacts readFacts() {
        try {
            return facts.read(root).facts();
        } catch (IOException e) {
            LOG.warn("The facts of this host cannot be read now: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return HostFacts.getDefaultInstance();
    }

    private long freeDiskMib() {
        try {
            return Files.getFileStore(root).getUsableSpace() / MIB;
        } catch (IOException e) {
            LOG.warn("Free disk space cannot be read now: {}", e.getMessage());
            return 0;
        }
    }
}
