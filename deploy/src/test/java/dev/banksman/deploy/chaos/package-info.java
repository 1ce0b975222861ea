/**
 * Real processes, really killed. A {@link dev.banksman.deploy.chaos.ChaosRig} is one controller and a few agents, each a
 * process of its own, with a proxy of the test's between each agent and the controller. The steps of its runbook write
 * down their own starts and ends on disk before they do anything else, so that afterwards what the controller says can
 * be held against what happened ({@link dev.banksman.deploy.chaos.Reckoning}).
 *
 * <p>Start with {@link dev.banksman.deploy.chaos.Chaos}: while runs go on, it deals {@linkplain
 * dev.banksman.deploy.chaos.Blow blows} in an order that its seed decides, and lets processes die at every named
 * {@link dev.banksman.common.CrashPoint} there is in the source. What happens between two blows depends on the machine;
 * what must hold does not, and nothing waits for a time to pass, except where a time is itself the blow.
 */
@NullMarked
package dev.banksman.deploy.chaos;

import org.jspecify.annotations.NullMarked;
