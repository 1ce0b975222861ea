package dev.banksman.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The reference page says what the code does. */
class AgentSettingsDocTest {

    private static final Pattern ROW = Pattern.compile("\\| `([a-z][A-Za-z.-]+)` \\| (?:`([^`]+)`|([^|]+)) \\|.*");
    private static final Pattern IN_CODE = Pattern.compile("\"((?:policy|limits|link)\\.[a-z-]+)\"");

    private static List<String[]> rows() throws IOException {
        var rows = new ArrayList<String[]>();
        for (var line : Files.readAllLines(Path.of("docs/agent.md"))) {
            var matcher = ROW.matcher(line);
            if (matcher.matches()) {
                rows.add(new String[] {matcher.group(1), matcher.group(2)});
            }
        }
        return rows;
    }

    @Test
    void givesTheDefaultsThatHold() throws IOException {
        var documented = rows().stream()
                .filter(row -> row[1] != null && !row[0].startsWith("tools."))
                .map(row -> row[0] + " = " + row[1])
                .toList();
        assertThat(documented).hasSizeGreaterThan(8);
        var parsed = AgentSettings.parse(SettingsFile.parse("agent.md", documented), "Linux");
        assertThat(parsed.problems()).isEmpty();
        assertThat(parsed.settings())
                .isEqualTo(AgentSettings.parse(SettingsFile.parse("empty", List.of()), "Linux")
                        .settings());
    }

    @Test
    void leavesNoSettingOut() throws IOException {
        var code = Files.readString(Path.of("src/main/java/dev/banksman/agent/AgentSettings.java"));
        var known = new TreeSet<String>();
        IN_CODE.matcher(code).results().forEach(result -> known.add(result.group(1)));
        assertThat(rows()).extracting(row -> row[0]).containsAll(known);
    }
}
