package dev.banksman.controller.identity;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/** Reads a host's request for a certificate (PKCS#10) and takes nothing from it but a key whose holder signed it. */
final class HostRequest {

    private static final int MAX_BYTES = 16 * 1024;
    private static final int EC_BITS = 256;
    private static final int RSA_BITS = 2048;

    private HostRequest() {}

    static PublicKey read(byte[] der, String host) throws InvalidRequestException {
        if (der.length > MAX_BYTES) {
            throw new InvalidRequestException(
                    "The certificate request has " + der.length + " bytes; at most " + MAX_BYTES + " are read.");
        }
        try {
            var request = new JcaPKCS10CertificationRequest(der);
            var key = request.getPublicKey();
            if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
                throw new InvalidRequestException("The certificate request is not signed by the key in it.");
            }
            var named = commonName(request);
            if (!named.equals(host)) {
                throw new InvalidRequestException(
                        "The certificate request names host '" + named + "'; expected '" + host + "'.");
            }
            return strongEnough(key);
        } catch (IOException
                | GeneralSecurityException
                | OperatorCreationException
                | PKCSException
                | RuntimeException e) {
            // For bytes that are no request the decoder throws whatever it trips over; they came from outside.
            throw new InvalidRequestException("Expected a certificate request (PKCS#10, DER), found something else.");
        }
    }

    private static String commonName(JcaPKCS10CertificationRequest request) {
        var names = request.getSubject().getRDNs(BCStyle.CN);
        return names.length == 1 ? names[0].getFirst().getValue().toString() : "";
    }

    private static PublicKey strongEnough(PublicKey key) throws InvalidRequestException {
        return switch (key) {
            case ECPublicKey ec when ec.getParams().getCurve().getField().getFieldSize() >= EC_BITS -> key;
            case RSAPublicKey rsa when rsa.getModulus().bitLength() >= RSA_BITS -> key;
            default ->
                throw new InvalidRequestException(
                        "Expected a key on the curve P-256 or larger, or RSA of 2048 bits or more.");
        };
    }
}
