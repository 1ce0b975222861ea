package dev.banksman.controller.fleet;

import dev.banksman.common.tls.Names;
import dev.banksman.proto.agent.v1.AttemptId;
import dev.banksman.proto.agent.v1.OutputStream;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Names one stream of one attempt, and its files. Names that could lead out of the directory are refused. */
record OutputName(String run, String host, long number, OutputStream stream) {

    private static final Pattern RUN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    OutputName {
        if (!RUN.matcher(run).matches() || run.contains("..") || !Names.isHostName(host) || number < 1) {
            throw new IllegalArgumentException("Expected an attempt written run/host/number, found '" + run + "/" + host
                    + "/" + Long.toUnsignedString(number) + "'.");
        }
        if (stream != OutputStream.OUTPUT_STREAM_STDOUT && stream != OutputStream.OUTPUT_STREAM_STDERR) {
            throw new IllegalArgumentException("Expected stdout or stderr, found " + stream + ".");
        }
    }

    static OutputName of(AttemptId attempt, OutputStream stream) {
        return new OutputName(attempt.getRun(), attempt.getHost(), attempt.getNumber(), stream);
    }

    AttemptId attempt() {
        return AttemptId.newBuilder()
                .setRun(run)
                .setHost(host)
                .setNumber(number)
                .build();
    }

    /** What was printed, each byte at its own offset; what was cut is a hole. */
    Path data(Path root) {
        var word = stream == OutputStream.OUTPUT_STREAM_STDOUT ? ".stdout" : ".stderr";
        return root.resolve(run).resolve(host).resolve(number + word);
    }

    /** Which parts were cut, and whether the stream has ended. */
    Path marks(Path root) {
        var data = data(root);
        return data.resolveSibling(data.getFileName() + ".marks");
    }
}
