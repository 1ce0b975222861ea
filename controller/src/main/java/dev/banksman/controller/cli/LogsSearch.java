package dev.banksman.controller.cli;

import dev.banksman.proto.operator.v1.ReadOutputRequest;
import dev.banksman.proto.operator.v1.SearchOutputReply;
import dev.banksman.proto.operator.v1.SearchOutputRequest;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Looking for something in what a command printed; the controller looks, and what is found comes here. */
final class LogsSearch {

    @Option(
            names = "--search",
            paramLabel = "TEXT",
            description = "Print only lines with this text, each after its offset. The controller searches.")
    private @Nullable String text;

    @Option(names = "--expression", description = "With --search: the text is a regular expression (RE2).")
    private boolean expression;

    @Option(names = "--ignore-case", description = "With --search: capital letters are as good as small ones.")
    private boolean ignoreCase;

    boolean wanted() {
        return text != null;
    }

    /** Everything that is found, part by part. */
    ExitCode print(OperatorClient client, ReadOutputRequest where, PrintWriter out, boolean json) {
        var request = SearchOutputRequest.newBuilder()
                .setRun(where.getRun())
                .setHost(where.getHost())
                .setAttempt(where.getAttempt())
                .setStream(where.getStream())
                .setText(text == null ? "" : text)
                .setExpression(expression)
                .setIgnoreCase(ignoreCase);
        SearchOutputReply reply;
        do {
            var part = request.build();
            reply = client.call(api -> api.searchOutput(part));
            for (var match : reply.getMatchesList()) {
                out.println(json ? RunFollower.json(match) : match.getOffset() + "\t" + match.getLine());
            }
            request.setOffset(reply.getNextOffset());
        } while (!reply.getEnd() && !out.checkError());
        return ExitCode.SUCCEEDED;
    }
}
