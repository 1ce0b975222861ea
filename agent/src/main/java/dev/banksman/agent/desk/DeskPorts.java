package dev.banksman.agent.desk;

import dev.banksman.agent.journal.AttemptKey;
import dev.banksman.agent.journal.CommandStore;
import dev.banksman.agent.supervise.HostClock;
import dev.banksman.agent.supervise.Launcher;
import dev.banksman.agent.supervise.SecretStore;
import dev.banksman.agent.supervise.Spool;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * Everything the desk touches.
 *
 * @param work the directory of an attempt that its action may use
 */
public record DeskPorts(
        CommandStore store,
        Launcher launcher,
        InsideRunner inside,
        Spool spool,
        SecretStore secrets,
        HostClock clock,
        Outbox outbox,
        Function<AttemptKey, Path> work) {}
