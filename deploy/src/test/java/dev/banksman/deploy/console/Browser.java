package dev.banksman.deploy.console;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Chromium without a window, as the machine has it. Remembers what pages complained of: a script that failed, or something
 * that the console's security policy refused, is a failure of the test that asks. For one thread.
 */
public final class Browser implements AutoCloseable {

    /** In milliseconds; the machine may be busy with other tests. */
    public static final double PATIENCE = 60_000;

    private static final List<String> OPTIONS = List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    /** What the browser itself says of answers that are no success: pages tell those in their own words. */
    private static final Pattern ANSWERS = Pattern.compile("Failed to load resource.*|.*net::ERR_.*");

    private final Playwright playwright;
    private final com.microsoft.playwright.Browser chromium;
    private final List<String> complaints = new ArrayList<>();

    private Browser(Playwright playwright, com.microsoft.playwright.Browser chromium) {
        this.playwright = playwright;
        this.chromium = chromium;
    }

    /** Skips the test where there is no chromium. */
    public static Browser open() {
        var program = program("chromium");
        assumeTrue(program.isPresent(), "no chromium on the PATH");
        var playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        var chromium = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(program.get())
                        .setArgs(OPTIONS));
        return new Browser(playwright, chromium);
    }

    private static Optional<Path> program(String name) {
        for (var folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
            var program = Path.of(folder).resolve(name);
            if (Files.isExecutable(program)) {
                return Optional.of(program);
            }
        }
        return Optional.empty();
    }

    /** A page of somebody who has not been here before. */
    public Page page(int width, int height, ColorScheme theme) {
        BrowserContext context = chromium.newContext(new com.microsoft.playwright.Browser.NewContextOptions()
                .setViewportSize(width, height)
                .setColorScheme(theme)
                .setTimezoneId("UTC")
                .setIgnoreHTTPSErrors(true));
        context.setDefaultTimeout(PATIENCE);
        var page = context.newPage();
        page.onPageError(error -> complaints.add(page.url() + ": " + error));
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")
                    && !ANSWERS.matcher(message.text()).matches()) {
                complaints.add(page.url() + ": " + message.text());
            }
        });
        return page;
    }

    /** What pages have complained of since this was asked last. */
    public List<String> complaints() {
        var all = List.copyOf(complaints);
        complaints.clear();
        return all;
    }

    @Override
    public void close() {
        chromium.close();
        playwright.close();
    }
}
