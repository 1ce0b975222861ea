package dev.banksman.agent.desk;

import dev.banksman.agent.action.InvalidActionException;
import dev.banksman.agent.action.OutputRules;
import dev.banksman.agent.action.Work;
import dev.banksman.agent.journal.AttemptKey;
import dev.banksman.agent.journal.AttemptLedger.Objection;
import dev.banksman.proto.agent.v1.Dispatch;
import dev.banksman.proto.agent.v1.RefusalReason;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a dispatch turns into on this host.
 *
 * @param prepared empty when it cannot be made
 * @param objection what speaks against doing it
 */
record Preparation(Optional<Prepared> prepared, Optional<Objection> objection) {

    private static final Logger LOG = LoggerFactory.getLogger(Preparation.class);

    static final Preparation NONE = new Preparation(Optional.empty(), Optional.empty());

    /** Work, and the values that are taken from what it shows. */
    record Prepared(Work work, OutputRules rules) {}

    private static Preparation refused(RefusalReason reason, String message) {
        return new Preparation(Optional.empty(), Optional.of(new Objection(reason, message)));
    }

    /** Makes preparations; has no effect on the host. */
    static final class Maker {

        private final String host;
        private final DeskPorts ports;
        private final HostActions actions;

        Maker(String host, DeskPorts ports, HostActions actions) {
            this.host = host;
            this.ports = ports;
            this.actions = actions;
        }

        Preparation prepare(Dispatch dispatch, AttemptKey key) {
            if (!key.problem(host).isEmpty()) {
                return NONE;
            }
            var action = dispatch.getAction();
            if (!actions.knows(action.getKindCase())) {
                return refused(
                        RefusalReason.REFUSAL_REASON_UNSUPPORTED,
                        "This agent does not know the action '" + action.getKindCase() + "'. Install a newer agent.");
            }
            var time = dispatch.getTimeAllowed();
            if (time.getSeconds() < 0 || time.getNanos() < 0 || time.getSeconds() == 0 && time.getNanos() == 0) {
                return refused(RefusalReason.REFUSAL_REASON_INVALID, "Expected a time allowed above zero, found none.");
            }
            var forbidden = actions.forbidden(action);
            if (forbidden.isPresent()) {
                return refused(RefusalReason.REFUSAL_REASON_FORBIDDEN, forbidden.get());
            }
            try {
                var rules = OutputRules.compile(dispatch.getOutputsList());
                var work = actions.prepare(action, ports.work().apply(key));
                return new Preparation(Optional.of(new Prepared(work, rules)), objection(work));
            } catch (InvalidActionException e) {
                return refused(
                        RefusalReason.REFUSAL_REASON_INVALID, Objects.requireNonNullElse(e.getMessage(), "Invalid"));
            } catch (RuntimeException e) {
                LOG.error("{}: preparing the action broke off", key, e);
                return refused(
                        RefusalReason.REFUSAL_REASON_INVALID, "Preparing the action broke off inside the agent: " + e);
            }
        }

        private Optional<Objection> objection(Work work) {
            if (!(work instanceof Work.Command command)) {
                return Optional.empty();
            }
            var unsupported = ports.launcher().unsupported();
            if (unsupported.isPresent()) {
                return Optional.of(new Objection(RefusalReason.REFUSAL_REASON_UNSUPPORTED, unsupported.get()));
            }
            return Stream.concat(
                            command.secretEnvironment().values().stream(),
                            command.account().flatMap(Work.Account::passwordSecret).stream())
                    .filter(name -> ports.secrets().find(name).isEmpty())
                    .findFirst()
                    .map(name -> new Objection(
                            RefusalReason.REFUSAL_REASON_INVALID,
                            "This host has no secret '" + name + "'. Its administrator can put one into the agent's"
                                    + " directory, as secrets/" + name + "."));
        }
    }
}
