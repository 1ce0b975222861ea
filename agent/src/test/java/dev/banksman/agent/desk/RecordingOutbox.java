package dev.banksman.agent.desk;

import dev.banksman.proto.agent.v1.OutputChunk;
import dev.banksman.proto.agent.v1.OutputStream;
import dev.banksman.proto.agent.v1.Report;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Keeps what the desk says. */
public final class RecordingOutbox implements Outbox {

    public final List<Report> reports = new ArrayList<>();
    public final List<OutputChunk> chunks = new ArrayList<>();
    public int room = Integer.MAX_VALUE;

    @Override
    public void report(Report report) {
        reports.add(report);
    }

    @Override
    public boolean readyForOutput() {
        return chunks.size() < room;
    }

    @Override
    public void output(OutputChunk chunk) {
        chunks.add(chunk);
    }

    public Report last() {
        return reports.get(reports.size() - 1);
    }

    /** The stream as the chunks tell it, which must follow each other without a hole; cut parts are left out. */
    public String text(OutputStream stream) {
        var text = new ByteArrayOutputStream();
        long at = 0;
        for (var chunk : chunks) {
            if (chunk.getStream() == stream) {
                if (chunk.getOffset() != at + chunk.getSkipped()) {
                    throw new AssertionError(
                            "Expected offset " + (at + chunk.getSkipped()) + ", found " + chunk.getOffset());
                }
                text.writeBytes(chunk.getData().toByteArray());
                at = chunk.getOffset() + chunk.getData().size();
            }
        }
        return text.toString(java.nio.charset.StandardCharsets.UTF_8);
    }
}
