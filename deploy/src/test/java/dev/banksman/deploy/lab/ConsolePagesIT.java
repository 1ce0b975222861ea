package dev.banksman.deploy.lab;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import dev.banksman.deploy.console.Axe;
import dev.banksman.deploy.console.Browser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every page of the console, of a lab whose run is held at a failed installer: in both themes without a serious finding of
 * axe, and at a phone's width nothing is wider than the window. With {@code -Dbanksman.screenshots=true} the pictures of the
 * documentation are taken again.
 */
@Tag("slow")
class ConsolePagesIT {

    private static final Path IMAGES = Path.of("docs/images");
    private static final int QUALITY = 70;

    @Test
    void everyPageIsForEverybody(@TempDir Path directory) throws Exception {
        try (var browser = Browser.open();
                var lab = LiveLab.start(directory, "session-host-2:upgrade-web-components=1603")) {
            PlaywrightAssertions.setDefaultAssertionTimeout(Browser.PATIENCE);
            var run = lab.startRunWithPeople();
            lab.awaitHeld(run);
            var findings = new ArrayList<String>();
            for (var theme : List.of(ColorScheme.DARK, ColorScheme.LIGHT)) {
                look(browser.page(1440, 900, theme), lab, run, theme, findings);
            }
            narrow(browser.page(360, 740, ColorScheme.DARK), lab, run, findings);

            assertThat(findings).isEmpty();
            assertThat(browser.complaints()).isEmpty();
        }
    }

    /** By name of its picture: the address, and what is seen when it is there. */
    private static Map<String, List<String>> pages(String run) {
        var at = "#/run/" + run;
        var pages = new LinkedHashMap<String, List<String>>();
        pages.put("now", List.of("#/", ".asks .ask"));
        pages.put("run", List.of(at, ".longlist .host-row"));
        pages.put(
                "task",
                List.of(
                        at + "?task=session-hosts.upgrade-web-components@session-host-2",
                        ".drawer .tail, .drawer .steps"));
        pages.put("timeline", List.of(at + "/timeline", ".timeline canvas"));
        pages.put("events", List.of(at + "/events", ".longlist .event"));
        pages.put("verification", List.of(at + "/verification", "table.matrix"));
        pages.put("plan", List.of(at + "/plan", "pre.paper"));
        pages.put("start", List.of("#/start?runbook=gp-scale-out-upgrade", "#parameter-media"));
        pages.put("fleet", List.of("#/fleet", "table.fleet tbody tr"));
        pages.put("runs", List.of("#/runs", ".run-line"));
        pages.put("runbooks", List.of("#/runbooks", ".cards .card"));
        pages.put("audit", List.of("#/audit", "table.matrix tbody tr"));
        return pages;
    }

    private static void look(Page page, LiveLab lab, String run, ColorScheme theme, List<String> findings)
            throws IOException {
        var axe = new Axe();
        var name = theme.name().toLowerCase(Locale.ROOT);
        page.navigate(address(lab));
        page.getByLabel("Token").waitFor();
        seen(page, axe, "sign-in", name, findings);
        signIn(page, lab);
        for (var entry : pages(run).entrySet()) {
            go(page, entry.getValue());
            seen(page, axe, entry.getKey(), name, findings);
        }
        go(page, pages(run).get("task"));
        page.getByText("Open the log").click();
        assertThat(page.locator(".log-text")).not().containsText("Reading");
        seen(page, axe, "log", name, findings);
        page.context().close();
    }

    private static void narrow(Page page, LiveLab lab, String run, List<String> findings) throws IOException {
        page.navigate(address(lab));
        signIn(page, lab);
        for (var entry : pages(run).entrySet()) {
            go(page, entry.getValue());
            var over = ((Number) page.evaluate("() => document.documentElement.scrollWidth - innerWidth")).intValue();
            if (over > 0) {
                findings.add(entry.getKey() + " is " + over + " pixels wider than a phone");
            }
            if (entry.getKey().equals("run") || entry.getKey().equals("task")) {
                picture(page, entry.getKey(), "phone");
            }
        }
        page.context().close();
    }

    private static String address(LiveLab lab) throws IOException {
        return "https://"
                + OperatorLink.endpoints(lab.rig.folder().controller()).getProperty("operators");
    }

    private static void signIn(Page page, LiveLab lab) throws IOException {
        page.getByLabel("Token")
                .fill(Files.readString(lab.rig.folder().controller().resolve("operator/admin.token"))
                        .strip());
        page.locator("form button.main").click();
        page.locator(".shell").waitFor();
    }

    private static void go(Page page, List<String> where) {
        page.evaluate("hash => { location.hash = hash; }", where.getFirst());
        page.locator(where.getLast()).first().waitFor();
        // What comes after the first sight, such as the end of an output.
        page.evaluate("() => new Promise(done => setTimeout(done, 400))");
    }

    private static void seen(Page page, Axe axe, String name, String theme, List<String> findings) throws IOException {
        axe.look(page).forEach(finding -> findings.add(name + ", " + theme + ": " + finding));
        picture(page, name, theme);
    }

    private static void picture(Page page, String name, String kind) throws IOException {
        if (!Boolean.getBoolean("banksman.screenshots")) {
            return;
        }
        var how = new JsonObject();
        how.addProperty("format", "webp");
        how.addProperty("quality", QUALITY);
        var session = page.context().newCDPSession(page);
        var data = session.send("Page.captureScreenshot", how).get("data").getAsString();
        session.detach();
        Files.createDirectories(IMAGES);
        Files.write(
                IMAGES.resolve("console-" + name + "-" + kind + ".webp"),
                Base64.getDecoder().decode(data));
    }
}
