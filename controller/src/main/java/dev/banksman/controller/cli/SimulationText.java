package dev.banksman.controller.cli;

import dev.banksman.proto.operator.v1.SimulatePlanReply;
import dev.banksman.proto.operator.v1.SimulatedQuestion;
import dev.banksman.proto.operator.v1.Simulation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A simulation in words: how long, who would be asked what and when, what is out of service. Pure. */
final class SimulationText {

    private static final int WIDTH = 92;

    private SimulationText() {}

    /** Each line without its line feed. */
    static List<String> page(SimulatePlanReply reply, List<String> faults) {
        var simulation = reply.getSimulation();
        var story = simulation.getStory();
        var lines = new ArrayList<String>();
        lines.add("Simulated; nothing was touched. Plan " + reply.getPlanHash());
        lines.add("  durations      " + ForecastText.ground(story));
        faults.forEach(fault -> lines.add("  fault          " + fault));
        lines.add("  ended          " + simulation.getPhase()
                + (story.getEnds().isEmpty() ? "" : " (" + story.getEnds() + ")") + ", " + tasks(simulation));
        var without = ForecastText.about(ForecastText.duration(simulation.getWithoutGates()));
        lines.add("  took           " + ForecastText.about(ForecastText.duration(simulation.getTook()))
                + (story.getGatesCount() == 0 ? "" : "; " + without + " without the time at gates"));
        lines.add("");
        questions(simulation, lines);
        lines.add("");
        lines.add("What it comes to");
        ForecastText.outages(story, lines);
        ForecastText.path(story, lines);
        return lines;
    }

    private static String tasks(Simulation simulation) {
        return simulation.getTasksMap().entrySet().stream()
                .map(entry -> entry.getValue() + " "
                        + entry.getKey().toLowerCase(Locale.ROOT).replace('_', ' '))
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static void questions(Simulation simulation, List<String> lines) {
        if (simulation.getQuestionsCount() == 0) {
            lines.add("Nobody would have been asked anything.");
            return;
        }
        lines.add("Who would have been asked");
        var start = Words.instant(simulation.getStory().getFrom());
        for (var question : simulation.getQuestionsList()) {
            var what = question.getStage().isEmpty()
                    ? "the whole run"
                    : question.getStage() + "." + question.getStep() + " on " + question.getHost();
            lines.add("  " + after(start, Words.instant(question.getAt())) + "  "
                    + (question.getGate() ? "gate  " : "held  ") + what);
            Words.wrap(question.getWhy(), WIDTH).forEach(line -> lines.add("             " + line));
            lines.add("             " + who(question) + ": " + String.join(", ", question.getChoicesList())
                    + "; simulated: " + question.getAnswer());
        }
    }

    private static String who(SimulatedQuestion question) {
        return question.getDecidersCount() == 0 ? "an operator" : String.join(" or ", question.getDecidersList());
    }

    /** +0:42:10. */
    private static String after(Instant start, Instant at) {
        var length = Duration.between(start, at);
        return String.format(
                Locale.ROOT, "+%d:%02d:%02d", length.toHours(), length.toMinutesPart(), length.toSecondsPart());
    }
}
