package dev.banksman.deploy.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A run of 500 hosts with 20,000 tasks, and a log of 1 GiB. What must hold whatever the machine does is asserted: the page
 * holds what is seen and little more, and shows what is there. Times are printed.
 */
@Tag("slow")
class ConsoleScaleIT {

    /** Scrolls in steps, one a frame, and tells how long frames took. */
    private static final String SCROLL = """
        async () => {
          const frame = () => new Promise(done => requestAnimationFrame(done));
          const times = [];
          let before = await frame();
          let most = 0;
          for (let i = 0; i < 120; i++) {
            scrollBy(0, i < 60 ? 150 : -150);
            const now = await frame();
            times.push(now - before);
            before = now;
            most = Math.max(most, document.querySelectorAll('*').length);
          }
          times.sort((a, b) => a - b);
          return { median: times[60], ninety: times[108], longest: times[119], nodes: most };
        }
        """;

    private static final String KEYS = """
        async () => {
          const frame = () => new Promise(done => requestAnimationFrame(done));
          const from = performance.now();
          for (let i = 0; i < 60; i++) {
            document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'j', bubbles: true }));
            await frame();
            await frame();
            await frame();
          }
          return { each: (performance.now() - from) / 60, nodes: document.querySelectorAll('*').length };
        }
        """;

    @Test
    void boardOfFiveHundredHostsHoldsWhatIsSeen() throws Exception {
        try (var fleet = new BigFleet();
                var browser = Browser.open()) {
            PlaywrightAssertions.setDefaultAssertionTimeout(Browser.PATIENCE);
            var page = browser.page(1440, 900, ColorScheme.DARK);
            new Visitor(page, fleet.address()).signIn("any");
            var from = System.nanoTime();
            page.evaluate("() => { location.hash = '#/run/big'; }");
            assertThat(page.locator(".longlist .host-row").first()).isVisible();
            print("20,000 tasks loaded and shown", (System.nanoTime() - from) / 1e6);

            // Those under way come first; what is fine is folded below them.
            page.evaluate("() => scrollTo(0, document.documentElement.scrollHeight)");
            assertThat(page.locator(".fold-row").first()).containsText("166 hosts not begun");
            page.locator(".fold-row").first().click();
            page.evaluate("() => scrollTo(0, 0)");
            var scrolled = measured(page, SCROLL);
            print("scrolling the board, a frame, median", number(scrolled, "median"));
            print("scrolling the board, a frame, nine of ten", number(scrolled, "ninety"));
            var keys = measured(page, KEYS);
            print("a key in the board, three frames", number(keys, "each"));
            assertThat(number(scrolled, "nodes")).isLessThan(8_000);
            assertThat(number(keys, "nodes")).isLessThan(8_000);

            page.keyboard().press("o");
            assertThat(page.locator(".fold-row")).hasCount(0);
            assertThat(page.locator(".host-row").first()).containsText("needs a decision");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    void logOfOneGigabyteShowsWhatIsThere() throws Exception {
        try (var fleet = new BigFleet();
                var browser = Browser.open()) {
            PlaywrightAssertions.setDefaultAssertionTimeout(Browser.PATIENCE);
            var page = browser.page(1440, 900, ColorScheme.DARK);
            new Visitor(page, fleet.address()).signIn("any");
            page.evaluate("() => { location.hash = '#/log/big/host-007/1'; }");
            assertThat(page.locator(".log-line").first()).containsText("line");
            var lines = BigFleet.LOG_BYTES / BigFleet.LINE_BYTES;
            assertThat(page.locator(".log-text")).containsText("line " + (lines - 1) + " ");

            page.locator(".log-text").focus();
            page.keyboard().press("Home");
            assertThat(page.locator(".log-line").first()).containsText("line 0 ");
            var bar = page.locator(".log-bar").boundingBox();
            var from = System.nanoTime();
            page.mouse().click(bar.x + 5, bar.y + bar.height / 2);
            page.waitForFunction(
                    "() => Number(document.querySelector('.log-line').textContent.split(' ')[1]) > 1000000");
            print("a jump into the middle of 1 GiB", (System.nanoTime() - from) / 1e6);
            var first = Long.parseLong(
                    page.locator(".log-line").first().textContent().strip().split(" ")[1]);
            assertThat(first).isBetween(lines * 45 / 100, lines * 55 / 100);
            page.mouse().move(bar.x - 300, bar.y + 200);
            page.mouse().wheel(0, 1900);
            page.waitForFunction(
                    "first => Number(document.querySelector('.log-line').textContent.split(' ')[1]) > first",
                    (double) first);
            assertThat(number(measured(page, SCROLL), "nodes")).isLessThan(2_000);
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> measured(Page page, String script) {
        return (Map<String, Object>) page.evaluate(script);
    }

    private static double number(Map<String, Object> measured, String name) {
        return ((Number) measured.get(name)).doubleValue();
    }

    private static void print(String what, double milliseconds) {
        System.out.printf("console: %s: %.1f ms%n", what, milliseconds);
    }
}
