package dev.banksman.agent.action;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Why a peer gave no answer, in words; the library often has none, or buries them under its own. */
final class NetworkReason {

    private static final int DEPTH = 10;

    private NetworkReason() {}

    static String of(Throwable failure) {
        // The HTTP client reports an unknown name as a refused connection caused by it: the name comes first.
        if (find(failure, UnknownHostException.class) != null
                || find(failure, UnresolvedAddressException.class) != null) {
            return "the name is not known on this host";
        }
        if (find(failure, HttpTimeoutException.class) != null || find(failure, SocketTimeoutException.class) != null) {
            return "no answer in time";
        }
        var tls = find(failure, SSLException.class);
        if (tls != null) {
            return "TLS failed: " + tlsReason(tls);
        }
        if (find(failure, NoRouteToHostException.class) != null) {
            return "no route to the host";
        }
        if (find(failure, ConnectException.class) != null) {
            return "connection refused";
        }
        var message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : BoundedText.oneLine(message, 300);
    }

    private static String tlsReason(Throwable tls) {
        Throwable path = find(tls, CertPathBuilderException.class);
        if (path == null) {
            path = find(tls, CertPathValidatorException.class);
        }
        return path != null
                ? "the server's certificate is not trusted (" + path.getMessage() + ")"
                : BoundedText.oneLine(String.valueOf(tls.getMessage()), 300);
    }

    private static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> kind) {
        Throwable cause = failure;
        for (var depth = 0; cause != null && depth < DEPTH; depth++) {
            if (kind.isInstance(cause)) {
                return kind.cast(cause);
            }
            cause = cause.getCause();
        }
        return null;
    }
}
