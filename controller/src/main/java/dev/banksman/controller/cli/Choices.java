package dev.banksman.controller.cli;

import dev.banksman.proto.operator.v1.DecisionKind;
import dev.banksman.proto.operator.v1.EvidenceField;
import dev.banksman.proto.operator.v1.RemedyOffer;
import dev.banksman.proto.operator.v1.Task;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What a person may choose at a task, the mildest first: what goes on as planned, what leaves something out, the end. */
final class Choices {

    private static final List<DecisionKind> ORDER = List.of(
            DecisionKind.DECISION_KIND_APPROVE,
            DecisionKind.DECISION_KIND_REJECT,
            DecisionKind.DECISION_KIND_RETRY,
            DecisionKind.DECISION_KIND_RUN_REMEDY,
            DecisionKind.DECISION_KIND_PROBE,
            DecisionKind.DECISION_KIND_MARK_DONE,
            DecisionKind.DECISION_KIND_UNDO,
            DecisionKind.DECISION_KIND_SKIP,
            DecisionKind.DECISION_KIND_EXCLUDE_HOST,
            DecisionKind.DECISION_KIND_INCLUDE_HOST,
            DecisionKind.DECISION_KIND_OVERRIDE_INTERLOCK,
            DecisionKind.DECISION_KIND_GO_BACK,
            DecisionKind.DECISION_KIND_PAUSE,
            DecisionKind.DECISION_KIND_RESUME,
            DecisionKind.DECISION_KIND_ABORT);

    private static final String REASON = " --reason '...'";

    /** What is typed for it, and what it does. */
    record Choice(String words, String effect) {}

    private Choices() {}

    static List<Choice> of(Task task) {
        var choices = new ArrayList<Choice>();
        task.getQuestion().getChoicesList().stream()
                .sorted(Comparator.comparingInt(Choices::rank))
                .forEach(kind -> {
                    if (kind == DecisionKind.DECISION_KIND_RUN_REMEDY) {
                        task.getQuestion().getRemediesList().stream()
                                .filter(RemedyOffer::getRunnable)
                                .forEach(remedy -> choices.add(new Choice(
                                        Words.choice(kind) + " --remedy " + remedy.getRemedy(), remedy.getTitle())));
                    } else if (kind == DecisionKind.DECISION_KIND_GO_BACK) {
                        task.getQuestion()
                                .getRestorePointsList()
                                .forEach(point -> choices.add(new Choice(
                                        Words.choice(kind) + " --to " + point + REASON,
                                        "take the run back to " + point + ", and do the rest anew")));
                    } else {
                        choices.add(new Choice(Words.choice(kind) + arguments(kind, task), effect(kind, task)));
                    }
                });
        return choices;
    }

    /** One that this version does not know comes last. */
    private static int rank(DecisionKind kind) {
        var rank = ORDER.indexOf(kind);
        return rank < 0 ? ORDER.size() : rank;
    }

    private static String arguments(DecisionKind kind, Task task) {
        return switch (kind) {
            case DECISION_KIND_APPROVE -> evidence(task);
            case DECISION_KIND_SKIP,
                    DECISION_KIND_REJECT,
                    DECISION_KIND_EXCLUDE_HOST,
                    DECISION_KIND_OVERRIDE_INTERLOCK,
                    DECISION_KIND_GO_BACK,
                    DECISION_KIND_ABORT -> REASON;
            case DECISION_KIND_MARK_DONE -> " -e done='...'" + REASON;
            case DECISION_KIND_UNSPECIFIED,
                    DECISION_KIND_PROBE,
                    DECISION_KIND_RETRY,
                    DECISION_KIND_INCLUDE_HOST,
                    DECISION_KIND_RUN_REMEDY,
                    DECISION_KIND_UNDO,
                    DECISION_KIND_PAUSE,
                    DECISION_KIND_RESUME,
                    UNRECOGNIZED -> "";
        };
    }

    private static String evidence(Task task) {
        var words = new StringBuilder();
        for (EvidenceField field : task.getGateInstructions().getEvidenceList()) {
            if (field.getRequired() && field.getDefaultValue().isEmpty()) {
                words.append(" -e ").append(field.getName()).append("='...'");
            }
        }
        return words.toString();
    }

    private static String effect(DecisionKind kind, Task task) {
        return switch (kind) {
            case DECISION_KIND_APPROVE -> "it is done; " + task.getHost() + " goes on";
            case DECISION_KIND_REJECT -> "it is not as it should be; " + task.getHost() + " stays here";
            case DECISION_KIND_RETRY -> "try again";
            case DECISION_KIND_RUN_REMEDY -> "run the remedy, then try again";
            case DECISION_KIND_PROBE -> "ask whether its effect is there";
            case DECISION_KIND_MARK_DONE -> "it was done by hand";
            case DECISION_KIND_UNDO -> "take the step back";
            case DECISION_KIND_SKIP -> "go on without this step";
            case DECISION_KIND_EXCLUDE_HOST -> "take " + task.getHost() + " out of the run";
            case DECISION_KIND_INCLUDE_HOST -> "take " + task.getHost() + " back into the run";
            case DECISION_KIND_OVERRIDE_INTERLOCK -> "start it all the same; takes a second person";
            case DECISION_KIND_GO_BACK -> "take the run back to a restore point";
            case DECISION_KIND_PAUSE -> "start nothing new anywhere";
            case DECISION_KIND_RESUME -> "let the run go on";
            case DECISION_KIND_ABORT -> "end the run on all hosts";
            case DECISION_KIND_UNSPECIFIED, UNRECOGNIZED -> "";
        };
    }
}
