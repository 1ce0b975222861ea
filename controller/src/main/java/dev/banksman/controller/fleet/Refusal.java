package dev.banksman.controller.fleet;

import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;

/** Why a connection was turned away; the value of the label {@code reason}. */
enum Refusal {
    NO_CERTIFICATE("it showed no certificate"),
    EXPIRED("its certificate has expired"),
    NOT_YET_VALID("its certificate is not yet valid; compare the clocks"),
    OTHER_AUTHORITY("its certificate was not signed by this controller's authority"),
    BAD_CERTIFICATE("its certificate cannot be used here"),
    NO_HOST("its certificate names no host"),
    REVOKED("its certificate was revoked"),
    NOT_TLS("it does not speak TLS"),
    TIMEOUT("it did not finish the handshake in time"),
    ABORTED("it gave up during the handshake; it may not trust this controller's certificate");

    private final String meaning;

    Refusal(String meaning) {
        this.meaning = meaning;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String meaning() {
        return meaning;
    }

    /** The reason of a failed handshake, from what the TLS implementation (BoringSSL or the JDK's) says. */
    static Refusal of(Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case CertificateExpiredException _ -> {
                    return EXPIRED;
                }
                case CertificateNotYetValidException _ -> {
                    return NOT_YET_VALID;
                }
                case CertPathBuilderException _ -> {
                    return OTHER_AUTHORITY;
                }
                case NotSslRecordException _ -> {
                    return NOT_TLS;
                }
                case SslHandshakeTimeoutException _ -> {
                    return TIMEOUT;
                }
                default -> {
                    if (saysNoCertificate(cause)) {
                        return NO_CERTIFICATE;
                    }
                }
            }
        }
        return wasAboutACertificate(failure) ? BAD_CERTIFICATE : ABORTED;
    }

    private static boolean saysNoCertificate(Throwable cause) {
        // Neither implementation has a type for it: BoringSSL's word first, the JDK's second.
        var message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("peer_did_not_return_a_certificate") || message.contains("empty client certificate");
    }

    private static boolean wasAboutACertificate(Throwable failure) {
        for (var cause = failure;
                cause != null && !(cause instanceof ClosedChannelException);
                cause = cause.getCause()) {
            if (cause instanceof CertificateException) {
                return true;
            }
        }
        return false;
    }
}
