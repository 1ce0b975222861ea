package dev.banksman.controller.operator;

import com.linecorp.armeria.common.TlsKeyPair;
import com.linecorp.armeria.common.TlsProvider;
import dev.banksman.common.tls.TlsIdentity;
import dev.banksman.controller.identity.ControllerCertificate;

/**
 * What the operators' listener shows: always the controller's current certificate, so that a renewed one is served to
 * the next connection without a restart. Asked at each handshake; connections that are open stay as they are. The key
 * pair is kept until the certificate changes, because the server keeps a TLS context for each it has seen. Safe for use
 * by many threads.
 */
final class ShownCertificate implements TlsProvider {

    private record Shown(TlsIdentity identity, TlsKeyPair pair) {}

    private final ControllerCertificate certificate;
    private volatile Shown shown;

    ShownCertificate(ControllerCertificate certificate) {
        this.certificate = certificate;
        this.shown = shown(certificate.current());
    }

    @Override
    public TlsKeyPair keyPair(String hostname) {
        var current = certificate.current();
        var last = shown;
        if (!last.identity().equals(current)) {
            last = shown(current);
            shown = last;
        }
        return last.pair();
    }

    private static Shown shown(TlsIdentity identity) {
        return new Shown(identity, TlsKeyPair.of(identity.key(), identity.chain()));
    }
}
