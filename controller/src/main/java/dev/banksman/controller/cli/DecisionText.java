package dev.banksman.controller.cli;

import dev.banksman.controller.cli.Terminal.Paint;
import dev.banksman.proto.operator.v1.DecisionKind;
import dev.banksman.proto.operator.v1.Run;
import dev.banksman.proto.operator.v1.Task;
import java.util.ArrayList;
import java.util.List;

/** What a person is asked at one task, with the commands that answer it. */
final class DecisionText {

    private DecisionText() {}

    static List<String> of(Run run, Task task, Terminal terminal) {
        var lines = new ArrayList<String>();
        var name = RunModel.name(task);
        lines.add("  " + terminal.paint(task.getGate() ? Paint.YELLOW : Paint.RED, name) + "  " + task.getTitle());
        var question = task.getQuestion();
        if (task.hasGateInstructions()) {
            for (var line : task.getGateInstructions().getInstructions().strip().split("\n", -1)) {
                lines.add("      " + line.stripTrailing());
            }
            for (var field : task.getGateInstructions().getEvidenceList()) {
                lines.add("      evidence " + field.getName() + (field.getRequired() ? " (needed)" : "") + ": "
                        + field.getHelp()
                        + (field.getDefaultValue().isEmpty() ? "" : " [" + field.getDefaultValue() + "]"));
            }
        }
        if (!question.getWhy().isEmpty()) {
            for (var line : question.getWhy().strip().split("\n", -1)) {
                lines.add("      " + Words.cut(line, Math.max(40, terminal.width() - 8)));
            }
        }
        for (var remedy : question.getRemediesList()) {
            lines.add("      known: " + remedy.getTitle() + ". "
                    + remedy.getExplain().replace('\n', ' ').strip());
        }
        for (var choice : question.getChoicesList()) {
            if (choice == DecisionKind.DECISION_KIND_RUN_REMEDY) {
                question.getRemediesList().stream()
                        .filter(r -> r.getRunnable())
                        .forEach(r -> lines.add(command(run, task, choice) + " --remedy " + r.getRemedy()));
            } else {
                lines.add(command(run, task, choice) + tail(choice, task));
            }
        }
        return lines;
    }

    private static String command(Run run, Task task, DecisionKind choice) {
        var target = switch (choice) {
            case DECISION_KIND_ABORT, DECISION_KIND_PAUSE, DECISION_KIND_RESUME -> "";
            case DECISION_KIND_EXCLUDE_HOST, DECISION_KIND_INCLUDE_HOST -> " --host " + task.getHost();
            case DECISION_KIND_UNSPECIFIED,
                    DECISION_KIND_APPROVE,
                    DECISION_KIND_REJECT,
                    DECISION_KIND_PROBE,
                    DECISION_KIND_RETRY,
                    DECISION_KIND_SKIP,
                    DECISION_KIND_MARK_DONE,
                    DECISION_KIND_RUN_REMEDY,
                    DECISION_KIND_UNDO,
                    DECISION_KIND_OVERRIDE_INTERLOCK,
                    UNRECOGNIZED -> " " + RunModel.name(task);
        };
        return "      > banksman decide " + run.getRun() + " " + Words.choice(choice) + target;
    }

    private static String tail(DecisionKind choice, Task task) {
        var evidence = new StringBuilder();
        if (choice == DecisionKind.DECISION_KIND_APPROVE && task.hasGateInstructions()) {
            for (var field : task.getGateInstructions().getEvidenceList()) {
                if (field.getRequired() && field.getDefaultValue().isEmpty()) {
                    evidence.append(" --evidence ").append(field.getName()).append("=...");
                }
            }
        }
        return switch (choice) {
            case DECISION_KIND_SKIP,
                    DECISION_KIND_MARK_DONE,
                    DECISION_KIND_REJECT,
                    DECISION_KIND_EXCLUDE_HOST,
                    DECISION_KIND_OVERRIDE_INTERLOCK,
                    DECISION_KIND_ABORT -> evidence + " --reason '...'";
            case DECISION_KIND_UNSPECIFIED,
                    DECISION_KIND_APPROVE,
                    DECISION_KIND_PROBE,
                    DECISION_KIND_RETRY,
                    DECISION_KIND_INCLUDE_HOST,
                    DECISION_KIND_RUN_REMEDY,
                    DECISION_KIND_UNDO,
                    DECISION_KIND_PAUSE,
                    DECISION_KIND_RESUME,
                    UNRECOGNIZED -> evidence.toString();
        };
    }
}
