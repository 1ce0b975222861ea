/**
 * The lab: a controller, agents and a system to upgrade, all on one machine, for showing and for testing.
 *
 * <p>{@link dev.banksman.deploy.lab.Lab} starts it: real processes, a real SQL server, and stand-ins (shell scripts in
 * {@code deploy/lab/SYSTEM}) for the vendor's tools. What it plays is a {@link dev.banksman.deploy.lab.LabProcedure}: a
 * folder named after a runbook, below that of its system. {@link dev.banksman.deploy.lab.GateAnswers} plays the people: it does at
 * the machines what a gate asks for and approves through the operator API, as its answers file says.
 */
@NullMarked
package dev.banksman.deploy.lab;

import org.jspecify.annotations.NullMarked;
