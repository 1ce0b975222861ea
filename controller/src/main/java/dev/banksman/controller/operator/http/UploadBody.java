package dev.banksman.controller.operator.http;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpObject;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** The bytes of an upload as the messages of a call, as many as its handler takes. */
final class UploadBody<Q> implements Subscriber<HttpObject> {

    private final BridgedCall<Q, ?> call;
    private final FieldDescriptor field;
    private final AtomicLong early = new AtomicLong();
    private Message next;
    private volatile @Nullable Subscription subscription;

    /** @param first what comes with the first piece */
    UploadBody(BridgedCall<Q, ?> call, FieldDescriptor field, Message first) {
        this.call = call;
        this.field = field;
        this.next = first;
    }

    /** The handler takes more; it may say so before there is anything. */
    void demand(int messages) {
        synchronized (early) {
            var source = subscription;
            if (source == null) {
                early.addAndGet(messages);
            } else {
                source.request(messages);
            }
        }
    }

    @Override
    public void onSubscribe(Subscription source) {
        synchronized (early) {
            subscription = source;
            if (early.get() > 0) {
                source.request(early.get());
            }
        }
    }

    @Override
    @SuppressWarnings("unchecked")
    public void onNext(HttpObject part) {
        if (part instanceof HttpData data && !data.isEmpty()) {
            call.received((Q) next.toBuilder()
                    .setField(field, ByteString.copyFrom(data.array()))
                    .build());
            next = next.getDefaultInstanceForType();
        } else {
            demand(1);
        }
    }

    @Override
    public void onError(Throwable cause) {
        call.cancel();
    }

    @Override
    public void onComplete() {
        call.receivedAll();
    }
}
