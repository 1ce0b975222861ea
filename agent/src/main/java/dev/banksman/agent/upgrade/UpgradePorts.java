package dev.banksman.agent.upgrade;

import dev.banksman.proto.agent.v1.UpgradeReport;
import java.time.Duration;

/** What an upgrade needs of the agent around it. */
public interface UpgradePorts {

    /** Tells the controller; lost when there is no link. */
    void report(UpgradeReport report);

    /** The text with every secret of this host blotted out. */
    String redact(String text);

    /** Whether work is under way inside this process, which would not survive it. */
    boolean workInside();

    /** Runs the task on a thread of its own, which may block. */
    void aside(Runnable task);

    /** Runs the task on the desk's thread, soon. */
    void onDesk(Runnable task);

    /** Runs the task on the desk's thread after this time. */
    void after(Duration time, Runnable task);

    /** Takes nothing more in, and ends this process in an orderly way with this exit code. */
    void end(int exitCode);
}
