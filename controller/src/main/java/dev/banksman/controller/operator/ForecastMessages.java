package dev.banksman.controller.operator;

import dev.banksman.controller.forecast.Forecast.Range;
import dev.banksman.controller.forecast.Forecast.Span;
import dev.banksman.controller.forecast.Question;
import dev.banksman.controller.forecast.Simulator;
import dev.banksman.controller.run.RunInput.DecisionKind;
import dev.banksman.proto.operator.v1.DurationRange;
import dev.banksman.proto.operator.v1.Forecast;
import dev.banksman.proto.operator.v1.ForecastGround;
import dev.banksman.proto.operator.v1.GateAhead;
import dev.banksman.proto.operator.v1.PathPiece;
import dev.banksman.proto.operator.v1.SimulatedQuestion;
import dev.banksman.proto.operator.v1.Simulation;
import dev.banksman.proto.operator.v1.StageOutlook;
import dev.banksman.proto.operator.v1.TierOutage;
import dev.banksman.proto.operator.v1.TimeRange;
import dev.banksman.proto.operator.v1.WindowOutlook;
import java.time.Duration;
import java.util.Locale;

/** Forecasts and simulations as messages of the operator API. Pure. */
final class ForecastMessages {

    private ForecastMessages() {}

    static Forecast forecast(dev.banksman.controller.forecast.Forecast forecast) {
        var message = Forecast.newBuilder()
                .setFrom(Messages.timestamp(forecast.from()))
                .setNow(Messages.timestamp(forecast.now()))
                .setFinish(range(forecast.finish()))
                .setWithGates(range(forecast.withGates()))
                .setWaiting(Messages.duration(forecast.waiting()))
                .setGround(ForecastGround.newBuilder()
                        .setRuns(forecast.ground().runs())
                        .setSeen(forecast.ground().seen())
                        .setSteps(forecast.ground().steps()))
                .setPlays(forecast.plays())
                .setEnds(forecast.ends().orElse(""));
        forecast.path().forEach(piece -> message.addPath(path(piece)));
        forecast.stages().forEach(stage -> message.addStages(stage(stage)));
        forecast.outages().forEach(tier -> message.addOutages(tier(tier)));
        forecast.noReturn().ifPresent(range -> message.setNoReturn(range(range)));
        var atGates = Duration.ZERO;
        for (var gate : forecast.gates()) {
            message.addGates(gate(gate));
            atGates = atGates.plus(gate.typical());
        }
        message.setAtGates(Messages.duration(atGates));
        forecast.window()
                .ifPresent(window -> message.setWindow(WindowOutlook.newBuilder()
                        .setOpens(Messages.timestamp(window.opens()))
                        .setCloses(Messages.timestamp(window.closes()))
                        .setFinish(range(window.finish()))
                        .setDone(window.done())
                        .setAtRisk(window.atRisk())));
        return message.build();
    }

    private static PathPiece path(dev.banksman.controller.forecast.Forecast.PathPiece piece) {
        return PathPiece.newBuilder()
                .setStage(piece.stage())
                .setStep(piece.step())
                .addAllHosts(piece.hosts())
                .setLabel(piece.label())
                .setGate(piece.gate())
                .setTakes(Messages.duration(piece.takes()))
                .build();
    }

    private static StageOutlook stage(dev.banksman.controller.forecast.Forecast.StageOutlook stage) {
        var message = StageOutlook.newBuilder()
                .setStage(stage.stage())
                .setTitle(stage.title())
                .setRole(stage.role())
                .setBegun(stage.begun())
                .setEnded(stage.ended());
        stage.begin().ifPresent(begin -> message.setBegin(range(begin)));
        stage.end().ifPresent(end -> message.setEnd(range(end)));
        return message.build();
    }

    private static TierOutage tier(dev.banksman.controller.forecast.Forecast.TierOutage tier) {
        return TierOutage.newBuilder()
                .setRole(tier.role())
                .setTitle(tier.title())
                .setHosts(tier.hosts())
                .setDown(span(tier.down()))
                .setReduced(span(tier.reduced()))
                .build();
    }

    private static GateAhead gate(dev.banksman.controller.forecast.Forecast.GateAhead gate) {
        return GateAhead.newBuilder()
                .setStage(gate.task().stage())
                .setStep(gate.task().step())
                .setHost(gate.task().host())
                .setTitle(gate.title())
                .setTypical(Messages.duration(gate.typical()))
                .setSeen(gate.seen())
                .build();
    }

    private static TimeRange range(Range range) {
        return TimeRange.newBuilder()
                .setLikely(Messages.timestamp(range.likely()))
                .setLatest(Messages.timestamp(range.latest()))
                .build();
    }

    private static DurationRange span(Span span) {
        return DurationRange.newBuilder()
                .setLikely(Messages.duration(span.likely()))
                .setLatest(Messages.duration(span.latest()))
                .build();
    }

    static Simulation simulation(Simulator.Simulation simulation) {
        var message = Simulation.newBuilder()
                .setStory(forecast(simulation.story()))
                .setPhase(simulation.phase().name().toLowerCase(Locale.ROOT))
                .setTook(Messages.duration(simulation.took()))
                .setWithoutGates(Messages.duration(simulation.withoutGates()));
        simulation.tasks().forEach((state, count) -> {
            if (count > 0) {
                message.putTasks(state.name(), count);
            }
        });
        simulation.questions().forEach(question -> message.addQuestions(question(question)));
        return message.build();
    }

    private static SimulatedQuestion question(Question question) {
        var message = SimulatedQuestion.newBuilder()
                .setAt(Messages.timestamp(question.at()))
                .setGate(question.gate())
                .setWhy(question.why())
                .addAllChoices(
                        question.choices().stream().map(DecisionKind::word).toList())
                .addAllDeciders(question.deciders())
                .setAnswer(question.answer().word());
        question.task()
                .ifPresent(task ->
                        message.setStage(task.stage()).setStep(task.step()).setHost(task.host()));
        return message.build();
    }
}
