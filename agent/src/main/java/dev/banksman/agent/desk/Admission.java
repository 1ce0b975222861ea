package dev.banksman.agent.desk;

import dev.banksman.agent.action.InvalidActionException;
import dev.banksman.agent.action.OutputRules;
import dev.banksman.agent.action.Work;
import dev.banksman.agent.desk.Preparation.Prepared;
import dev.banksman.agent.journal.AttemptLedger.Objection;
import dev.banksman.agent.supervise.Launcher;
import dev.banksman.agent.supervise.SecretStore;
import dev.banksman.proto.agent.v1.Action;
import dev.banksman.proto.agent.v1.OutputRule;
import dev.banksman.proto.agent.v1.RefusalReason;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this host takes an action: it knows it, its policy allows it, the action makes sense here, and the secrets it
 * names are there. The same for a dispatch and for the question whether one would be taken. Has no effect on the host;
 * safe for use by many threads.
 */
public final class Admission {

    private static final Logger LOG = LoggerFactory.getLogger(Admission.class);

    private final HostActions actions;
    private final Launcher launcher;
    private final SecretStore secrets;

    public Admission(HostActions actions, Launcher launcher, SecretStore secrets) {
        this.actions = actions;
        this.launcher = launcher;
        this.secrets = secrets;
    }

    /**
     * Why the action would be refused; empty if it would be taken.
     *
     * @param directory in place of an attempt's; it need not exist and is not made
     */
    public Optional<Objection> objection(Action action, List<OutputRule> outputs, Path directory) {
        return prepare(action, outputs, directory).objection();
    }

    Preparation prepare(Action action, List<OutputRule> outputs, Path directory) {
        if (!actions.knows(action.getKindCase())) {
            return Preparation.refused(
                    RefusalReason.REFUSAL_REASON_UNSUPPORTED,
                    "This agent does not know the action '" + action.getKindCase() + "'. Install a newer agent.");
        }
        var forbidden = actions.forbidden(action);
        if (forbidden.isPresent()) {
            return Preparation.refused(RefusalReason.REFUSAL_REASON_FORBIDDEN, forbidden.get());
        }
        try {
            var rules = OutputRules.compile(outputs);
            var work = actions.prepare(action, directory);
            return new Preparation(Optional.of(new Prepared(work, rules)), objection(work));
        } catch (InvalidActionException e) {
            return Preparation.refused(
                    RefusalReason.REFUSAL_REASON_INVALID, Objects.requireNonNullElse(e.getMessage(), "Invalid"));
        } catch (RuntimeException e) {
            LOG.error("Preparing an action for {} broke off", directory, e);
            return Preparation.refused(
                    RefusalReason.REFUSAL_REASON_INVALID, "Preparing the action broke off inside the agent: " + e);
        }
    }

    private Optional<Objection> objection(Work work) {
        if (!(work instanceof Work.Command command)) {
            return Optional.empty();
        }
        var unsupported = launcher.unsupported();
        if (unsupported.isPresent()) {
            return Optional.of(new Objection(RefusalReason.REFUSAL_REASON_UNSUPPORTED, unsupported.get()));
        }
        return Stream.concat(
                        command.secretEnvironment().values().stream(),
                        command.account().flatMap(Work.Account::passwordSecret).stream())
                .filter(name -> secrets.find(name).isEmpty())
                .findFirst()
                .map(name -> new Objection(
                        RefusalReason.REFUSAL_REASON_INVALID,
                        "This host has no secret '" + name + "'. Its administrator can put one into the agent's"
                                + " directory, as secrets/" + name + "."));
    }
}
