package dev.banksman.controller.operator.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.ResponseHeaders;
import dev.banksman.proto.operator.v1.OperatorGrpc;
import dev.banksman.proto.operator.v1.Problems;
import dev.banksman.proto.operator.v1.WatchRunReply;
import dev.banksman.proto.operator.v1.WatchRunRequest;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** The pace of a stream is that of its receiver; driven by hand, without a network or a clock. */
final class StreamReplyTest {

    /** As much as may be on its way to a receiver that takes nothing: the beginning of the stream and one message. */
    private static final int AHEAD = 2;

    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final Json json = new Json(List.of(Problems.getDescriptor()));
    private final HttpErrors errors = new HttpErrors(json);
    private final StreamReply reply = new StreamReply(
            new EventForm(
                    json,
                    errors,
                    EventForm.Resumption.of(WatchRunRequest.getDescriptor(), WatchRunReply.getDescriptor())),
            errors);
    private final Receiver receiver = new Receiver();
    private int made;

    /** Takes as many parts as it is told to. */
    private static final class Receiver implements Subscriber<HttpObject> {

        private final List<HttpObject> taken = new ArrayList<>();

        @Nullable
        private Subscription subscription;

        private boolean over;

        @Override
        public void onSubscribe(Subscription source) {
            subscription = source;
        }

        @Override
        public void onNext(HttpObject part) {
            taken.add(part);
        }

        @Override
        public void onError(Throwable cause) {
            over = true;
        }

        @Override
        public void onComplete() {
            over = true;
        }

        String text() {
            var text = new StringBuilder();
            for (var part : taken) {
                if (part instanceof HttpData data) {
                    text.append(data.toStringUtf8());
                }
            }
            return text.toString();
        }
    }

    private void settle() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }

    private void take(int parts) {
        var source = receiver.subscription;
        if (source == null) {
            throw new AssertionError("expected a subscription");
        }
        for (int i = 0; i < parts; i++) {
            source.request(1);
            settle();
        }
    }

    /** A handler that would send for ever, as fast as it may. */
    private BridgedCall<WatchRunRequest, WatchRunReply> endless() {
        var call = new BridgedCall<>(OperatorGrpc.getWatchRunMethod(), reply, tasks::add, messages -> {});
        call.start(
                ServerCalls.asyncServerStreamingCall((request, response) -> {
                    if (response instanceof ServerCallStreamObserver<WatchRunReply> paced) {
                        paced.setOnCancelHandler(() -> {});
                        paced.setOnReadyHandler(() -> {
                            while (paced.isReady()) {
                                made++;
                                paced.onNext(WatchRunReply.newBuilder()
                                        .setPosition(made)
                                        .build());
                            }
                        });
                    }
                }),
                new Metadata());
        call.received(WatchRunRequest.getDefaultInstance());
        call.receivedAll();
        settle();
        reply.response().join().subscribe(receiver, ImmediateEventExecutor.INSTANCE);
        settle();
        return call;
    }

    @Test
    void forAReceiverThatTakesNothingNothingIsMade() {
        endless();

        assertThat(made).isLessThanOrEqualTo(AHEAD);
    }

    @Test
    void nothingIsMadeAheadOfAReceiverAndNothingIsLeftOut() {
        endless();
        for (int i = 1; i <= 1_000; i++) {
            take(1);
            assertThat(made).isLessThanOrEqualTo(i + AHEAD);
        }

        assertThat(receiver.text()
                        .lines()
                        .filter(line -> line.startsWith("id: "))
                        .toList())
                .hasSizeGreaterThan(900)
                .containsExactlyElementsOf(ids(receiver.text()));
    }

    /** 1, 2, 3 and so on, as many as there are. */
    private static List<String> ids(String text) {
        var count = text.lines().filter(line -> line.startsWith("data: ")).count();
        var ids = new ArrayList<String>();
        for (int i = 1; i <= count; i++) {
            ids.add("id: " + i);
        }
        return ids;
    }

    @Test
    void saysThatItIsThereUnlessSomethingIsOnItsWay() {
        reply.begin();
        reply.response().join().subscribe(receiver, ImmediateEventExecutor.INSTANCE);
        reply.alive();
        take(2);
        assertThat(receiver.text()).isEqualTo("retry: 1000\n\n");

        reply.alive();
        reply.alive();
        take(2);
        assertThat(receiver.text()).isEqualTo("retry: 1000\n\n: alive\n\n");
    }

    @Test
    void whatFailsBeforeTheFirstMessageHasAStatusOfItsOwn() {
        reply.close(Status.NOT_FOUND.withDescription("There is no such run."), new Metadata());

        var response = reply.response().join().aggregate().join();
        assertThat(response.status().code()).isEqualTo(404);
        assertThat(response.contentUtf8())
                .isEqualTo("{\"code\":5,\"message\":\"There is no such run.\",\"details\":[]}");
    }

    @Test
    void whatFailsLaterIsTheLastEvent() {
        reply.message(WatchRunReply.newBuilder().setPosition(1).build());
        reply.close(Status.UNAVAILABLE.withDescription("The controller is stopping."), new Metadata());

        var response = reply.response().join().aggregate().join();
        assertThat(response.status().code()).isEqualTo(200);
        assertThat(response.contentUtf8())
                .endsWith("event: error\ndata: {\"code\":14,\"message\":\"The controller is stopping.\",\"details\":[]}"
                        + "\n\n");
    }

    @Test
    void theEndIsAnEventToo() {
        reply.close(Status.OK, new Metadata());

        var response = reply.response().join().aggregate().join();
        assertThat(response.headers()).isInstanceOf(ResponseHeaders.class);
        assertThat(response.contentUtf8()).isEqualTo("retry: 1000\n\nevent: end\ndata: {}\n\n");
    }
}
