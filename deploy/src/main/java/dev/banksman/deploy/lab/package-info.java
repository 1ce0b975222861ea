/**
 * The lab: a controller, eight agents and a system to upgrade, all on one machine, for showing and for testing.
 *
 * <p>{@link dev.banksman.deploy.lab.Lab} starts it: real processes, a real SQL server, and stand-ins (shell scripts in
 * {@code deploy/lab}) for the vendor's tools. {@link dev.banksman.deploy.lab.GateAnswers} plays the people: it does at
 * the machines what a gate asks for and approves through the operator API, as its answers file says.
 */
@NullMarked
package dev.banksman.deploy.lab;

import org.jspecify.annotations.NullMarked;
