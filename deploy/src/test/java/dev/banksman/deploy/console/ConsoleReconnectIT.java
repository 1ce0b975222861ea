package dev.banksman.deploy.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import dev.banksman.proto.operator.v1.GetRunRequest;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The controller is killed under an open page. */
@Tag("slow")
class ConsoleReconnectIT {

    @Test
    @SuppressWarnings("unchecked")
    void pageSaysThatItIsOldThenGoesOnAndShowsEachEventOnce(@TempDir Path root) throws Exception {
        try (var browser = Browser.open();
                var rig = new ConsoleRig(root)) {
            PlaywrightAssertions.setDefaultAssertionTimeout(Browser.PATIENCE);
            var run = new StoryRun(rig);
            // High enough that no event of this run is out of sight: lists hold what is seen.
            var page = browser.page(1440, 6000, ColorScheme.DARK);
            var visitor = new Visitor(page, rig.address()).signIn(rig.token());
            visitor.open("#/run/" + run.run() + "/events");
            assertThat(page.locator(".event").first()).isVisible();

            rig.killController();
            assertThat(page.locator(".connection .banner")).containsText("Reconnecting.");
            rig.restartController();
            assertThat(page.locator(".connection .banner")).hasCount(0);
            run.approve();
            assertThat(page.locator(".page-head .pill")).containsText("succeeded");

            long last;
            try (var link = rig.link()) {
                last = link.call()
                        .getRun(GetRunRequest.newBuilder().setRun(run.run()).build())
                        .getRun()
                        .getPosition();
            }
            assertThat(page.locator(".event .position").first()).hasText(Long.toString(last));
            var shown = ((List<String>) page.evaluate(
                            "() => [...document.querySelectorAll('.event .position')].map(one => one.textContent)"))
                    .stream()
                            .map(Long::valueOf)
                            .sorted(Comparator.naturalOrder())
                            .toList();
            assertThat(shown)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, last).boxed().toList());
            assertThat(browser.complaints()).isEmpty();
        }
    }
}
