package dev.banksman.controller.operator;

import dev.banksman.controller.identity.AuditLog;
import dev.banksman.proto.operator.v1.AuditEntry;
import dev.banksman.proto.operator.v1.ListAuditReply;
import dev.banksman.proto.operator.v1.ListAuditRequest;
import java.io.IOException;

/** Answers who asked for what to be changed. */
final class AuditCalls {

    private static final int DEFAULT_PAGE = 100;
    private static final int MAX_PAGE = 1_000;

    private final AuditLog log;

    AuditCalls(AuditLog log) {
        this.log = log;
    }

    ListAuditReply list(ListAuditRequest request) throws IOException {
        // The token is the number before which the page ends: entries that come meanwhile move nothing.
        var page = Page.of(request.getPageSize(), request.getPageToken(), DEFAULT_PAGE, MAX_PAGE);
        var part = log.newest(
                page.from(),
                page.size(),
                entry -> (request.getBy().isEmpty() || entry.by().equals(request.getBy()))
                        && (request.getMethod().isEmpty() || entry.method().equals(request.getMethod())));
        var reply = ListAuditReply.newBuilder().setNextPageToken(part.before() == 0 ? "" : "" + part.before());
        part.entries().forEach(entry -> reply.addEntries(message(entry)));
        return reply.build();
    }

    private static AuditEntry message(AuditLog.Entry entry) {
        return AuditEntry.newBuilder()
                .setNumber(entry.number())
                .setAt(Messages.timestamp(entry.at()))
                .setBy(entry.by())
                .setMethod(entry.method())
                .putAllRequest(entry.request())
                .setOutcome(entry.outcome())
                .setMessage(entry.message())
                .build();
    }
}
