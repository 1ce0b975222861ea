/**
 * Who a process is on the wire, and how it proves that.
 *
 * <p>{@link dev.banksman.common.tls.TlsIdentity} is a key, its certificates and the authorities to trust, read from PEM
 * files; {@link dev.banksman.common.tls.TlsContexts} makes Netty contexts of it (TLS 1.3, BoringSSL where its library
 * is there), and {@link dev.banksman.common.tls.ReloadableSslContext} lets a running server or client change it.
 * {@link dev.banksman.common.tls.Names} reads a peer's name out of its certificate: nothing else says who a peer is.
 * Before a host has a certificate, {@link dev.banksman.common.tls.EnrollmentToken} pins the authority for the one call
 * in which it gets one ({@link dev.banksman.common.tls.CertificateRequest}).
 */
@NullMarked
package dev.banksman.common.tls;

import org.jspecify.annotations.NullMarked;
