package dev.banksman.controller.journal;

import com.google.protobuf.ByteString;
import dev.banksman.controller.journal.Journal.StoredEvent;

/** Walks along a run's events and stops at the first that does not follow the one before it. */
final class ChainCheck {

    private final String run;
    private long position;
    private ByteString hash;

    /** Begins after an event that is trusted. */
    ChainCheck(String run, long position, ByteString hash) {
        this.run = run;
        this.position = position;
        this.hash = hash;
    }

    StoredEvent next(StoredEvent event) {
        if (event.position() != position + 1) {
            throw fault(position + 1, "expected an event there, found the next one at " + event.position());
        }
        var expected = Chain.next(hash, event.bytes());
        if (!expected.equals(event.hash())) {
            throw fault(event.position(), "its hash does not follow from its bytes and the hash before it");
        }
        position = event.position();
        hash = event.hash();
        return event;
    }

    void end(long lastPosition, ByteString chainHead) {
        if (position != lastPosition) {
            throw fault(position + 1, "expected " + lastPosition + " events, found " + position);
        }
        if (!hash.equals(chainHead)) {
            throw fault(position, "the chain does not end in the head that was written");
        }
    }

    private JournalFault fault(long at, String what) {
        return new JournalFault("Journal of run " + run + " is damaged at position " + at + ": " + what
                + ". Restore the data directory from a backup, or end this run by hand.");
    }
}
