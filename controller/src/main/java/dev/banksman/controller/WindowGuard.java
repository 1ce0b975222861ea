package dev.banksman.controller;

import dev.banksman.controller.engine.Engine;
import dev.banksman.controller.operator.Backend;
import dev.banksman.controller.operator.Forecasts;
import dev.banksman.controller.run.RunInput;
import dev.banksman.controller.run.RunPhase;
import dev.banksman.controller.run.RunView;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells each run with a maintenance window what the forecast says of it, again and again. What follows from that the run
 * decides and journals; a guard that is late, or makes a forecast anew after a restart, changes nothing that was decided.
 */
final class WindowGuard {

    /** Between two looks. A look at many big runs takes longer, and the next comes so long after its end. */
    static final Duration EVERY = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(WindowGuard.class);

    private final Engine engine;
    private final Forecasts forecasts;
    private final InstantSource clock;

    WindowGuard(Engine engine, Forecasts forecasts, InstantSource clock) {
        this.engine = engine;
        this.forecasts = forecasts;
        this.clock = clock;
    }

    /** Looks for as long as the executor lives. */
    void guard(ScheduledExecutorService executor) {
        var unused =
                executor.scheduleWithFixedDelay(this::look, EVERY.toSeconds(), EVERY.toSeconds(), TimeUnit.SECONDS);
    }

    void look() {
        for (RunView run : engine.live()) {
            if (run.plan().window().isPresent() && run.phase() == RunPhase.RUNNING) {
                try {
                    look(run.run());
                } catch (RuntimeException e) {
                    // The window itself still closes; the other runs are looked at.
                    LOG.warn("Run {}: its maintenance window is not guarded at present", run.run(), e);
                }
            }
        }
    }

    private void look(String run) {
        try {
            forecasts
                    .ofRun(run)
                    // A rehearsal that does not come to its end, as past a task that failed, cannot say when the work
                    // in the
                    // window is through: that it is in time is then nobody's word.
                    .flatMap(forecast -> forecast.window()
                            .filter(window -> forecast.ends().isEmpty()
                                    || window.finish().latest().isAfter(window.closes())))
                    .filter(window -> !window.done())
                    .ifPresent(window -> engine.forecast(
                            run, new RunInput.WindowForecast(window.finish().latest(), clock.instant())));
        } catch (Backend.UnavailableException e) {
            LOG.debug("Run {} has ended meanwhile: {}", run, e.getMessage());
        }
    }
}
