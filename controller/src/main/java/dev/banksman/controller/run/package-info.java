/**
 * The pure core of a run: {@link dev.banksman.controller.run.RunCore#decide} turns an input into events, {@link
 * dev.banksman.controller.run.RunCore#evolve} folds an event into the state, {@link
 * dev.banksman.controller.run.RunCore#outstanding} and {@link dev.banksman.controller.run.RunCore#caused} say what is
 * to be done. No I/O, no clock, no threads, no chance: time arrives inside inputs. The same core runs a plan,
 * simulates it and is tested by simulation.
 *
 * <p>Where to begin: {@link dev.banksman.controller.run.RunInput} (what comes in), {@link
 * dev.banksman.controller.run.RunEvent} (what happened), {@link dev.banksman.controller.run.Effect} (what is to be
 * done), {@link dev.banksman.controller.run.RunView} (what may be read), then {@code RunCore}. Two families of classes
 * stand behind it: names in {@code ...Fold} change state and belong to {@code evolve}; names in {@code ...Rules} only
 * look at state and emit events, and belong to {@code decide}. Legal moves are tables ({@code TaskMoves}, {@code
 * RunMoves}, {@code AttemptMoves}); the scenarios under the tests' resources show whole runs as text.
 *
 * <h2>What the rules say</h2>
 *
 * <ul>
 *   <li>A stage opens when every stage it needs has closed: every task succeeded, was skipped, or was passed ({@code
 *       on-failure: continue}), or its host is excluded. Canaries enter first; when they are through, the soak time
 *       begins; then at most {@code batch} hosts are inside at once. An excluded canary is followed by another host.
 *       Nobody enters while more than {@code max-failures} hosts inside are unreachable or have a task that failed,
 *       timed out, is unknown, or awaits a decision after that. A host that a person excluded no longer counts.
 *   <li>One attempt at a time on each host, first come first served, whichever stages it is in. Nothing is sent to a
 *       host that cannot be reached; its tasks stay READY.
 *   <li>{@code done-when} is asked before the first attempt, before each retry and after UNKNOWN. An answer "not done"
 *       lets the step run; no answer puts it before a person.
 *   <li>A failure is retried if the step is repeatable and tries are left; then {@code on-failure} decides. UNKNOWN is
 *       never passed over: asked, repeated where that is allowed (at most three times in a row), or put before a
 *       person. An attempt that never began is tried again at most three times in a row.
 *   <li>An attempt is given up as UNKNOWN when its time, its grace and a margin have passed and its host has been
 *       unreachable for the margin. Whatever the host says when it is back is still taken, unless a person has settled
 *       the task; then what runs there is let run, its end is recorded, and nothing else starts beside it.
 *   <li>An attempt whose agent has not said that it has it is sent again after each hello that does not list it. One
 *       that was acknowledged and is no longer known is UNKNOWN: the host was set up anew.
 *   <li>An agent that has seen more of this run than its journal holds, or a newer term, holds the whole run until a
 *       person lets it go on, with a reason.
 *   <li>A step that restarts its host, or says that a restart is required where {@code reboot-if-required} is set, ends
 *       when the host is back under another start. While it is away for that it is no failure; when its time is over
 *       it is UNKNOWN. A restart names the start since which it is due, so it may be asked for again.
 *   <li>When many hosts vanish at once, the brake is on: nothing new starts until they are back, are excluded, or a
 *       person lets the run go on without them.
 *   <li>An interlock is asked for before each task it guards. Excluded hosts and steps that did not apply are not
 *       required; what a person skipped is. The task goes on by itself when the interlock is met; overriding it takes
 *       two people.
 *   <li>Abort cancels what runs. A task is CANCELLED when nothing of it runs; one that waited after a failure stays
 *       what it was, and one whose attempt is given up is UNKNOWN. The run is ABORTED when nothing is out any more; an
 *       attempt on a host that is away is given up after grace and margin.
 *   <li>Excluding a host takes it out at once: it no longer holds up its stages. What runs there is cancelled first,
 *       and until that is over its task is no host's requirement met, and the run does not end.
 *   <li>A run ends SUCCEEDED when every stage has closed and nothing failed, and FAILED when something failed and
 *       nothing can go on.
 * </ul>
 *
 * <p>A decision by an id that was seen is the same decision. Repeated reports change nothing; a repeated end is
 * acknowledged again. An event that cannot follow what happened before is a fault ({@link
 * dev.banksman.controller.run.IllegalEventException}): the run is set aside for a person.
 *
 * <p>Cost: one event costs about the logarithm of the number of hosts; tasks that wait are not kept. Taking a run over
 * and aborting one are of the order of its hosts, once.
 */
@NullMarked
package dev.banksman.controller.run;

import org.jspecify.annotations.NullMarked;
