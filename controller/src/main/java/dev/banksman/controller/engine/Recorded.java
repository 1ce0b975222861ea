package dev.banksman.controller.engine;

import dev.banksman.controller.run.Ruling;

/**
 * The core's ruling on an input.
 *
 * @param position of the run's newest durable event when the answer was given: the input's own events are at or below it
 */
public record Recorded(Ruling ruling, long position) {}
