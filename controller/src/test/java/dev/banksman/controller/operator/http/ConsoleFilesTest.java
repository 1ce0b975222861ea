package dev.banksman.controller.operator.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ConsoleFilesTest {

    private final ConsoleFiles files = new ConsoleFiles(ConsoleFilesTest.class.getClassLoader(), "console-sample/");

    @Test
    void theRootIsTheIndexAndTheRestStandsBelowConsole() {
        assertThat(get("/").contentUtf8()).contains("<title>Sample</title>");
        assertThat(get("/console/").contentUtf8()).contains("<title>Sample</title>");
        assertThat(get("/console/parts/words.js").contentType().toString()).startsWith("text/javascript");
    }

    @Test
    void pagesLoadFromHereAloneAndAreNotGuessedAt() {
        for (var path : new String[] {"/", "/console/none.js"}) {
            var headers = get(path).headers();
            assertThat(headers.get(HttpHeaderNames.CONTENT_SECURITY_POLICY))
                    .startsWith("default-src 'none'; script-src 'self'")
                    .contains("frame-ancestors 'none'")
                    .doesNotContain("unsafe")
                    .doesNotContain("http");
            assertThat(headers.get(HttpHeaderNames.X_CONTENT_TYPE_OPTIONS)).isEqualTo("nosniff");
            assertThat(headers.get(HttpHeaderNames.REFERRER_POLICY)).isEqualTo("no-referrer");
            assertThat(headers.get(HttpHeaderNames.CACHE_CONTROL)).isEqualTo("no-cache");
        }
    }

    @Test
    void whatTheBrowserHasIsNotSentAgain() {
        var etag = get("/").headers().get(HttpHeaderNames.ETAG);
        var again = ask(RequestHeaders.builder(HttpMethod.GET, "/")
                .set(HttpHeaderNames.IF_NONE_MATCH, etag)
                .build());

        assertThat(again.status().code()).isEqualTo(304);
        assertThat(again.content().isEmpty()).isTrue();
    }

    @Test
    void isPackedForThoseWhoCanUnpackIt() throws Exception {
        var plain = get("/console/parts/words.js");
        var packed = ask(RequestHeaders.builder(HttpMethod.GET, "/console/parts/words.js")
                .set(HttpHeaderNames.ACCEPT_ENCODING, "br, gzip")
                .build());

        assertThat(packed.content().length()).isLessThan(plain.content().length() / 4);
        try (var zip =
                new GZIPInputStream(new ByteArrayInputStream(packed.content().array()))) {
            assertThat(new String(zip.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(plain.contentUtf8());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/console/none.html",
                "/console/parts/.../words.js",
                "/console/parts",
                "/console/.hidden.txt",
                "/console/words.class",
                "/other.html"
            })
    void nothingElseIsThere(String path) {
        assertThat(get(path).status().code()).isEqualTo(404);
    }

    @Test
    void filesAreOnlyRead() {
        var refused = ask(RequestHeaders.of(HttpMethod.POST, "/"));

        assertThat(refused.status().code()).isEqualTo(405);
        assertThat(refused.headers().get(HttpHeaderNames.ALLOW)).isEqualTo("GET, HEAD");
    }

    private AggregatedHttpResponse get(String path) {
        return ask(RequestHeaders.of(HttpMethod.GET, path));
    }

    private AggregatedHttpResponse ask(RequestHeaders headers) {
        var request = HttpRequest.of(headers);
        return files.serve(ServiceRequestContext.of(request), request)
                .aggregate()
                .join();
    }
}
