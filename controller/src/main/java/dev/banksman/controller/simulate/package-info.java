/**
 * A simulated fleet on the same core that runs real plans: virtual clock, network that delays, repeats and breaks,
 * agents that crash, hosts that lose power, a controller that dies between any two steps, people who decide anything.
 * Everything is drawn from a seed, so each run can be played again byte for byte.
 *
 * <p>Begin with {@link dev.banksman.controller.simulate.SimulatedFleet}. {@code Truth} knows what really happened on
 * the hosts and is held against the journal; {@link dev.banksman.controller.simulate.Watch} looks at the state after
 * each event.
 */
@NullMarked
package dev.banksman.controller.simulate;

import org.jspecify.annotations.NullMarked;
