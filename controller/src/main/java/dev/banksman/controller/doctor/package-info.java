/**
 * How controller and hosts are before a run, and whether the hosts would take what a plan has for them. Nothing is done
 * and nothing is kept.
 *
 * <p>{@link dev.banksman.controller.doctor.Doctor} carries a diagnosis out: it looks at the controller by itself
 * ({@link dev.banksman.controller.doctor.ControllerLook}) and has each host's agent look, as a
 * {@link dev.banksman.controller.doctor.HostVisit} of bounded length. What the agents are asked about follows from the plan
 * ({@link dev.banksman.controller.doctor.PlanProposals}); their answers come in through
 * {@link dev.banksman.controller.doctor.Examinations}.
 */
@NullMarked
package dev.banksman.controller.doctor;

import org.jspecify.annotations.NullMarked;
