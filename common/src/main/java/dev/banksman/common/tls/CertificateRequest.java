package dev.banksman.common.tls;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;

/**
 * A host's key and its request for a certificate (PKCS#10): the common name is the host's name, the signature proves
 * that the sender holds the key. Names and uses of the certificate are the authority's to say, so the request asks for
 * none. Encoded here by hand, so that the agent carries no cryptographic library.
 */
public final class CertificateRequest {

    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int UTF8_STRING = 0x0c;
    private static final int NO_ATTRIBUTES = 0xa0;
    private static final byte[] COMMON_NAME = {0x06, 0x03, 0x55, 0x04, 0x03};
    private static final byte[] ECDSA_WITH_SHA256 = {0x06, 0x08, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 4, 3, 2};

    private CertificateRequest() {}

    /** A fresh key on the curve P-256. */
    public static KeyPair newKey(SecureRandom random) {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException | InvalidAlgorithmParameterException e) {
            throw new IllegalStateException("Every Java platform has the curve P-256", e);
        }
    }

    /** The request, DER, signed with the key. */
    public static byte[] encode(KeyPair key, String host) {
        if (!Names.isHostName(host)) {
            throw new IllegalArgumentException("Expected a host name, found '" + host + "'.");
        }
        var name = tagged(UTF8_STRING, host.getBytes(StandardCharsets.UTF_8));
        var subject = tagged(SEQUENCE, tagged(SET, tagged(SEQUENCE, COMMON_NAME, name)));
        var version = tagged(INTEGER, new byte[] {0});
        var body = tagged(SEQUENCE, version, subject, key.getPublic().getEncoded(), tagged(NO_ATTRIBUTES));
        return tagged(
                SEQUENCE,
                body,
                tagged(SEQUENCE, ECDSA_WITH_SHA256),
                tagged(BIT_STRING, new byte[] {0}, sign(key, body)));
    }

    private static byte[] sign(KeyPair key, byte[] body) {
        try {
            var signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(key.getPrivate());
            signature.update(body);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("Expected a key on the curve P-256", e);
        }
    }

    private static byte[] tagged(int tag, byte[]... parts) {
        var content = new ByteArrayOutputStream();
        for (var part : parts) {
            content.writeBytes(part);
        }
        var all = new ByteArrayOutputStream();
        all.write(tag);
        int length = content.size();
        if (length < 0x80) {
            all.write(length);
        } else if (length < 0x100) {
            all.write(0x81);
            all.write(length);
        } else {
            all.write(0x82);
            all.write(length >> 8);
            all.write(length);
        }
        all.writeBytes(content.toByteArray());
        return all.toByteArray();
    }
}
