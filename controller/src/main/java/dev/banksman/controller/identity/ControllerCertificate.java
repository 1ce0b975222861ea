package dev.banksman.controller.identity;

import dev.banksman.common.tls.TlsIdentity;
import dev.banksman.controller.telemetry.Metric;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The controller's own key and certificate, made at each start and renewed while it runs; both listeners show it. Kept
 * in memory only. Whoever uses it subscribes with {@link #onRenewal}; {@link #renewIfDue} is to be called now and then,
 * once an hour for instance, by one thread.
 */
public final class ControllerCertificate {

    private static final Logger log = LoggerFactory.getLogger(ControllerCertificate.class);

    private final CertificateAuthority authority;
    private final List<String> names;
    private final InstantSource clock;
    private final MeterRegistry metrics;
    private final List<Consumer<TlsIdentity>> users = new CopyOnWriteArrayList<>();
    private volatile TlsIdentity current;

    /**
     * @param names the host names and IP addresses under which agents and operators reach this controller
     */
    public ControllerCertificate(
            CertificateAuthority authority, List<String> names, InstantSource clock, MeterRegistry metrics) {
        this.authority = authority;
        this.names = List.copyOf(names);
        this.clock = clock;
        this.metrics = metrics;
        this.current = issue();
        Metric.CERTIFICATE_EXPIRY.gauge(
                metrics, () -> left(authority.certificate()).toSeconds(), "authority");
        Metric.CERTIFICATE_EXPIRY.gauge(
                metrics, () -> left(current.certificate()).toSeconds(), "controller");
    }

    public TlsIdentity current() {
        return current;
    }

    /** Calls {@code user} with each new identity, on the thread that renews. */
    public void onRenewal(Consumer<TlsIdentity> user) {
        users.add(user);
    }

    /** Makes a new certificate when less than a third of the current one's time is left. */
    public void renewIfDue() {
        var certificate = current.certificate();
        var whole = Duration.between(
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant());
        if (left(certificate).compareTo(whole.dividedBy(3)) < 0) {
            var next = issue();
            current = next;
            users.forEach(user -> user.accept(next));
            log.info(
                    "Renewed the controller's certificate, good until {}",
                    next.certificate().getNotAfter());
        }
    }

    private TlsIdentity issue() {
        Metric.CERTIFICATES_ISSUED.counter(metrics, "controller").increment();
        return authority.controllerIdentity(names);
    }

    private Duration left(X509Certificate certificate) {
        return Duration.between(clock.instant(), certificate.getNotAfter().toInstant());
    }
}
