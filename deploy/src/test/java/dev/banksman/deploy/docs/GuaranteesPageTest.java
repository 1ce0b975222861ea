package dev.banksman.deploy.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page names a test for each guarantee, and each name is one of a test that is there. */
class GuaranteesPageTest {

    private static final Path PAGE = Path.of("docs", "guarantees.md");
    private static final Pattern ROW = Pattern.compile("^\\| (G\\d+) \\| (.+?) \\| (.+) \\|$");
    private static final Pattern NAME = Pattern.compile("`([A-Z]\\w+)(?:\\.(\\w+))?`");
    private static final int GUARANTEES = 17;

    @Test
    void everyGuaranteeNamesTestsThatExist() throws IOException {
        var found = new ArrayList<String>();
        var missing = new ArrayList<String>();
        for (var line : Files.readAllLines(PAGE)) {
            var row = ROW.matcher(line);
            if (row.matches()) {
                found.add(row.group(1));
                var names = NAME.matcher(row.group(3));
                int named = 0;
                while (names.find()) {
                    named++;
                    if (!exists(names.group(1), names.group(2))) {
                        missing.add(row.group(1) + ": " + names.group());
                    }
                }
                assertThat(named).as("tests of %s", row.group(1)).isPositive();
            }
        }
        var expected = new ArrayList<String>();
        for (int number = 1; number <= GUARANTEES; number++) {
            expected.add("G" + number);
        }
        assertThat(found).isEqualTo(expected);
        assertThat(missing).as("named on the page and not there").isEmpty();
    }

    private static boolean exists(String type, String method) throws IOException {
        for (var module : List.of("common", "controller", "agent", "deploy")) {
            try (var files = Files.walk(Path.of("..", module, "src", "test", "java"))) {
                for (var file : files.filter(f -> f.endsWith(type + ".java")).toList()) {
                    var text = Files.readString(file);
                    if (method == null || text.contains("void " + method + "(")) {
                        return text.contains("@Test") || text.contains("@ParameterizedTest");
                    }
                }
            }
        }
        return false;
    }
}
