package dev.banksman.common.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names in certificates. A host's certificate carries the URI {@code banksman:host:<name>}, the controller's
 * {@code banksman:controller}, each in the subject's alternative names; the subject itself decides nothing.
 */
public final class Names {

    /** What a controller's certificate carries. */
    public static final String CONTROLLER = "banksman:controller";

    private static final String HOST = "banksman:host:";
    /** What the inventory allows; it keeps names safe in certificates, file names, logs and metric labels. */
    private static final Pattern HOST_NAME =
            Pattern.compile("[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?", Pattern.CASE_INSENSITIVE);

    private static final int URI = 6;

    private Names() {}

    /** Whether this can be the name of a host: letters, digits, dots, hyphens, underscores; 1 to 63 characters. */
    public static boolean isHostName(String name) {
        return HOST_NAME.matcher(name).matches() && !name.contains("..");
    }

    /** The URI that stands for a host in its certificate. */
    public static String uriOf(String host) {
        if (!isHostName(host)) {
            throw new IllegalArgumentException("Expected a host name of letters, digits, '.', '-' and '_', at most 63"
                    + " characters; found '" + host + "'.");
        }
        return HOST + host;
    }

    /** The host this certificate stands for; empty if it stands for none, or for more than one. */
    public static Optional<String> hostOf(X509Certificate certificate) {
        var hosts = uris(certificate).stream()
                .filter(uri -> uri.startsWith(HOST))
                .map(uri -> uri.substring(HOST.length()))
                .filter(Names::isHostName)
                .toList();
        return hosts.size() == 1 ? Optional.of(hosts.get(0)) : Optional.empty();
    }

    public static boolean isController(X509Certificate certificate) {
        return uris(certificate).contains(CONTROLLER);
    }

    private static List<String> uris(X509Certificate certificate) {
        try {
            var names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream()
                            .filter(name -> name.get(0).equals(URI))
                            .map(name -> (String) name.get(1))
                            .toList();
        } catch (CertificateParsingException e) {
            // Names that cannot be read name nobody, and nobody is let in.
            return List.of();
        }
    }
}
