package dev.banksman.deploy.console;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;

/** Somebody at the console: what they look for is found by its role and its words, as they find it themselves. */
final class Visitor {

    final Page page;
    private final String address;

    Visitor(Page page, String address) {
        this.page = page;
        this.address = address;
    }

    /** Opens the console and gives a token; comes back when the first page is there. */
    Visitor signIn(String token) {
        page.navigate(address);
        page.getByLabel("Token").fill(token);
        button("Sign in").click();
        page.locator(".shell").waitFor();
        return this;
    }

    void open(String hash) {
        page.evaluate("hash => { location.hash = hash; }", hash);
    }

    Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    Locator heading(String name) {
        return page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName(name))
                .first();
    }

    Locator tab(String name) {
        return page.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName(name));
    }

    Locator text(String words) {
        return page.getByText(words).first();
    }

    Locator drawer() {
        return page.locator("aside.drawer");
    }

    /** In the drawer: chooses what to do. */
    void choose(String what) {
        drawer().locator(".choice", new Locator.LocatorOptions().setHasText(what))
                .first()
                .click();
    }

    /** The button that sends the decision. */
    Locator decide() {
        return drawer().locator("form.decide button.main");
    }

    /** What waits for a person, above the board. */
    Locator ask(String host) {
        return page.locator(".asks .ask", new Page.LocatorOptions().setHasText(host))
                .first();
    }

    /** How much wider than the window the page is. */
    int overflow() {
        return ((Number) page.evaluate("() => document.documentElement.scrollWidth - innerWidth")).intValue();
    }
}
