/**
 * How this host is, and whether it would take what a plan has for it: looked at, never done.
 *
 * <p>{@link dev.banksman.agent.examine.Examiner} takes the controller's question and answers it bit by bit;
 * {@link dev.banksman.agent.examine.HostExamination} looks at the host,
 * {@link dev.banksman.agent.examine.ProposalExamination} at one action, by the same admission as a dispatch of it and by
 * what its class can foresee.
 */
@NullMarked
package dev.banksman.agent.examine;

import org.jspecify.annotations.NullMarked;
