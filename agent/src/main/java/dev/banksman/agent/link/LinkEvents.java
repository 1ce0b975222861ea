package dev.banksman.agent.link;

import dev.banksman.proto.agent.v1.Cancel;
import dev.banksman.proto.agent.v1.Dispatch;
import dev.banksman.proto.agent.v1.Examine;
import dev.banksman.proto.agent.v1.Heartbeat;
import dev.banksman.proto.agent.v1.Hello;
import dev.banksman.proto.agent.v1.Inquiry;
import dev.banksman.proto.agent.v1.OutputAck;
import dev.banksman.proto.agent.v1.ReportAck;
import dev.banksman.proto.agent.v1.Upgrade;

/** Who is behind the link. All calls come on the desk's thread; between {@code up} and {@code down} a link stands. */
public interface LinkEvents {

    /** What to greet with, made anew for each attempt to connect. */
    Hello hello();

    Heartbeat heartbeat();

    void up();

    void down();

    void dispatch(Dispatch dispatch);

    void cancel(Cancel cancel);

    void acknowledged(ReportAck ack);

    void inquiry(Inquiry inquiry);

    void upgrade(Upgrade upgrade);

    void examine(Examine examine);

    void outputAcknowledged(OutputAck ack);

    /** The output stream takes chunks again. */
    void readyForOutput();
}
