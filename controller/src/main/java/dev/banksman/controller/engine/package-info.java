/**
 * Owns runs: feeds inputs to the core, appends what it decides, then carries it out.
 *
 * <p>Start with {@link dev.banksman.controller.engine.Engine}: what it promises to the operators' side, and the ports it
 * stands on. Inside, each run has a {@code RunLoop}, its one writer: letters wait in a {@code Mailbox}; a {@code Turn} is
 * what some of them made of the state; only when its events are durable are its effects carried out ({@code RunEffects})
 * and its senders answered. {@code RunStarter} brings runs to life, new or from the journal; {@code AgentDesk} brings
 * what agents say; {@code RunFeed} shows events to readers. {@code Agents} and {@code AgentEvents} are the seam to the
 * fleet, {@code Planning} the one to the planner, {@code Timers} the alarm clock.
 *
 * <p>Three ways to stop: a run <em>rests</em> while the journal cannot be written and goes on by itself; it is
 * <em>quarantined</em> when its state or its journal breaks the rules, and needs a person; the engine is <em>fenced</em>
 * when another controller has taken the journal, and does nothing any more.
 */
@NullMarked
package dev.banksman.controller.engine;

import org.jspecify.annotations.NullMarked;
