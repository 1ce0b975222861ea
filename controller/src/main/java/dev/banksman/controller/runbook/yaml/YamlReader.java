package dev.banksman.controller.runbook.yaml;

import dev.banksman.controller.runbook.Position;
import dev.banksman.controller.runbook.Problems;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlVersionException;

/**
 * Reads one YAML document into a tree.
 *
 * <p>The tree is built from the parser's events, not by the library's own composer: limits then hold before anything is
 * built, nothing recurses, and several mistakes (duplicate keys, tags) are reported at once. A syntax error ends the
 * reading, because what follows one cannot be trusted.
 */
public final class YamlReader {
    private final YamlLimits limits;
    private final String file;

    public YamlReader(YamlLimits limits) {
        this(limits, "");
    }

    /** @param file named in every position of the tree */
    public YamlReader(YamlLimits limits, String file) {
        this.limits = limits;
        this.file = file;
    }

    /** The document's root, or nothing where the problems say why. With problems a root may still come. */
    public Optional<YamlNode> read(byte[] bytes, Problems problems) {
        return Utf8Text.decode(bytes, limits, problems).flatMap(text -> parse(text, problems));
    }

    private Optional<YamlNode> parse(String text, Problems problems) {
        var settings = LoadSettings.builder()
                .setUseMarks(true)
                .setParseComments(false)
                .setCodePointLimit(limits.bytes() + 1)
                .build();
        var tree = new TreeBuilder(limits, file, problems);
        try {
            for (var event : new Parse(settings).parseString(text)) {
                if (!tree.accept(event)) {
                    return Optional.empty();
                }
            }
        } catch (MarkedYamlEngineException e) {
            syntax(text, e, problems);
            return Optional.empty();
        } catch (ReaderException e) {
            var index = text.offsetByCodePoints(0, Math.min(e.getPosition(), text.codePointCount(0, text.length())));
            problems.add(
                    Utf8Text.position(text, index),
                    "(syntax)",
                    "the character U+%04X".formatted(e.getCodePoint()),
                    "printable text",
                    "remove it, or write it as an escape in double quotes");
            return Optional.empty();
        } catch (YamlVersionException e) {
            problems.add(new Position(1, 1), "(syntax)", "another version of YAML", "YAML 1.2", "remove %YAML");
            return Optional.empty();
        } catch (YamlEngineException e) {
            problems.add(new Position(1, 1), "(syntax)", Excerpt.of(message(e)), "YAML 1.2", "");
            return Optional.empty();
        }
        return tree.root();
    }

    private static void syntax(String text, MarkedYamlEngineException e, Problems problems) {
        var mark = e.getProblemMark().or(e::getContextMark);
        var at = mark.map(m -> new Position(m.getLine() + 1, m.getColumn() + 1)).orElse(new Position(1, 1));
        var line = text.lines().skip(at.line() - 1L).findFirst().orElse("");
        var tab = line.indexOf('\t');
        if (tab >= 0 && line.substring(0, tab).isBlank()) {
            var where = new Position(at.line(), tab + 1);
            problems.add(where, "(syntax)", "a tab in the indentation", "spaces", "YAML forbids tabs for indentation");
            return;
        }
        var problem = e.getProblem() == null ? message(e) : e.getProblem();
        var context = e.getContext() == null ? "YAML 1.2" : "YAML 1.2 " + e.getContext();
        problems.add(
                at,
                "(syntax)",
                "broken YAML: " + Excerpt.of(problem),
                Excerpt.of(context),
                "check indentation, quotes and brackets");
    }

    private static String message(YamlEngineException e) {
        var message = e.getMessage();
        return message == null
                ? "text that is not YAML"
                : message.lines().findFirst().orElse("");
    }
}
