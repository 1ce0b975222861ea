package dev.banksman.deploy.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.ColorScheme;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The console's pure logic, tested where it runs; its tests are in {@code logic.test.js}. */
class ConsoleLogicTest {

    @Test
    @SuppressWarnings("unchecked")
    void logicHolds() {
        try (var browser = Browser.open()) {
            var page = browser.page(800, 600, ColorScheme.DARK);
            ConsoleFilesOffline.serve(page);
            page.navigate(ConsoleFilesOffline.ADDRESS + "/console/icon.svg");

            var result = (Map<String, Object>)
                    page.evaluate("async () => (await import('/console/logic.test.js')).default()");

            assertThat((List<String>) result.get("wrong")).isEmpty();
            assertThat(((Number) result.get("ran")).intValue()).isGreaterThan(15);
            assertThat(browser.complaints()).isEmpty();
        }
    }
}
