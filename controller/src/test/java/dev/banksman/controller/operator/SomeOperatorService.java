package dev.banksman.controller.operator;

import dev.banksman.common.SystemTime;
import dev.banksman.controller.identity.AuditLog;
import dev.banksman.controller.identity.CertificateAuthority;
import dev.banksman.controller.identity.OperatorTokens;
import dev.banksman.controller.telemetry.Telemetry;
import java.nio.file.Path;

/** The service with nothing behind it, for looking at what it is. */
public final class SomeOperatorService {

    private SomeOperatorService() {}

    /** @param directory for what it keeps */
    public static OperatorService in(Path directory) throws Exception {
        var clock = SystemTime.clock();
        var backend = new FakeBackend();
        try (var audit = AuditLog.open(directory.resolve("audit"), clock);
                var telemetry = new Telemetry()) {
            backend.audit = audit;
            var authority = CertificateAuthority.open(
                    directory.resolve("ca"), clock, SystemTime.random(), CertificateAuthority.HOST_LIFETIME);
            var tokens = OperatorTokens.open(
                    directory.resolve("operator"), authority.certificate(), SystemTime.random(), telemetry.registry());
            return new OperatorService(backend, tokens, clock);
        }
    }
}
