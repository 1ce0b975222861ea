package dev.banksman.controller.operator.http;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.GenericDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the protos say about themselves: the comment before each method, message, field and value, by its full name. */
public final class ProtoComments {

    private static final String RESOURCE = "banksman/descriptors.pb";
    // Numbers of fields of descriptor.proto, of which paths in it are made.
    private static final int MESSAGES = 4;
    private static final int ENUMS = 5;
    private static final int SERVICES = 6;
    private static final int FIELDS = 2;
    private static final int NESTED = 3;
    private static final int NESTED_ENUMS = 4;
    private static final int VALUES = 2;
    private static final int METHODS = 2;

    private final Map<String, String> comments = new HashMap<>();

    private ProtoComments() {}

    /** Reads those that were packaged with the protos. */
    public static ProtoComments load() {
        try (var stream = ProtoComments.class.getClassLoader().getResourceAsStream(RESOURCE)) {
            if (stream == null) {
                throw new IllegalStateException("Expected " + RESOURCE + " on the class path, found none.");
            }
            var comments = new ProtoComments();
            FileDescriptorSet.parseFrom(stream).getFileList().forEach(comments::read);
            return comments;
        } catch (IOException e) {
            throw new UncheckedIOException("The protos' descriptors cannot be read", e);
        }
    }

    /** As one paragraph for each paragraph of the comment; empty if there is none. */
    public String of(GenericDescriptor described) {
        return comments.getOrDefault(described.getFullName(), "");
    }

    /** The comment's first sentence. */
    public String firstSentence(GenericDescriptor described) {
        var text = of(described);
        var end = text.indexOf(". ");
        return end < 0 ? text : text.substring(0, end + 1);
    }

    private void read(FileDescriptorProto file) {
        var texts = new HashMap<List<Integer>, String>();
        file.getSourceCodeInfo().getLocationList().forEach(location -> {
            if (!location.getLeadingComments().isBlank()) {
                texts.put(List.copyOf(location.getPathList()), paragraphs(location.getLeadingComments()));
            }
        });
        var reading = new Reading(texts);
        for (int i = 0; i < file.getMessageTypeCount(); i++) {
            reading.message(file.getPackage(), file.getMessageType(i), List.of(MESSAGES, i));
        }
        for (int i = 0; i < file.getEnumTypeCount(); i++) {
            reading.values(file.getPackage(), file.getEnumType(i), List.of(ENUMS, i));
        }
        for (int i = 0; i < file.getServiceCount(); i++) {
            var service = file.getPackage() + "." + file.getService(i).getName();
            reading.keep(service, List.of(SERVICES, i));
            for (int j = 0; j < file.getService(i).getMethodCount(); j++) {
                reading.keep(
                        service + "." + file.getService(i).getMethod(j).getName(), List.of(SERVICES, i, METHODS, j));
            }
        }
    }

    private static String paragraphs(String comment) {
        return comment.strip()
                .lines()
                .map(String::strip)
                .collect(Collectors.joining("\n"))
                .replaceAll("(?<!\n)\n(?!\n)", " ");
    }

    private final class Reading {

        private final Map<List<Integer>, String> texts;

        Reading(Map<List<Integer>, String> texts) {
            this.texts = texts;
        }

        void keep(String name, List<Integer> path) {
            var text = texts.get(path);
            if (text != null) {
                comments.put(name, text);
            }
        }

        void message(String scope, DescriptorProto message, List<Integer> path) {
            var name = scope + "." + message.getName();
            keep(name, path);
            for (int i = 0; i < message.getFieldCount(); i++) {
                keep(name + "." + message.getField(i).getName(), below(path, FIELDS, i));
            }
            for (int i = 0; i < message.getNestedTypeCount(); i++) {
                message(name, message.getNestedType(i), below(path, NESTED, i));
            }
            for (int i = 0; i < message.getEnumTypeCount(); i++) {
                values(name, message.getEnumType(i), below(path, NESTED_ENUMS, i));
            }
        }

        void values(String scope, EnumDescriptorProto type, List<Integer> path) {
            keep(scope + "." + type.getName(), path);
            for (int i = 0; i < type.getValueCount(); i++) {
                // Values stand beside their type, not below it.
                keep(scope + "." + type.getValue(i).getName(), below(path, VALUES, i));
                keep(scope + "." + type.getName() + "." + type.getValue(i).getName(), below(path, VALUES, i));
            }
        }

        private static List<Integer> below(List<Integer> path, int kind, int index) {
            var below = new java.util.ArrayList<>(path);
            below.add(kind);
            below.add(index);
            return List.copyOf(below);
        }
    }
}
