package dev.banksman.proto.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.TextFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each kind of break is planted once and must be found; each harmless change must pass. */
class WireBreaksTest {

    private static final String RELEASED = """
        package: "yard"
        message_type {
          name: "Lift"
          field { name: "load" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL }
          field { name: "mass" number: 2 type: TYPE_INT32 label: LABEL_OPTIONAL }
          field { name: "hook" number: 3 type: TYPE_ENUM type_name: ".yard.Hook" label: LABEL_OPTIONAL }
          reserved_range { start: 7 end: 9 }
          reserved_name: "crane"
          nested_type { name: "Sling" field { name: "length" number: 1 type: TYPE_INT32 label: LABEL_OPTIONAL } }
        }
        message_type { name: "Lifted" }
        enum_type {
          name: "Hook"
          value { name: "HOOK_UNSPECIFIED" number: 0 }
          value { name: "HOOK_SWIVEL" number: 1 }
          reserved_range { start: 5 end: 5 }
        }
        service {
          name: "Yard"
          method { name: "Raise" input_type: ".yard.Lift" output_type: ".yard.Lifted" }
          method { name: "Watch" input_type: ".yard.Lift" output_type: ".yard.Lifted" server_streaming: true }
        }
        """;

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
        field removed            | field { name: "mass" number: 2 type: TYPE_INT32 label: LABEL_OPTIONAL } | . | field yard.Lift #2: removed; reserve 2 and "mass"
        field renumbered         | name: "mass" number: 2 | name: "mass" number: 4 | field yard.Lift #2: mass is now #4 (renumbered)
        field retyped            | name: "mass" number: 2 type: TYPE_INT32 | name: "mass" number: 2 type: TYPE_INT64 | field yard.Lift #2: was mass int32 single, is mass int64 single (retyped)
        field made repeated      | name: "load" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL | name: "load" number: 1 type: TYPE_STRING label: LABEL_REPEATED | field yard.Lift #1: was load string single, is load string repeated (retyped)
        field made optional      | name: "load" number: 1 type: TYPE_STRING | name: "load" number: 1 type: TYPE_STRING proto3_optional: true | field yard.Lift #1: was load string single, is load string optional (retyped)
        number reused            | name: "mass" number: 2 | name: "weight" number: 2 | field yard.Lift #2: was mass int32 single, is weight int32 single (number reused, or renamed)
        message removed          | message_type { name: "Lifted" } | . | message yard.Lifted: removed
        nested message renamed   | name: "Sling" | name: "Strap" | message yard.Lift.Sling: removed
        reserved range narrowed  | start: 7 end: 9 | start: 7 end: 8 | reserved yard.Lift #7-8: no longer reserved
        reserved name given up   | reserved_name: "crane" | . | reserved yard.Lift "crane": no longer reserved
        enum value removed       | value { name: "HOOK_SWIVEL" number: 1 } | . | value yard.Hook #1: removed; reserve 1 and "HOOK_SWIVEL"
        enum value renamed       | name: "HOOK_SWIVEL" number: 1 | name: "HOOK_EYE" number: 1 | value yard.Hook #1: was HOOK_SWIVEL, is HOOK_EYE (number reused, or renamed)
        enum value renumbered    | name: "HOOK_SWIVEL" number: 1 | name: "HOOK_SWIVEL" number: 2 | value yard.Hook #1: HOOK_SWIVEL is now #2 (renumbered)
        enum reservation dropped | reserved_range { start: 5 end: 5 } | . | reserved yard.Hook #5-5: no longer reserved
        enum removed             | name: "Hook" | name: "Claw" | enum yard.Hook: removed
        rpc removed              | method { name: "Raise" input_type: ".yard.Lift" output_type: ".yard.Lifted" } | . | rpc yard.Yard/Raise: removed
        rpc input changed        | name: "Raise" input_type: ".yard.Lift" | name: "Raise" input_type: ".yard.Lifted" | rpc yard.Yard/Raise: was .yard.Lift -> .yard.Lifted, is .yard.Lifted -> .yard.Lifted
        rpc stopped streaming    | server_streaming: true | . | rpc yard.Yard/Watch: was .yard.Lift -> .yard.Lifted stream, is .yard.Lift -> .yard.Lifted
        service renamed          | name: "Yard" | name: "Site" | service yard.Yard: removed
        """)
    void findsEachKindOfBreak(String kind, String from, String to, String expected) throws Exception {
        assertThat(RELEASED).as("the text to change").contains(from);

        assertThat(WireBreaks.between(shape(RELEASED), shape(RELEASED.replace(from, to.equals(".") ? "" : to))))
                .as(kind)
                .contains(expected);
    }

    @Test
    void findsAFieldThatJoinedAOneof() throws Exception {
        var joined = file(RELEASED).toBuilder();
        joined.getMessageTypeBuilder(0).addOneofDeclBuilder().setName("what");
        joined.getMessageTypeBuilder(0).getFieldBuilder(0).setOneofIndex(0);

        assertThat(WireBreaks.between(shape(RELEASED), WireShape.of(List.of(joined.build()))))
                .containsExactly("field yard.Lift #1: was load string single, is load string oneof what (retyped)");
    }

    @Test
    void letsAFieldGoWhoseNumberAndNameAreReserved() throws Exception {
        var without = file(RELEASED).toBuilder();
        without.getMessageTypeBuilder(0)
                .removeField(1)
                .addReservedName("mass")
                .addReservedRange(
                        DescriptorProto.ReservedRange.newBuilder().setStart(2).setEnd(3));

        assertThat(WireBreaks.between(shape(RELEASED), WireShape.of(List.of(without.build()))))
                .isEmpty();
    }

    @Test
    void letsAReservedRangeGrow() throws Exception {
        var wider = RELEASED.replace("start: 7 end: 9", "start: 6 end: 12");

        assertThat(WireBreaks.between(shape(RELEASED), shape(wider))).isEmpty();
    }

    @Test
    void letsThingsBeAdded() throws Exception {
        var more = RELEASED + """
            message_type { name: "Lowered" field { name: "load" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL } }
            enum_type { name: "Wind" value { name: "WIND_UNSPECIFIED" number: 0 } }
            service { name: "Mast" method { name: "Turn" input_type: ".yard.Lift" output_type: ".yard.Lifted" } }
            """;

        assertThat(WireBreaks.between(shape(RELEASED), shape(more))).isEmpty();
    }

    @Test
    void readsBackWhatItWrote() throws Exception {
        assertThat(WireShape.parse(shape(RELEASED).text())).isEqualTo(shape(RELEASED));
    }

    private static WireShape shape(String text) throws TextFormat.ParseException {
        return WireShape.of(List.of(file(text)));
    }

    private static FileDescriptorProto file(String text) throws TextFormat.ParseException {
        return TextFormat.parse(text, FileDescriptorProto.class);
    }
}
