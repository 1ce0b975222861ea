package dev.banksman.controller.operator;

import dev.banksman.controller.forecast.Forecast;
import dev.banksman.proto.operator.v1.GetForecastReply;
import dev.banksman.proto.operator.v1.GetForecastRequest;
import dev.banksman.proto.operator.v1.SimulatePlanReply;
import dev.banksman.proto.operator.v1.SimulatePlanRequest;
import java.time.Duration;
import java.util.Optional;

/** Answers what lies ahead: how long, until when, and what if. */
final class ForecastCalls {

    private static final int MOST_FAULTS = 100;
    private static final Duration LONGEST_ANSWER = Duration.ofDays(7);

    private final Backend backend;

    ForecastCalls(Backend backend) {
        this.backend = backend;
    }

    GetForecastReply forecast(GetForecastRequest request) {
        Forecast forecast = backend.forecasts()
                .ofRun(request.getRun())
                .orElseThrow(() -> RunCalls.missing(backend, request.getRun()));
        return GetForecastReply.newBuilder()
                .setForecast(ForecastMessages.forecast(forecast))
                .build();
    }

    SimulatePlanReply simulate(SimulatePlanRequest request) {
        if (request.getFaultsCount() > MOST_FAULTS) {
            throw new IllegalArgumentException(
                    "faults: expected at most " + MOST_FAULTS + ", found " + request.getFaultsCount() + ".");
        }
        var after = Duration.ofSeconds(
                request.getAnswerAfter().getSeconds(), request.getAnswerAfter().getNanos());
        if (after.isNegative() || after.compareTo(LONGEST_ANSWER) > 0) {
            throw new IllegalArgumentException("answer_after: expected at most seven days, found " + after + ".");
        }
        var documents = PlanCalls.documents(request.getRunbook(), request.getInventory(), request.getParametersMap());
        var of = request.getDurationsOf().isEmpty() ? Optional.<String>empty() : Optional.of(request.getDurationsOf());
        var reply = SimulatePlanReply.newBuilder();
        switch (backend.forecasts().simulate(documents, request.getFaultsList(), of, after)) {
            case Forecasts.Simulated.Played(var hash, var simulation, var warnings) -> {
                reply.setPlanHash(hash).setSimulation(ForecastMessages.simulation(simulation));
                warnings.forEach(warning -> reply.addWarnings(Messages.problem(warning)));
            }
            case Forecasts.Simulated.Refused(var problems) ->
                problems.forEach(problem -> reply.addProblems(Messages.problem(problem)));
        }
        return reply.build();
    }
}
