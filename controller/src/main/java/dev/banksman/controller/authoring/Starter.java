package dev.banksman.controller.authoring;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Runbooks to begin with: commented, valid, and planned as they are with the inventory beside them. */
public enum Starter {
    /** Web servers behind a proxy, upgraded in turn. */
    WEB_TIER,
    /** One role, two stages, one interlock. */
    EMPTY;

    /** As people type it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** {@code name} is the runbook's, and that of its files without their ending. */
    public String runbook(String name) {
        return text("runbook").replace("{{name}}", name);
    }

    public String inventory(String name) {
        return text("inventory").replace("{{name}}", name);
    }

    private String text(String kind) {
        var resource = word() + "." + kind + ".yaml";
        try (InputStream in = Starter.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("The resource " + resource + " is not in the jar.");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
