package dev.banksman.controller.cli;

import dev.banksman.proto.operator.v1.AuditEntry;
import dev.banksman.proto.operator.v1.ListAuditRequest;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "audit",
        description = "Who asked for what to be changed and what came of it, newest first. Takes the role admin.")
final class AuditCommand extends OperatorCommands.Connected {

    private static final int PAGE = 1_000;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "50", description = "How many. Default: 50.")
    private int limit;

    @Option(names = "--by", paramLabel = "NAME", defaultValue = "", description = "Of this operator alone.")
    @SuppressWarnings("NullAway.Init")
    private String by;

    @Option(
            names = "--method",
            paramLabel = "METHOD",
            defaultValue = "",
            description = "Calls of this method alone, such as StartRun.")
    @SuppressWarnings("NullAway.Init")
    private String method;

    @Override
    ExitCode ask(OperatorClient client) {
        var table = new Table("NUMBER", "AT", "BY", "METHOD", "OUTCOME", "ABOUT");
        var left = limit;
        var token = "";
        do {
            var request = ListAuditRequest.newBuilder()
                    .setPageSize(Math.clamp(left, 1, PAGE))
                    .setPageToken(token)
                    .setBy(by)
                    .setMethod(method)
                    .build();
            var reply = client.call(api -> api.listAudit(request));
            for (var entry : reply.getEntriesList()) {
                if (json()) {
                    out().println(RunFollower.json(entry));
                } else {
                    row(table, entry);
                }
            }
            left -= reply.getEntriesCount();
            token = reply.getNextPageToken();
        } while (left > 0 && !token.isEmpty());
        if (!json()) {
            table.print(out());
        }
        return ExitCode.SUCCEEDED;
    }

    private static void row(Table table, AuditEntry entry) {
        var about = new TreeMap<>(entry.getRequestMap())
                .entrySet().stream()
                        .map(field -> field.getKey() + "=" + field.getValue())
                        .collect(Collectors.joining(" "));
        table.row(
                String.valueOf(entry.getNumber()),
                Words.day(entry.getAt()),
                entry.getBy(),
                entry.getMethod(),
                entry.getOutcome(),
                entry.getMessage().isEmpty() ? about : about + " (" + Words.cut(entry.getMessage(), 120) + ")");
    }
}
