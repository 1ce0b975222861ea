package dev.banksman.controller.operator.http;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which field of an answer is the file itself, for those who ask for it with {@code alt=media}: {@code content} or
 * {@code data}, of the type in {@code media_type} where there is one.
 */
record RawContent(FieldDescriptor field, @Nullable FieldDescriptor mediaType) {

    /** Empty for answers that are no files. */
    static Optional<RawContent> of(Descriptor answer) {
        for (var name : new String[] {"content", "data"}) {
            var field = answer.findFieldByName(name);
            if (field != null && field.getType() == FieldDescriptor.Type.BYTES && !field.isRepeated()) {
                return Optional.of(new RawContent(field, answer.findFieldByName("media_type")));
            }
        }
        return Optional.empty();
    }

    byte[] bytes(Message message) {
        return ((ByteString) message.getField(field)).toByteArray();
    }

    /** Kept, not shown: what a host's command or a runbook's author wrote must not act in the console's name. */
    ResponseHeaders headers(Message message) {
        var type = mediaType == null ? "" : (String) message.getField(mediaType);
        var headers = ResponseHeaders.builder(HttpStatus.OK)
                .contentType(type.isEmpty() ? MediaType.OCTET_STREAM : MediaType.parse(type))
                .set(HttpHeaderNames.CONTENT_DISPOSITION, "attachment");
        ApiHeaders.add(headers);
        return headers.build();
    }
}
