package dev.banksman.controller.operator.http;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.banksman.common.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The files of the console, from the class path: {@code /} is its {@code index.html}, {@code /console/...} the rest. They
 * take no token, because they tell nothing; whatever they show, they ask the API for. A browser asks each time whether a
 * file is still the same, by its digest, and is answered without the file if so.
 *
 * <p>The policy lets pages load from here and from nowhere else, run no script that stands in a page, and be framed by
 * nobody. Safe for many threads; each file is read once.
 */
public final class ConsoleFiles implements HttpService {

    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none';"
                    + " frame-ancestors 'none'; require-trusted-types-for 'script'";
    private static final Pattern NAME =
            Pattern.compile("[A-Za-z0-9@_-][A-Za-z0-9@._-]*(/[A-Za-z0-9@_-][A-Za-z0-9@._-]*)*");
    private static final String PREFIX = "/console/";

    private static final Map<String, MediaType> TYPES = Map.of(
            "html", MediaType.HTML_UTF_8,
            "css", MediaType.CSS_UTF_8,
            "js", MediaType.parse("text/javascript; charset=utf-8"),
            "json", MediaType.JSON_UTF_8,
            "svg", MediaType.SVG_UTF_8,
            "png", MediaType.PNG,
            "ico", MediaType.ICO,
            "txt", MediaType.PLAIN_TEXT_UTF_8,
            "webmanifest", MediaType.parse("application/manifest+json"),
            "woff2", MediaType.parse("font/woff2"));

    private record Content(MediaType type, String etag, byte[] plain, byte @Nullable [] packed) {}

    private final ClassLoader loader;
    private final String folder;
    private final Map<String, Content> contents = new ConcurrentHashMap<>();

    /** @param folder where they are on the class path, with a slash at its end */
    public ConsoleFiles(ClassLoader loader, String folder) {
        this.loader = loader;
        this.folder = folder;
    }

    @Override
    public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
        if (request.method() != HttpMethod.GET && request.method() != HttpMethod.HEAD) {
            return HttpResponse.of(
                    headers(HttpStatus.METHOD_NOT_ALLOWED, MediaType.PLAIN_TEXT_UTF_8).toBuilder()
                            .set(HttpHeaderNames.ALLOW, "GET, HEAD")
                            .build(),
                    HttpData.ofUtf8("Files are read with GET.\n"));
        }
        var path = context.path();
        var name = path.equals("/") || path.equals(PREFIX)
                ? "index.html"
                : path.startsWith(PREFIX) ? path.substring(PREFIX.length()) : "";
        return content(name)
                .map(found -> answer(request, found))
                .orElseGet(() -> HttpResponse.of(
                        headers(HttpStatus.NOT_FOUND, MediaType.PLAIN_TEXT_UTF_8),
                        HttpData.ofUtf8("There is no such file.\n")));
    }

    private static HttpResponse answer(HttpRequest request, Content content) {
        var headers = headers(HttpStatus.OK, content.type()).toBuilder()
                .set(HttpHeaderNames.ETAG, content.etag())
                .set(HttpHeaderNames.VARY, "accept-encoding");
        if (request.headers().get(HttpHeaderNames.IF_NONE_MATCH, "").contains(content.etag())) {
            return HttpResponse.of(headers.status(HttpStatus.NOT_MODIFIED).build());
        }
        var body = content.plain();
        if (content.packed() != null
                && request.headers().get(HttpHeaderNames.ACCEPT_ENCODING, "").contains("gzip")) {
            headers.set(HttpHeaderNames.CONTENT_ENCODING, "gzip");
            body = content.packed();
        }
        headers.contentLength(body.length);
        return request.method() == HttpMethod.HEAD
                ? HttpResponse.of(headers.build())
                : HttpResponse.of(headers.build(), HttpData.wrap(body));
    }

    private static ResponseHeaders headers(HttpStatus status, MediaType type) {
        return ResponseHeaders.builder(status)
                .contentType(type)
                .set(HttpHeaderNames.CACHE_CONTROL, "no-cache")
                .set(HttpHeaderNames.CONTENT_SECURITY_POLICY, POLICY)
                .set(HttpHeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff")
                .set(HttpHeaderNames.REFERRER_POLICY, "no-referrer")
                .set(HttpHeaderNames.CROSS_ORIGIN_RESOURCE_POLICY, "same-origin")
                .set(HttpHeaderNames.CROSS_ORIGIN_OPENER_POLICY, "same-origin")
                .build();
    }

    /** Empty for whatever is no file of the console, such as a name that leads out of its folder. */
    private Optional<Content> content(String name) {
        var type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (type == null || !NAME.matcher(name).matches()) {
            return Optional.empty();
        }
        var known = contents.get(name);
        if (known != null) {
            return Optional.of(known);
        }
        try (var stream = loader.getResourceAsStream(folder + name)) {
            if (stream == null) {
                return Optional.empty();
            }
            var bytes = stream.readAllBytes();
            var content = new Content(type, '"' + Digest.of(bytes).hex() + '"', bytes, packed(bytes));
            contents.put(name, content);
            return Optional.of(content);
        } catch (IOException e) {
            throw new UncheckedIOException("The console's file " + name + " cannot be read", e);
        }
    }

    /** Absent where it would not be smaller, as for pictures. */
    private static byte @Nullable [] packed(byte[] bytes) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(packed)) {
            zip.write(bytes);
        }
        return packed.size() < bytes.length ? packed.toByteArray() : null;
    }
}
