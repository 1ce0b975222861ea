package dev.banksman.controller.operator.http;

import com.google.common.util.concurrent.MoreExecutors;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Message;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.protobuf.ProtoUtils;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Serves the methods of a service by HTTP, through the handlers that serve them by gRPC. */
public final class HttpApi implements HttpService {

    /**
     * What is bounded.
     *
     * @param bodyBytes of a body in JSON
     * @param answer how long a call that gives one answer may take
     * @param heartbeat after what silence a stream says that it is still there
     */
    public record Limits(int bodyBytes, Duration answer, Duration heartbeat) {}

    private static final Duration HEAD_AFTER = Duration.ofMillis(500);
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final String LAST_EVENT_ID = "last-event-id";

    private final Limits limits;
    private final Predicate<@Nullable String> known;
    private final Routes routes;
    private final Map<String, ServerMethodDefinition<?, ?>> handlers = new HashMap<>();
    private final Json json;
    private final HttpErrors errors;
    private final RequestReader reader;

    /**
     * @param service with everything that stands in front of it
     * @param details messages that errors carry
     * @param known whether an authorization header is one of an operator: what comes from others is not read
     */
    public HttpApi(
            ServerServiceDefinition service,
            List<Descriptor> details,
            Predicate<@Nullable String> known,
            Limits limits) {
        this.limits = limits;
        this.known = known;
        service.getMethods()
                .forEach(method -> handlers.put(
                        Route.of(method.getMethodDescriptor()).method().getFullName(), method));
        this.routes = new Routes(service.getMethods().stream()
                .map(method -> Route.of(method.getMethodDescriptor()))
                .toList());
        this.json = new Json(details);
        this.errors = new HttpErrors(json);
        this.reader = new RequestReader(json);
    }

    @Override
    public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
        if (!known.test(request.headers().get(HttpHeaderNames.AUTHORIZATION))) {
            return errors.response(Status.UNAUTHENTICATED.withDescription(
                    "Expected a token of an operator ('authorization: Bearer ...'), found none that is known."));
        }
        return switch (routes.find(request.method(), context.path())) {
            case Routes.Search.Found(var route, var variables) ->
                serve(
                        context,
                        request,
                        route,
                        variables,
                        Objects.requireNonNull(
                                handlers.get(route.method().getFullName()), "each route is that of a handler"));
            case Routes.Search.OtherMethod(var allowed) -> otherMethod(request, context.path(), allowed);
            case Routes.Search.Nothing() ->
                errors.response(Status.NOT_FOUND.withDescription(
                        "There is nothing at " + context.path() + "; /v1/openapi.json says what there is."));
        };
    }

    private HttpResponse otherMethod(HttpRequest request, String path, java.util.Set<String> allowed) {
        var names = String.join(", ", allowed);
        var status =
                Status.UNIMPLEMENTED.withDescription(path + " takes " + names + ", found " + request.method() + ".");
        var refused = errors.response(HttpStatus.METHOD_NOT_ALLOWED, status, new Metadata());
        return refused.mapHeaders(
                headers -> headers.toBuilder().set(HttpHeaderNames.ALLOW, names).build());
    }

    private <Q, A> HttpResponse serve(
            ServiceRequestContext context,
            HttpRequest request,
            Route route,
            Map<String, String> variables,
            ServerMethodDefinition<Q, A> handler) {
        var query = QueryParams.fromQueryString(context.query());
        Reply reply;
        try {
            reply = reply(route, query, handler.getMethodDescriptor());
        } catch (IllegalArgumentException e) {
            return errors.response(Status.INVALID_ARGUMENT.withDescription(e.getMessage()));
        }
        var exchange = new Exchange<>(context, request, route, handler, reply);
        return route.shape() == Route.Shape.UPLOAD
                ? exchange.upload(variables, query)
                : exchange.call(variables, query);
    }

    private Reply reply(Route route, QueryParams query, MethodDescriptor<?, ?> method) {
        var alt = query.get(RequestReader.ALT, "json");
        var raw = RawContent.of(route.method().getOutputType());
        if (!alt.equals("json") && !(alt.equals("media") && raw.isPresent())) {
            throw new IllegalArgumentException(
                    "alt: expected json" + (raw.isPresent() ? " or media" : "") + ", found '" + alt + "'.");
        }
        var media = alt.equals("media");
        if (route.shape() != Route.Shape.EVENTS) {
            return media ? SingleReply.raw(raw.orElseThrow(), errors) : SingleReply.json(json, errors);
        }
        if (media) {
            return new StreamReply(new RawForm(raw.orElseThrow(), prototype(method.getResponseMarshaller())), errors);
        }
        var events = new EventForm(
                json,
                errors,
                EventForm.Resumption.of(route.request(), route.method().getOutputType()));
        return new StreamReply(events, errors);
    }

    private static Message prototype(MethodDescriptor.Marshaller<?> marshaller) {
        if (marshaller instanceof MethodDescriptor.PrototypeMarshaller<?> typed
                && typed.getMessagePrototype() instanceof Message message) {
            return message;
        }
        throw new IllegalStateException("Expected a marshaller of " + ProtoUtils.class.getName());
    }

    /** One request and its answer. */
    private final class Exchange<Q, A> {

        private final ServiceRequestContext context;
        private final HttpRequest request;
        private final Route route;
        private final ServerMethodDefinition<Q, A> handler;
        private final Reply reply;

        Exchange(
                ServiceRequestContext context,
                HttpRequest request,
                Route route,
                ServerMethodDefinition<Q, A> handler,
                Reply reply) {
            this.context = context;
            this.request = request;
            this.route = route;
            this.handler = handler;
            this.reply = reply;
        }

        HttpResponse call(Map<String, String> variables, QueryParams query) {
            context.setMaxRequestLength(limits.bodyBytes());
            var call = bridged(messages -> {});
            var response = answered(call);
            // Large bodies take their time to read; the event loop has none.
            var unused = request.aggregate()
                    .whenCompleteAsync(
                            (body, failure) -> {
                                if (failure == null) {
                                    begin(call, variables, query, body);
                                } else {
                                    unreadable(failure);
                                }
                            },
                            context.blockingTaskExecutor());
            return response;
        }

        private void begin(
                BridgedCall<Q, A> call, Map<String, String> variables, QueryParams query, AggregatedHttpRequest body) {
            try {
                var message = reader.read(
                        route,
                        prototype(handler.getMethodDescriptor().getRequestMarshaller()),
                        variables,
                        query,
                        text(body));
                begin(call);
                call.received(typed(resumed(message)));
                call.receivedAll();
            } catch (IllegalArgumentException e) {
                reply.close(Status.INVALID_ARGUMENT.withDescription(e.getMessage()), new Metadata());
            }
        }

        HttpResponse upload(Map<String, String> variables, QueryParams query) {
            Message first;
            try {
                first = reader.read(
                        route, prototype(handler.getMethodDescriptor().getRequestMarshaller()), variables, query, "");
            } catch (IllegalArgumentException e) {
                return errors.response(Status.INVALID_ARGUMENT.withDescription(e.getMessage()));
            }
            // Its length is the handler's to bound.
            context.setMaxRequestLength(0);
            var demanded = new CompletableFuture<UploadBody<Q>>();
            var call = bridged(messages -> {
                var unused = demanded.thenAccept(body -> body.demand(messages));
            });
            var body = new UploadBody<>(call, route.request().findFieldByName(route.body()), first);
            demanded.complete(body);
            var response = answered(call);
            begin(call);
            request.subscribe(body, context.eventLoop());
            var unused = reply.response().thenRun(request::abort);
            return response;
        }

        private BridgedCall<Q, A> bridged(java.util.function.IntConsumer demand) {
            return new BridgedCall<>(
                    handler.getMethodDescriptor(),
                    reply,
                    MoreExecutors.newSequentialExecutor(context.blockingTaskExecutor()),
                    demand);
        }

        private void begin(BridgedCall<Q, A> call) {
            var headers = new Metadata();
            var authorization = request.headers().get(HttpHeaderNames.AUTHORIZATION);
            if (authorization != null) {
                headers.put(AUTHORIZATION, authorization);
            }
            call.start(handler.getServerCallHandler(), headers);
        }

        /** The answer, which ends the call when its receiver leaves or nothing has come in time. */
        private HttpResponse answered(BridgedCall<Q, A> call) {
            var response = HttpResponse.of(reply.response());
            var over = response.whenComplete();
            var unused = over.whenComplete((done, left) -> {
                if (left != null) {
                    call.cancel();
                }
            });
            if (reply instanceof StreamReply stream) {
                var loop = context.eventLoop();
                var head = loop.schedule(stream::begin, HEAD_AFTER.toMillis(), TimeUnit.MILLISECONDS);
                var every = limits.heartbeat().toMillis();
                var alive = loop.scheduleAtFixedRate(stream::alive, every, every, TimeUnit.MILLISECONDS);
                unused = over.whenComplete((done, failure) -> {
                    head.cancel(false);
                    alive.cancel(false);
                });
            } else if (route.shape() == Route.Shape.ANSWER) {
                var late = context.eventLoop()
                        .schedule(() -> late(call), limits.answer().toMillis(), TimeUnit.MILLISECONDS);
                unused = over.whenComplete((done, failure) -> late.cancel(false));
            }
            return response;
        }

        private void late(BridgedCall<Q, A> call) {
            reply.close(
                    Status.DEADLINE_EXCEEDED.withDescription("No answer within "
                            + limits.answer().toSeconds()
                            + " s. What was asked for may have been done; asked again with the same idempotency key, it"
                            + " is not done twice."),
                    new Metadata());
            call.cancel();
        }

        private void unreadable(Throwable failure) {
            // What is too long, the server has answered already.
            reply.close(
                    Status.CANCELLED
                            .withDescription("The request was not read to its end.")
                            .withCause(failure),
                    new Metadata());
        }

        private String text(AggregatedHttpRequest body) {
            var type = body.contentType();
            if (!body.content().isEmpty() && (type == null || !type.isJson())) {
                throw new IllegalArgumentException("content-type: expected application/json, found "
                        + (type == null ? "none" : "'" + type + "'") + ".");
            }
            return body.contentUtf8();
        }

        /** Goes on where the last stream was cut. */
        private Message resumed(Message message) {
            var last = request.headers().get(LAST_EVENT_ID);
            if (last == null || last.isEmpty()) {
                return message;
            }
            var resumption =
                    EventForm.Resumption.of(route.request(), route.method().getOutputType());
            if (resumption.isEmpty()) {
                return message;
            }
            var builder = message.toBuilder().clearField(resumption.get().request());
            reader.resume(builder, resumption.get().request(), last);
            return builder.build();
        }

        @SuppressWarnings("unchecked")
        private Q typed(Message message) {
            return (Q) message;
        }
    }
}
