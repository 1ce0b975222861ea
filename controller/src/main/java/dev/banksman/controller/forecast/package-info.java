/**
 * How long a run will take, and what would happen in it: forecasts and simulations, on the core that runs the real thing.
 *
 * <p>Three steps. {@link dev.banksman.controller.forecast.TimesArchive} knows how long the tasks of earlier runs took: one
 * small file for each run that has ended, made from its journal and made again if it is lost. {@link
 * dev.banksman.controller.forecast.Pace} finds for each task of a plan the {@link dev.banksman.controller.forecast.Spread}
 * of those times that is nearest to it. {@link dev.banksman.controller.forecast.Rehearsal} lets a run play on the core, in
 * virtual time, from its beginning or from where it stands, with hosts that answer after a time drawn from there and
 * people who answer at once.
 *
 * <p>{@link dev.banksman.controller.forecast.Forecaster} plays a run many times and says when it ends; {@link
 * dev.banksman.controller.forecast.Simulator} plays it once, with chosen faults, and tells the story. Both are pure: the
 * same plan, state, times and seed give the same answer for ever. No host hears of any of it.
 */
@NullMarked
package dev.banksman.controller.forecast;

import org.jspecify.annotations.NullMarked;
