package dev.banksman.agent.desk;

import dev.banksman.agent.action.Work;
import dev.banksman.agent.journal.AttemptLedger.Objection;
import dev.banksman.agent.journal.CommandRecord;
import dev.banksman.agent.journal.CommandState;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a starting agent does with the commands of an earlier one: it starts none of them, except those that only look or
 * go on by themselves.
 */
final class Recovery {

    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    private final DeskPorts ports;
    private final Preparation.Maker preparations;
    private final CommandLife life;

    Recovery(DeskPorts ports, Preparation.Maker preparations, CommandLife life) {
        this.ports = ports;
        this.preparations = preparations;
        this.life = life;
    }

    /** The command in memory, as its records prove it. */
    Command command(CommandRecord record) {
        var now = ports.clock().now();
        if (!record.state().isLive()) {
            return new Command(record, record.state(), Optional.empty(), "it is over", now);
        }
        var prepared = preparations.prepare(record.accepted().getDispatch(), record.key());
        return new Command(
                record,
                record.state(),
                prepared.prepared(),
                prepared.objection().map(Objection::message).orElse(""),
                now);
    }

    /** Goes on with it from what can be proven. */
    void takeUp(Command command) {
        var work = command.prepared.map(Preparation.Prepared::work);
        if (!command.state.isLive()) {
            command.acknowledgedAt = Optional.of(ports.clock().now());
        } else if (work.isPresent() && work.get() instanceof Work.Inside inside) {
            if (command.state == CommandState.ENDING) {
                life.unknown(command, "The agent was interrupted while it was being ended.");
            } else if (inside.onlyLooks()) {
                LOG.info("{}: it only looks, and is done again after an interruption", command);
                life.launch(command);
            } else if (command.state == CommandState.ACCEPTED) {
                life.neverStart(command, "The agent was interrupted before it began.");
            } else if (inside.resumes() && life.outOfTime(command)) {
                life.tooLate(command);
            } else if (inside.resumes()) {
                LOG.info("{}: it goes on after an interruption", command);
                life.launch(command);
            } else {
                life.unknown(command, "The agent was interrupted while it ran.");
            }
        } else {
            command.adopted = true;
            if (command.state == CommandState.ACCEPTED) {
                life.neverStart(command, "The agent was interrupted before it began.");
            }
            if (command.state.isLive()) {
                LOG.info("{}: found after a restart, {}", command, command.state);
                life.step(command);
            }
        }
    }
}
