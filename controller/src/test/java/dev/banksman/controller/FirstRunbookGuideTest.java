package dev.banksman.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.banksman.controller.authoring.Starter;
import dev.banksman.controller.plan.Plans;
import dev.banksman.controller.runbook.TestDocuments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the guide "Write your first runbook" tells people to type, and what it says they will see, is so. */
final class FirstRunbookGuideTest {

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```\\n(.*?)^```");
    private static final Pattern COMMAND = Pattern.compile("(?m)(?:^|\\$\\()\\s*(banksman [^|>#&)\\n]*)");

    private final Starter starter = Starter.WEB_TIER;
    private String guide = "";

    @BeforeEach
    void read() throws IOException {
        guide = Files.readString(Path.of("../deploy/docs/first-runbook.md"));
    }

    @Test
    void everyCommandIsOneThatThereIs() {
        var commands = commands();

        assertThat(commands).hasSizeGreaterThan(15);
        for (var command : commands) {
            assertThatCode(() -> Banksman.commandLine().parseArgs(command.toArray(String[]::new)))
                    .as("banksman %s", String.join(" ", command))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void tasksAndRemediesThatAreTypedAreThoseOfTheStarter() {
        var runbook = TestDocuments.runbook(starter.runbook("web-tier"));
        var tasks = new ArrayList<String>();
        runbook.stages().forEach(stage -> stage.steps().forEach(step -> tasks.add(stage.name() + "." + step.name())));

        assertThat(commands().stream().flatMap(List::stream).filter(word -> word.contains("@")))
                .isNotEmpty()
                .allSatisfy(word -> assertThat(tasks).contains(word.substring(0, word.indexOf('@'))));
        assertThat(runbook.remedies()).allSatisfy(remedy -> assertThat(guide).contains("--remedy " + remedy.name()));
    }

    @Test
    void whatIsRefusedIsRefusedInTheseWords() {
        var broken = starter.runbook("web-tier").replace("    needs: [prepare]\n", "");
        var problem =
                Plans.refused(broken, starter.inventory("web-tier"), Map.of()).getFirst();

        assertThat(guide.replaceAll("\\s+", " "))
                .contains(problem.toString().replaceFirst("^runbook.yaml", "web-tier.yaml"));
    }

    @Test
    void theStepThatIsAddedFits() {
        var added = guide.substring(guide.indexOf("      - step: keep-version"));
        var step = added.substring(0, added.indexOf("```"));
        var runbook = starter.runbook("web-tier").replace("  - stage: proof\n", step + "\n  - stage: proof\n");

        var plan = Plans.ready(runbook, starter.inventory("web-tier"), Map.of());

        assertThat(plan.stages().get(1).steps().getLast().title()).isEqualTo("Keep the version file");
    }

    /** The words of each command in the blocks that are typed, without {@code banksman}. */
    private List<List<String>> commands() {
        var commands = new ArrayList<List<String>>();
        var blocks = BLOCK.matcher(guide);
        while (blocks.find()) {
            var found = COMMAND.matcher(blocks.group(1).replace("\\\n", " "));
            while (found.find()) {
                var words = Arrays.stream(found.group(1)
                                .strip()
                                .replaceAll("'[^']*'", "text")
                                .split("\\s+"))
                        .skip(1)
                        .toList();
                commands.add(words);
            }
        }
        return commands;
    }
}
