/**
 * The connection to the controller and how it comes back after a break.
 *
 * <p>{@link dev.banksman.agent.link.ControllerLink} keeps one control and one output stream open over mutual TLS, greets,
 * beats, and begins again with growing pauses when they are lost; what is said on them is the business of its
 * {@link dev.banksman.agent.link.LinkEvents}. {@link dev.banksman.agent.link.DeskThread} is the one thread on which both
 * run. Files come and go through {@link dev.banksman.agent.link.ArtifactClient}, certificates through
 * {@link dev.banksman.agent.link.CertificateRenewal} and, the first one,
 * {@link dev.banksman.agent.link.EnrollmentClient}.
 */
@NullMarked
package dev.banksman.agent.link;

import org.jspecify.annotations.NullMarked;
