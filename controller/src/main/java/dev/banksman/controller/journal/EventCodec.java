package dev.banksman.controller.journal;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.banksman.controller.run.RunEvent;
import dev.banksman.proto.journal.v1.Event;

/**
 * Turns events into the bytes that are stored, and back. Stateless, safe for many threads.
 *
 * <p>What was written by any version is read for ever. Fields that this version does not know are passed over; a kind
 * of event, or a value, that it does not know is a {@link JournalFault}, because folding on without it would be a guess.
 */
public final class EventCodec {

    private EventCodec() {}

    public static ByteString encode(RunEvent event) {
        return EventWriter.message(event).toByteString();
    }

    /** @throws JournalFault if the bytes are no event, or one that only a newer version can read */
    public static RunEvent decode(ByteString bytes) {
        Event message;
        try {
            message = Event.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new JournalFault("expected an event, found bytes that are none: " + e.getMessage());
        }
        return EventReader.event(message);
    }
}
