/**
 * Who may connect, and as whom: the certificate authority, first certificates for hosts, operators' tokens and roles.
 *
 * <p>{@link dev.banksman.controller.identity.CertificateAuthority} signs; {@link
 * dev.banksman.controller.identity.EnrollmentTokens} says who may ask for a first certificate, and {@link
 * dev.banksman.controller.identity.EnrollmentService} is the call in which they do; {@link
 * dev.banksman.controller.identity.Revocations} takes certificates back; {@link
 * dev.banksman.controller.identity.OperatorTokens} knows the operators. All of it lives in the data directory's
 * {@code ca/}, {@code identity/} and {@code operator/}. Secrets are kept as digests, compared in constant time, and
 * never logged.
 */
@NullMarked
package dev.banksman.controller.identity;

import org.jspecify.annotations.NullMarked;
