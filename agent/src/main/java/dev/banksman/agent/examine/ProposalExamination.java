package dev.banksman.agent.examine;

import dev.banksman.agent.action.ActionCatalog;
import dev.banksman.agent.action.Foresight;
import dev.banksman.agent.action.Foresight.Verdict;
import dev.banksman.agent.action.Outlook;
import dev.banksman.agent.desk.Admission;
import dev.banksman.agent.journal.AttemptLedger.Objection;
import dev.banksman.agent.supervise.SecretStore;
import dev.banksman.proto.agent.v1.Proposal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Whether an action would be taken and could be done. What the host's policy forbids is not looked into any further, so
 * that no controller can find out by asking what it could not find out by ordering. For one thread.
 */
public final class ProposalExamination {

    private final Admission admission;
    private final ActionCatalog catalog;
    private final SecretStore secrets;
    private final Path directory;
    private final RecentLooks looks;

    /** @param directory stands for an attempt's; never made */
    public ProposalExamination(
            Admission admission, ActionCatalog catalog, SecretStore secrets, Path directory, LongSupplier ticker) {
        this.admission = admission;
        this.catalog = catalog;
        this.secrets = secrets;
        this.directory = directory;
        this.looks = new RecentLooks(ticker);
    }

    List<Foresight> look(Proposal proposal) throws InterruptedException {
        var expected = "the agent takes the action "
                + ActionCatalog.word(proposal.getAction().getKindCase());
        var objection = admission.objection(proposal.getAction(), proposal.getOutputsList(), directory);
        if (objection.isPresent()) {
            return List.of(new Foresight(
                    "admission", Verdict.FAIL, expected, objection.get().message(), advice(objection.get())));
        }
        var found = new ArrayList<Foresight>();
        found.add(new Foresight("admission", Verdict.PASS, expected, "it would", ""));
        found.addAll(catalog.foresee(proposal.getAction(), new View(proposal.getFirst())));
        return found;
    }

    private static String advice(Objection objection) {
        return switch (objection.reason()) {
            case REFUSAL_REASON_FORBIDDEN ->
                "Allow it in agent.properties of this host (policy.actions, policy.programs, policy.accounts) and"
                        + " start the agent again, or change the runbook.";
            case REFUSAL_REASON_UNSUPPORTED -> "Bring the agent to the controller's version (banksman hosts upgrade).";
            case REFUSAL_REASON_INVALID,
                    REFUSAL_REASON_STALE_TERM,
                    REFUSAL_REASON_BELOW_HIGH_WATER,
                    REFUSAL_REASON_CANNOT_RECORD,
                    REFUSAL_REASON_UNSPECIFIED,
                    UNRECOGNIZED -> "Change the step, its parameters, or this host as it says.";
        };
    }

    private final class View implements Outlook {

        private final boolean first;

        View(boolean first) {
            this.first = first;
        }

        @Override
        public boolean first() {
            return first;
        }

        @Override
        public Optional<char[]> secret(String name) {
            return secrets.find(name).map(String::toCharArray);
        }

        @Override
        public Foresight once(Object same, Look look) throws InterruptedException {
            return looks.once(same, look);
        }
    }
}
