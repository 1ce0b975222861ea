/**
 * What the controller tells about itself, for the packages above to use: {@link
 * dev.banksman.controller.telemetry.Metric} is the catalogue of all metrics and the only way to register one, {@link
 * dev.banksman.controller.telemetry.Telemetry} holds the registry behind {@code /metrics}, {@link
 * dev.banksman.controller.telemetry.Health} the checks behind {@code /healthz} and {@code /readyz}, and {@link
 * dev.banksman.controller.telemetry.Resilience} the limits and breakers towards remote parties, by name.
 *
 * <p>To add a metric: a constant in {@code Metric}, its use where the thing happens, and the page {@code
 * controller/docs/metrics.md} written anew (the failing test says how).
 */
@NullMarked
package dev.banksman.controller.telemetry;

import org.jspecify.annotations.NullMarked;
