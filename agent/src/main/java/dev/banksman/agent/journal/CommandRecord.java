package dev.banksman.agent.journal;

import dev.banksman.proto.agent.v1.AcceptedCommand;
import dev.banksman.proto.agent.v1.Ended;
import dev.banksman.proto.agent.v1.EndingCommand;
import dev.banksman.proto.agent.v1.StartedCommand;
import java.util.Optional;

/**
 * All that is durable about one command.
 *
 * @param acknowledged the controller has the end
 * @param delivered the controller has all output
 */
public record CommandRecord(
        AttemptKey key,
        AcceptedCommand accepted,
        Optional<StartedCommand> started,
        Optional<EndingCommand> ending,
        Optional<Ended> ended,
        boolean acknowledged,
        boolean delivered) {

    /** A command that was accepted and of which nothing else is known. */
    public static CommandRecord accepted(AttemptKey key, AcceptedCommand accepted) {
        return new CommandRecord(key, accepted, Optional.empty(), Optional.empty(), Optional.empty(), false, false);
    }

    /** The state these records prove. A live one may have gone further; only a look at the host tells. */
    public CommandState state() {
        if (ended.isPresent()) {
            return acknowledged ? CommandState.ACKNOWLEDGED : CommandState.ENDED;
        }
        if (ending.isPresent()) {
            return CommandState.ENDING;
        }
        return started.isPresent() ? CommandState.RUNNING : CommandState.ACCEPTED;
    }

    public CommandRecord withStarted(StartedCommand next) {
        return new CommandRecord(key, accepted, Optional.of(next), ending, ended, acknowledged, delivered);
    }

    public CommandRecord withEnding(EndingCommand next) {
        return new CommandRecord(key, accepted, started, Optional.of(next), ended, acknowledged, delivered);
    }

    public CommandRecord withEnded(Ended next) {
        return new CommandRecord(key, accepted, started, ending, Optional.of(next), acknowledged, delivered);
    }

    public CommandRecord withAcknowledged() {
        return new CommandRecord(key, accepted, started, ending, ended, true, delivered);
    }

    public CommandRecord withDelivered() {
        return new CommandRecord(key, accepted, started, ending, ended, acknowledged, true);
    }
}
