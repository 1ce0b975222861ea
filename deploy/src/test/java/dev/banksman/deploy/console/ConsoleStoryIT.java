package dev.banksman.deploy.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole run from the console alone, in Chromium, with a real controller and real agents. */
class ConsoleStoryIT {

    @TempDir
    private static Path root;

    private static Browser browser;
    private static ConsoleRig rig;

    @BeforeAll
    static void open() throws Exception {
        browser = Browser.open();
        rig = new ConsoleRig(root);
        PlaywrightAssertions.setDefaultAssertionTimeout(Browser.PATIENCE);
    }

    @AfterAll
    static void close() throws Exception {
        if (rig != null) {
            rig.close();
        }
        if (browser != null) {
            browser.close();
        }
    }

    @AfterEach
    void nothingWasRefused() {
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void fromSigningInToTheReport() throws Exception {
        Files.createFile(rig.site("story").resolve("web-1.maintenance"));
        Files.createFile(rig.site("story").resolve("web-2.broken"));
        var page = browser.page(1440, 900, ColorScheme.DARK);
        var visitor = new Visitor(page, rig.address());

        page.navigate(rig.address());
        page.getByLabel("Token").fill("not a token");
        visitor.button("Sign in").click();
        assertThat(page.getByRole(com.microsoft.playwright.options.AriaRole.ALERT))
                .containsText("not known");
        visitor.signIn(rig.token());
        assertThat(visitor.heading("Nothing waits for you")).isVisible();

        start(visitor);
        gate(visitor);
        knownFailure(visitor);
        unknownFailure(visitor);

        assertThat(page.locator(".page-head .pill")).containsText("succeeded");
        page.keyboard().press("v");
        assertThat(page.locator("table.matrix td .tag")).containsText(new String[] {"pass", "pass"});
        var report = page.waitForDownload(() -> visitor.button("Report").click());
        assertThat(Files.readString(report.path())).contains("The release is served", "the night desk");
        page.context().close();
    }

    private static void start(Visitor visitor) throws Exception {
        var page = visitor.page;
        page.keyboard().press("g");
        page.keyboard().press("s");
        page.locator("#book").selectOption("two-servers");
        page.locator("#inventory").setInputFiles(rig.inventory());
        visitor.button("Plan").click();
        assertThat(visitor.heading("1 mistake")).isVisible();
        assertThat(page.locator(".problems")).containsText("site");
        page.locator("#parameter-site").fill(rig.site("story").toString());
        visitor.button("Plan").click();
        assertThat(visitor.heading("The plan")).isVisible();
        visitor.button("Start this plan…").click();
        visitor.button("Start the run").click();
        assertThat(visitor.heading("Two servers get a release")).isVisible();
    }

    private static void gate(Visitor visitor) {
        var page = visitor.page;
        visitor.ask("web-1").click();
        assertThat(visitor.drawer()).containsText("Go on when they have answered.");
        visitor.decide().click();
        assertThat(visitor.drawer()).containsText("This is required.");
        page.locator("#evidence-told").fill("the night desk");
        page.locator("#evidence-tickets").fill("2");
        visitor.decide().click();
        assertThat(visitor.drawer().locator("header .tag")).containsText("succeeded");
        page.keyboard().press("Escape");
        assertThat(visitor.drawer()).hasCount(0);
    }

    private static void knownFailure(Visitor visitor) {
        visitor.ask("web-1").click();
        assertThat(visitor.drawer()).containsText("exit code 7");
        assertThat(visitor.drawer().locator(".tail").first()).containsText("the maintenance page is still there");
        assertThat(visitor.drawer().locator(".known")).containsText("Somebody left a maintenance page behind.");
        visitor.choose("Run remedy");
        visitor.decide().click();
        assertThat(visitor.drawer().locator("header .tag")).containsText("succeeded");
        visitor.page.keyboard().press("Escape");
    }

    private static void unknownFailure(Visitor visitor) throws Exception {
        var page = visitor.page;
        visitor.ask("web-2").click();
        assertThat(visitor.drawer()).containsText("exit code 3");
        page.keyboard().press("l");
        visitor.button("stderr").click();
        assertThat(page.locator(".log-text")).containsText("cannot write: the disk says no");
        page.goBack();
        Files.delete(rig.site("story").resolve("web-2.broken"));
        visitor.choose("Retry");
        visitor.decide().click();
        assertThat(visitor.drawer().locator("header .tag")).containsText("succeeded");
        page.keyboard().press("Escape");
    }

    @Test
    void onAPhoneWhereSomebodyElseIsFaster() throws Exception {
        var page = browser.page(360, 740, ColorScheme.LIGHT);
        var visitor = new Visitor(page, rig.address()).signIn(rig.token());
        var other = new StoryRun(rig);
        page.locator(".asks .ask").first().click();
        assertThat(visitor.drawer()).containsText("Go on when they have answered.");
        assertThat(visitor.overflow()).isZero();
        page.locator("#evidence-told").fill("the day desk");

        // Their decision is on its way as somebody else's comes in.
        page.route(Pattern.compile(".*/decisions"), route -> {
            other.approve();
            route.resume();
        });
        visitor.decide().click();

        assertThat(page.locator(".failure, .notice.bad").first()).containsText("admin");
        assertThat(visitor.drawer().locator("header .tag")).containsText("succeeded");
        visitor.open("#/run/" + other.run());
        assertThat(page.locator(".page-head .pill")).containsText("succeeded");
        assertThat(page.locator(".longlist .stage-row").first()).isVisible();
        assertThat(visitor.overflow()).isZero();
        page.context().close();
    }
}
