/** Simulated fleet and forecast, on the same core that runs the plan. */
@NullMarked
package dev.banksman.controller.simulate;

import org.jspecify.annotations.NullMarked;
