package dev.banksman.controller.operator.http;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpHeadersBuilder;

/** What every answer of the API says to browsers and to what stands between: keep nothing, guess nothing, frame nothing. */
final class ApiHeaders {

    private ApiHeaders() {}

    static void add(HttpHeadersBuilder headers) {
        headers.set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .set(HttpHeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff")
                .set(HttpHeaderNames.REFERRER_POLICY, "no-referrer")
                .set(HttpHeaderNames.CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'; sandbox");
    }
}
