package dev.banksman.deploy.simulation;

import dev.banksman.agent.desk.CommandDesk;
import dev.banksman.controller.fleet.FleetLine;
import dev.banksman.controller.simulate.Chance;
import dev.banksman.controller.simulate.Schedule;
import dev.banksman.proto.agent.v1.AgentMessage;
import dev.banksman.proto.agent.v1.ControllerMessage;
import dev.banksman.proto.agent.v1.Heartbeat;
import dev.banksman.proto.agent.v1.OutputAck;
import dev.banksman.proto.agent.v1.OutputChunk;
import dev.banksman.proto.agent.v1.Report;
import java.time.Duration;
import java.time.Instant;

/**
 * One connection between an agent and a controller, with both of its streams. Each direction keeps its order and takes
 * its time. When it breaks, each end learns of it when it does, or not before it has heard nothing for too long.
 */
final class SimulatedLink implements FleetLine.Listener {

    private static final Duration PROBE = Duration.ofSeconds(30);
    private static final int UNACKNOWLEDGED = 16;

    private final SimulatedHost host;
    private final SimulatedController controller;
    private final Installation installation;
    private final Schedule schedule;
    private final Chance chance;
    private final FleetLine line;
    private boolean carries = true;
    private boolean agentHasIt = true;
    private boolean welcomed;
    private int chunks;
    private Instant lastToAgent;
    private Instant lastToController;

    SimulatedLink(SimulatedHost host, SimulatedController controller, Installation installation) {
        this.host = host;
        this.controller = controller;
        this.installation = installation;
        schedule = installation.schedule();
        chance = installation.chance();
        lastToAgent = schedule.now();
        lastToController = schedule.now();
        line = controller.line(host.name, this);
    }

    SimulatedController controller() {
        return controller;
    }

    boolean welcomed() {
        return welcomed;
    }

    void open() {
        var hello = host.desk().orElseThrow().hello().setProtocol(1).setAgentVersion("simulated");
        toController(() -> line.say(AgentMessage.newBuilder().setHello(hello).build()));
        host.after(PROBE, () -> {
            if (!welcomed) {
                agentNotices();
            }
        });
    }

    void report(Report report) {
        if (welcomed) {
            installation.reported(host.name, report);
            toController(
                    () -> line.say(AgentMessage.newBuilder().setReport(report).build()));
        }
    }

    boolean readyForOutput() {
        return welcomed && chunks < UNACKNOWLEDGED;
    }

    void output(OutputChunk chunk) {
        chunks++;
        toController(() -> {
            chunks--;
            line.print(chunk);
        });
    }

    @Override
    public void control(ControllerMessage message) {
        installation.saidTo(host.name, message);
        toAgent(desk -> take(desk, message));
    }

    @Override
    public void output(OutputAck acknowledgement) {
        toAgent(desk -> desk.outputAcknowledged(acknowledgement));
    }

    /** The controller ended the link. */
    @Override
    public void closed() {
        if (carries) {
            carries = false;
            schedule.after(chance.upTo(Duration.ofMillis(100)), this::agentNotices);
        }
    }

    /** Both ends notice soon. */
    void cut() {
        if (carries) {
            carries = false;
            schedule.after(chance.upTo(Duration.ofSeconds(1)), this::agentNotices);
            schedule.after(chance.upTo(Duration.ofSeconds(1)), this::controllerNotices);
        }
    }

    /** Nothing arrives any more, and each end finds out when it has waited long enough. */
    void silent() {
        carries = false;
        schedule.after(PROBE, this::agentNotices);
    }

    /** The agent's process has ended; its host tells the controller. */
    void agentGone() {
        agentHasIt = false;
        carries = false;
        schedule.after(chance.upTo(Duration.ofMillis(100)), this::controllerNotices);
    }

    /** The controller's process has ended; its host tells the agent. */
    void controllerGone() {
        carries = false;
        schedule.after(chance.upTo(Duration.ofMillis(100)), this::agentNotices);
    }

    private void agentNotices() {
        if (agentHasIt) {
            agentHasIt = false;
            carries = false;
            host.work(() -> host.disconnected(this));
        }
    }

    private void controllerNotices() {
        controller.life().run(line::broken);
    }

    private void take(CommandDesk desk, ControllerMessage message) {
        switch (message.getMessageCase()) {
            case WELCOME -> {
                if (!welcomed) {
                    welcomed = true;
                    desk.linkUp();
                    beat(Duration.ofSeconds(
                            message.getWelcome().getHeartbeatEvery().getSeconds()));
                }
            }
            case DISPATCH -> {
                installation.arrives(host.name, message.getDispatch());
                desk.dispatch(host.believed(message.getDispatch()));
                host.nudge();
            }
            case CANCEL -> {
                desk.cancel(host.believed(message.getCancel()));
                host.nudge();
            }
            case REPORT_ACK -> {
                installation.acknowledges(message.getReportAck().getAttempt());
                desk.acknowledged(message.getReportAck());
            }
            case INQUIRY -> desk.inquiry(message.getInquiry());
            case MESSAGE_NOT_SET -> throw new IllegalStateException("a message without content");
        }
    }

    private void beat(Duration every) {
        if (agentHasIt) {
            var heartbeat = Heartbeat.newBuilder()
                    .setRunning(host.desk().map(CommandDesk::running).orElse(0));
            toController(() ->
                    line.say(AgentMessage.newBuilder().setHeartbeat(heartbeat).build()));
            host.after(every, () -> beat(every));
        }
    }

    private interface DeskWork {
        void run(CommandDesk desk);
    }

    private void toAgent(DeskWork work) {
        if (!carries) {
            return;
        }
        lastToAgent = later(lastToAgent);
        int times = chance.happens(installation.faults().twice()) ? 2 : 1;
        schedule.at(lastToAgent, () -> {
            for (int i = 0; i < times && carries && agentHasIt; i++) {
                host.work(() -> host.desk().ifPresent(work::run));
            }
        });
    }

    private void toController(Runnable delivery) {
        if (!carries) {
            return;
        }
        lastToController = later(lastToController);
        schedule.at(lastToController, () -> {
            if (carries) {
                controller.life().run(delivery);
            }
        });
    }

    private Instant later(Instant last) {
        var due = schedule.now().plus(chance.upTo(installation.faults().delay()));
        return due.isBefore(last) ? last : due;
    }
}
