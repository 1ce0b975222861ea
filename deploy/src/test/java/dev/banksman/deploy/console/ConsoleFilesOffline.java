package dev.banksman.deploy.console;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Map;

/** The console's files for a page, without a controller: from the class path, under an address that nobody has. */
final class ConsoleFilesOffline {

    static final String ADDRESS = "http://localhost:1";

    private static final Map<String, String> TYPES =
            Map.of("js", "text/javascript", "html", "text/html", "css", "text/css", "svg", "image/svg+xml");

    private ConsoleFilesOffline() {}

    /** Answers for everything below {@link #ADDRESS}; routes that are added later come first. */
    static void serve(Page page) {
        page.route(ADDRESS + "/**", ConsoleFilesOffline::answer);
    }

    private static void answer(Route route) {
        var path = URI.create(route.request().url()).getPath();
        var name = path.equals("/") ? "console/index.html" : path.substring(1);
        try (InputStream file = ConsoleFilesOffline.class.getClassLoader().getResourceAsStream(name)) {
            if (file == null) {
                route.fulfill(new Route.FulfillOptions().setStatus(404).setBody("{}"));
                return;
            }
            route.fulfill(new Route.FulfillOptions()
                    .setContentType(TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "text/plain")
                            + "; charset=utf-8")
                    .setBodyBytes(file.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
