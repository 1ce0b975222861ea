package dev.banksman.agent.desk;

import dev.banksman.agent.action.Work;
import dev.banksman.agent.journal.AttemptKey;
import dev.banksman.agent.supervise.OutputReader;
import dev.banksman.proto.agent.v1.OutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;

/** What judging sees of a command's output: head and tail from the spool, without secrets, read when asked for. */
record SpooledOutput(OutputReader reader, AttemptKey key, Charset charset) implements Work.Captured {

    /** Judging looks at this much of head and of tail of each stream. */
    private static final int JUDGED_BYTES = 512 * 1024;

    @Override
    public String stdout() {
        return text(OutputStream.OUTPUT_STREAM_STDOUT);
    }

    @Override
    public String stderr() {
        return text(OutputStream.OUTPUT_STREAM_STDERR);
    }

    private String text(OutputStream stream) {
        try {
            return reader.headAndTail(key, stream, JUDGED_BYTES, JUDGED_BYTES, charset);
        } catch (IOException e) {
            throw new UncheckedIOException("The output cannot be read", e);
        }
    }
}
