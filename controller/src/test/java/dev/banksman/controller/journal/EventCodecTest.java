package dev.banksman.controller.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.banksman.common.seeds.Seeds;
import dev.banksman.controller.run.RunEvent;
import dev.banksman.proto.journal.v1.Event;
import dev.banksman.proto.journal.v1.RunEnded;
import dev.banksman.proto.journal.v1.TermTaken;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class EventCodecTest {

    @Test
    void everyEventComesBackAsItWas() {
        var tried = new HashSet<Class<?>>();
        Seeds.each(200, random -> {
            for (var kind : EventSamples.kinds()) {
                var event = (RunEvent) new EventSamples(random).record(kind);
                assertThat(EventCodec.decode(EventCodec.encode(event))).isEqualTo(event);
                tried.add(event.getClass());
            }
        });
        assertThat(tried).containsExactlyInAnyOrderElementsOf(EventSamples.kinds());
    }

    @Test
    void everyKindHasItsOwnStoredForm() {
        var cases = Event.getDescriptor().getOneofs().getFirst().getFieldCount();
        assertThat(cases).isEqualTo(EventSamples.kinds().size());
    }

    @Test
    void fieldsOfANewerVersionArePassedOver() {
        var newer = UnknownFieldSet.newBuilder()
                .addField(99, UnknownFieldSet.Field.newBuilder().addVarint(7).build())
                .build();
        var message = Event.newBuilder()
                .setTermTaken(TermTaken.newBuilder().setTerm(4).setOwner("a").setUnknownFields(newer))
                .setUnknownFields(newer)
                .build();

        var event = EventCodec.decode(message.toByteString());

        assertThat(event)
                .isInstanceOfSatisfying(
                        RunEvent.TermTaken.class,
                        taken -> assertThat(taken.term()).isEqualTo(4));
    }

    @Test
    void aKindOfANewerVersionIsAFault() {
        var message = Event.newBuilder()
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(
                                900,
                                UnknownFieldSet.Field.newBuilder()
                                        .addLengthDelimited(ByteString.EMPTY)
                                        .build())
                        .build())
                .build();

        assertThatThrownBy(() -> EventCodec.decode(message.toByteString()))
                .isInstanceOf(JournalFault.class)
                .hasMessageContaining("written by a newer version")
                .hasMessageContaining("900");
    }

    @Test
    void aValueOfANewerVersionIsAFault() {
        var message = Event.newBuilder()
                .setRunEnded(RunEnded.newBuilder().setPhaseValue(77))
                .build();

        assertThatThrownBy(() -> EventCodec.decode(message.toByteString()))
                .isInstanceOf(JournalFault.class)
                .hasMessageContaining("written by a newer version: run phase 77");
    }

    @Test
    void bytesThatAreNoEventAreAFault() {
        assertThatThrownBy(() -> EventCodec.decode(ByteString.copyFromUtf8("no event at all")))
                .isInstanceOf(JournalFault.class);
        assertThatThrownBy(() -> EventCodec.decode(ByteString.EMPTY)).isInstanceOf(JournalFault.class);
    }

    /** Bytes as version 0.1 wrote them. This file is never written anew: what it holds is on somebody's disk. */
    @Test
    void whatAReleasedVersionWroteIsReadForEver() throws Exception {
        try (var lines = EventCodecTest.class.getResourceAsStream("/journal/events-0.1.txt")) {
            var stored = new String(lines.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .map(line -> ByteString.copyFrom(HexFormat.of().parseHex(line)))
                    .toList();

            assertThat(stored.stream().map(EventCodec::decode)).containsExactlyElementsOf(EventSamples.fixed());
        }
    }

    @Test
    void fixedSamplesComeBack() {
        assertThat(EventSamples.fixed())
                .allSatisfy(event ->
                        assertThat(EventCodec.decode(EventCodec.encode(event))).isEqualTo(event));
    }
}
