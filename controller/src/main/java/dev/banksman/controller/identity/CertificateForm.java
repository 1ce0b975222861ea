package dev.banksman.controller.identity;

import dev.banksman.common.tls.Names;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.IPAddress;

/** How the three kinds of certificates look. A host's may not serve, the controller's may not pose as a host. */
final class CertificateForm {

    /** Certificates begin this much before they are issued, for hosts whose clock is behind. */
    static final Duration BACKDATED = Duration.ofMinutes(5);

    private static final String SIGNATURE = "SHA256withECDSA";
    private static final int SERIAL_BITS = 127;
    private static final BasicConstraints SIGNS_NOTHING = new BasicConstraints(false);
    private static final BasicConstraints SIGNS_LEAVES = new BasicConstraints(0);

    /** From when, counted without the backdating, until when. */
    record Validity(Instant issued, Instant until) {}

    private final PrivateKey key;
    private final X509Certificate authority;
    private final SecureRandom random;

    CertificateForm(PrivateKey key, X509Certificate authority, SecureRandom random) {
        this.key = key;
        this.authority = authority;
        this.random = random;
    }

    /** When this certificate was issued, to the second. */
    static Instant issuedAt(X509Certificate certificate) {
        return certificate.getNotBefore().toInstant().plus(BACKDATED);
    }

    static X509Certificate authority(KeyPair pair, Validity validity, SecureRandom random) {
        // The serial in the name tells authorities of two controllers apart in a list of them.
        var serial = serial(random);
        var subject =
                new X500Principal("CN=Banksman authority " + serial.toString(16).substring(0, 8));
        try {
            var builder = new JcaX509v3CertificateBuilder(
                    subject, serial, from(validity), until(validity), subject, pair.getPublic());
            builder.addExtension(Extension.basicConstraints, true, SIGNS_LEAVES);
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            var identifier = new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic());
            builder.addExtension(Extension.subjectKeyIdentifier, false, identifier);
            return signed(builder, pair.getPrivate());
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("The authority's certificate cannot be made", e);
        }
    }

    X509Certificate host(PublicKey holder, String uri, String host, Validity validity) {
        var names = List.of(new GeneralName(GeneralName.uniformResourceIdentifier, uri));
        return leaf(holder, "CN=" + host, names, KeyPurposeId.id_kp_clientAuth, validity);
    }

    X509Certificate controller(PublicKey holder, Collection<String> names, Validity validity) {
        var all = new ArrayList<GeneralName>();
        all.add(new GeneralName(GeneralName.uniformResourceIdentifier, Names.CONTROLLER));
        for (var name : names) {
            all.add(new GeneralName(IPAddress.isValid(name) ? GeneralName.iPAddress : GeneralName.dNSName, name));
        }
        return leaf(holder, "CN=Banksman controller", all, KeyPurposeId.id_kp_serverAuth, validity);
    }

    private X509Certificate leaf(
            PublicKey holder, String subject, List<GeneralName> names, KeyPurposeId purpose, Validity validity) {
        try {
            var builder = new JcaX509v3CertificateBuilder(
                    authority.getSubjectX500Principal(),
                    serial(random),
                    from(validity),
                    until(validity),
                    new X500Principal(subject),
                    holder);
            var identifiers = new JcaX509ExtensionUtils();
            builder.addExtension(Extension.basicConstraints, true, SIGNS_NOTHING);
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(purpose));
            builder.addExtension(Extension.subjectAlternativeName, false, names(names));
            builder.addExtension(Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(holder));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    identifiers.createAuthorityKeyIdentifier(authority.getPublicKey()));
            return signed(builder, key);
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("A certificate for " + subject + " cannot be made", e);
        }
    }

    private static X509Certificate signed(X509v3CertificateBuilder builder, PrivateKey key)
            throws IOException, GeneralSecurityException, OperatorCreationException {
        var holder = builder.build(new JcaContentSignerBuilder(SIGNATURE).build(key));
        var factory = CertificateFactory.getInstance("X.509");
        return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(holder.getEncoded()));
    }

    private static GeneralNames names(List<GeneralName> names) {
        return new GeneralNames(names.toArray(GeneralName[]::new));
    }

    private static BigInteger serial(SecureRandom random) {
        // The highest bit is set, so that serials have one length; positive, since only 127 bits are used.
        return new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS - 1);
    }

    private static Date from(Validity validity) {
        return Date.from(validity.issued().minus(BACKDATED));
    }

    private static Date until(Validity validity) {
        return Date.from(validity.until());
    }
}
