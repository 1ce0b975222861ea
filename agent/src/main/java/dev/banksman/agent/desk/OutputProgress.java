package dev.banksman.agent.desk;

import dev.banksman.proto.agent.v1.OutputStream;
import java.util.EnumMap;
import java.util.Map;

/** How far the output of one command has got to the controller. Forgotten with the agent: it then begins again. */
final class OutputProgress {

    /** One stream: what was sent on this link, and what the controller holds. */
    static final class Position {
        long sent;
        long acknowledged;
        long freed;
        boolean endSent;
        boolean endAcknowledged;
    }

    private final Map<OutputStream, Position> positions = new EnumMap<>(Map.of(
            OutputStream.OUTPUT_STREAM_STDOUT, new Position(),
            OutputStream.OUTPUT_STREAM_STDERR, new Position()));

    Position of(OutputStream stream) {
        var position = positions.get(stream);
        if (position == null) {
            throw new IllegalArgumentException("Expected stdout or stderr, found " + stream);
        }
        return position;
    }

    boolean complete() {
        return positions.values().stream().allMatch(position -> position.endAcknowledged);
    }

    /** A new link: what was sent and not acknowledged may be lost. */
    void rewind() {
        for (var position : positions.values()) {
            position.sent = position.acknowledged;
            position.endSent = position.endAcknowledged;
        }
    }

    /** Takes the controller's word for what it holds, further or less far than was thought here. */
    void acknowledge(OutputStream stream, long offset, boolean end) {
        var position = of(stream);
        if (offset < position.acknowledged) {
            position.sent = offset;
            position.endSent = false;
        } else {
            position.sent = Math.max(position.sent, offset);
        }
        position.acknowledged = offset;
        position.endAcknowledged |= end;
    }
}
