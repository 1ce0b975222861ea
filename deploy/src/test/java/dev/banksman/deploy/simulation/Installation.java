package dev.banksman.deploy.simulation;

import dev.banksman.controller.engine.Planning;
import dev.banksman.controller.run.RunView;
import dev.banksman.controller.simulate.Chance;
import dev.banksman.controller.simulate.Schedule;
import dev.banksman.proto.agent.v1.AttemptId;
import dev.banksman.proto.agent.v1.ControllerMessage;
import dev.banksman.proto.agent.v1.Dispatch;
import dev.banksman.proto.agent.v1.Report;
import java.util.Map;
import java.util.Optional;

/** What the parts of a simulation know of the whole. */
interface Installation {

    Schedule schedule();

    Chance chance();

    Truth truth();

    Transcript transcript();

    Faults faults();

    boolean planted(Plant plant);

    Planning planning();

    Map<String, SimulatedHost> hosts();

    /** A controller that takes a connection of this host at this moment. */
    Optional<SimulatedController> reach(String host);

    void controllerDied(SimulatedController controller);

    /** A controller takes everything up to this state for durable. */
    void settled(RunView view, String controller);

    /** An agent says something of an attempt. */
    void reported(String host, Report report);

    /** A controller says something to an agent. */
    void saidTo(String host, ControllerMessage message);

    /** A dispatch has come to its agent. */
    void arrives(String host, Dispatch dispatch);

    /** A controller is stopped for a while; another may take over meanwhile. */
    void stop(Life life, String name);

    /** An agent is told that the end of an attempt is durable. */
    void acknowledges(AttemptId attempt);
}
