package dev.banksman.proto.compatibility;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What another version of the product can see of the protos, as sorted lines that a person can review:
 *
 * <pre>
 * enum     banksman.agent.v1.Stream
 * field    banksman.agent.v1.Dispatch #1 = attempt string single
 * message  banksman.agent.v1.Dispatch
 * reserved banksman.agent.v1.Dispatch #4-6
 * reserved banksman.agent.v1.Dispatch "deadline"
 * rpc      banksman.agent.v1.Link/Control = .banksman.agent.v1.FromAgent stream -> .banksman.agent.v1.ToAgent stream
 * service  banksman.agent.v1.Link
 * value    banksman.agent.v1.Stream #0 = STREAM_UNSPECIFIED
 * </pre>
 *
 * <p>Left of " = " stands what must stay, right of it what it must stay as.
 */
record WireShape(SortedMap<String, String> lines) {

    static WireShape of(Collection<FileDescriptorProto> files) {
        var lines = new TreeMap<String, String>();
        for (var file : files) {
            var scope = file.getPackage();
            file.getMessageTypeList().forEach(message -> message(scope, message, lines));
            file.getEnumTypeList().forEach(type -> enumeration(scope, type, lines));
            file.getServiceList().forEach(service -> service(scope, service, lines));
        }
        return new WireShape(lines);
    }

    static WireShape parse(List<String> text) {
        return new WireShape(text.stream()
                .map(line -> line.split(" = ", 2))
                .collect(Collectors.toMap(
                        parts -> parts[0], parts -> parts.length == 2 ? parts[1] : "", (a, b) -> b, TreeMap::new)));
    }

    List<String> text() {
        return lines.entrySet().stream().map(WireShape::text).toList();
    }

    private static String text(Map.Entry<String, String> line) {
        return line.getValue().isEmpty() ? line.getKey() : line.getKey() + " = " + line.getValue();
    }

    private static void message(String scope, DescriptorProto message, Map<String, String> lines) {
        var name = scope + "." + message.getName();
        lines.put("message " + name, "");
        for (var field : message.getFieldList()) {
            lines.put("field " + name + " #" + field.getNumber(), field(field, message));
        }
        for (var range : message.getReservedRangeList()) {
            // The end of a message's range is exclusive, that of an enum's inclusive.
            lines.put("reserved " + name + " #" + range.getStart() + "-" + (range.getEnd() - 1), "");
        }
        message.getReservedNameList().forEach(reserved -> lines.put("reserved " + name + " \"" + reserved + '"', ""));
        message.getNestedTypeList().forEach(nested -> message(name, nested, lines));
        message.getEnumTypeList().forEach(nested -> enumeration(name, nested, lines));
    }

    private static String field(FieldDescriptorProto field, DescriptorProto message) {
        var type = field.getTypeName().isEmpty()
                ? field.getType().name().substring("TYPE_".length()).toLowerCase(Locale.ROOT)
                : field.getTypeName();
        return field.getName() + " " + type + " " + cardinality(field, message);
    }

    private static String cardinality(FieldDescriptorProto field, DescriptorProto message) {
        if (field.getLabel() == FieldDescriptorProto.Label.LABEL_REPEATED) {
            return "repeated";
        }
        if (field.getProto3Optional()) {
            return "optional";
        }
        return field.hasOneofIndex()
                ? "oneof " + message.getOneofDecl(field.getOneofIndex()).getName()
                : "single";
    }

    private static void enumeration(String scope, EnumDescriptorProto type, Map<String, String> lines) {
        var name = scope + "." + type.getName();
        lines.put("enum " + name, "");
        for (var value : type.getValueList()) {
            lines.merge("value " + name + " #" + value.getNumber(), value.getName(), (a, b) -> a + " " + b);
        }
        for (var range : type.getReservedRangeList()) {
            lines.put("reserved " + name + " #" + range.getStart() + "-" + range.getEnd(), "");
        }
        type.getReservedNameList().forEach(reserved -> lines.put("reserved " + name + " \"" + reserved + '"', ""));
    }

    private static void service(String scope, ServiceDescriptorProto service, Map<String, String> lines) {
        var name = scope + "." + service.getName();
        lines.put("service " + name, "");
        service.getMethodList().forEach(method -> lines.put("rpc " + name + "/" + method.getName(), rpc(method)));
    }

    private static String rpc(MethodDescriptorProto method) {
        return method.getInputType() + (method.getClientStreaming() ? " stream" : "") + " -> " + method.getOutputType()
                + (method.getServerStreaming() ? " stream" : "");
    }
}
