package dev.banksman.deploy.console;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** Looks at pages as people with other eyes, ears and hands meet them: Deque's axe-core. */
public final class Axe {

    private static final String LOOK = """
        async () => {
          const found = await axe.run(document, { resultTypes: ['violations'] });
          return found.violations
            .filter(one => one.impact === 'serious' || one.impact === 'critical')
            .flatMap(one => one.nodes.map(node => `${one.id}: ${one.help}: ${node.target.join(' ')}: ${node.failureSummary}`));
        }
        """;

    private final String script;

    public Axe() throws IOException {
        try (InputStream stream = Objects.requireNonNull(
                Axe.class.getResourceAsStream("/axe.min.js"), "axe-core is on the test class path")) {
            script = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Serious and critical findings, a line each. */
    @SuppressWarnings("unchecked")
    public List<String> look(Page page) {
        page.evaluate(script);
        return (List<String>) Objects.requireNonNull(page.evaluate(LOOK), "axe answers");
    }
}
