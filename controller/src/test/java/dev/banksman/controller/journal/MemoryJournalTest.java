package dev.banksman.controller.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import org.junit.jupiter.api.Test;

final class MemoryJournalTest extends JournalContract {

    private MemoryJournal memory = new MemoryJournal();

    @Override
    Journal open() {
        memory = new MemoryJournal();
        return memory;
    }

    @Override
    void damage(String run, long position) {
        memory.damage(run, position, bytes -> ByteString.copyFromUtf8("forged"));
    }

    @Test
    void orderedFaultsFailAppendsUntilMended() {
        memory.failWith("disk full");

        assertThatThrownBy(() -> memory.append(opening("run-1", term, "a")).join())
                .hasCauseInstanceOf(JournalException.Unavailable.class);
        assertThat(memory.notWritable()).contains("disk full");

        memory.mend();
        assertThat(memory.append(opening("run-1", term, "a")).join().position()).isEqualTo(1);
        assertThat(memory.notWritable()).isEmpty();
    }
}
