package dev.banksman.common.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;

/**
 * Keys and certificates in PEM, the form they have on disk. Keys are PKCS#8, unencrypted; the file's permissions guard
 * them. Messages name the file, never its content.
 */
public final class Pem {

    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private Pem() {}

    public static String of(PrivateKey key) {
        return block("PRIVATE KEY", key.getEncoded());
    }

    /** The certificates one after the other, in the order given. */
    public static String of(Collection<X509Certificate> certificates) {
        var text = new StringBuilder();
        try {
            for (var certificate : certificates) {
                text.append(block("CERTIFICATE", certificate.getEncoded()));
            }
        } catch (CertificateException e) {
            throw new IllegalArgumentException("A certificate that cannot be encoded", e);
        }
        return text.toString();
    }

    /**
     * Reads a private key of the kind the product makes: EC or RSA, PKCS#8.
     *
     * @throws IOException if the file cannot be read or holds no such key; the message names the file
     */
    public static PrivateKey readKey(Path file) throws IOException {
        var keys = blocks(file, "PRIVATE KEY");
        if (keys.size() != 1) {
            throw new IOException(file + ": expected one PEM block 'PRIVATE KEY' (PKCS#8), found " + keys.size() + ".");
        }
        var encoded = new PKCS8EncodedKeySpec(keys.get(0));
        for (var algorithm : List.of("EC", "RSA")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
            } catch (GeneralSecurityException e) {
                // The next algorithm is tried; that none fits is said below.
            }
        }
        throw new IOException(file + ": expected an EC or RSA private key, found neither.");
    }

    /**
     * Reads all certificates of a file, at least one.
     *
     * @throws IOException if the file cannot be read or holds none; the message names the file
     */
    public static List<X509Certificate> readCertificates(Path file) throws IOException {
        var encoded = blocks(file, "CERTIFICATE");
        if (encoded.isEmpty()) {
            throw new IOException(file + ": expected at least one PEM block 'CERTIFICATE', found none.");
        }
        try {
            return certificates(encoded);
        } catch (CertificateException e) {
            throw new IOException(file + ": a certificate in it cannot be read: " + e.getMessage(), e);
        }
    }

    /** Certificates from their DER encodings, as they come over the wire. */
    public static List<X509Certificate> certificates(Collection<byte[]> encodings) throws CertificateException {
        var factory = CertificateFactory.getInstance("X.509");
        var certificates = new ArrayList<X509Certificate>();
        for (var der : encodings) {
            certificates.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
        }
        return List.copyOf(certificates);
    }

    private static String block(String kind, byte[] der) {
        return "-----BEGIN " + kind + "-----\n" + LINES.encodeToString(der) + "\n-----END " + kind + "-----\n";
    }

    private static List<byte[]> blocks(Path file, String kind) throws IOException {
        // Latin-1 decodes any byte, so that a file that is no text is told apart below and not by the decoder.
        var text = Files.readString(file, StandardCharsets.ISO_8859_1);
        var begin = "-----BEGIN " + kind + "-----";
        var end = "-----END " + kind + "-----";
        var found = new ArrayList<byte[]>();
        for (int at = text.indexOf(begin); at >= 0; at = text.indexOf(begin, at + 1)) {
            int stop = text.indexOf(end, at);
            if (stop < 0) {
                throw new IOException(file + ": expected '" + end + "', found the end of the file.");
            }
            try {
                found.add(Base64.getMimeDecoder().decode(text.substring(at + begin.length(), stop)));
            } catch (IllegalArgumentException e) {
                throw new IOException(file + ": a PEM block '" + kind + "' in it is not Base64.", e);
            }
        }
        return found;
    }
}
