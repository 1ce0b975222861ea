package dev.banksman.controller.runbook;

import dev.banksman.controller.runbook.Runbook.Condition;
import dev.banksman.controller.runbook.Runbook.Interlock;
import dev.banksman.controller.runbook.Runbook.Need;
import dev.banksman.controller.runbook.Runbook.Parameter;
import dev.banksman.controller.runbook.Runbook.ParameterType;
import dev.banksman.controller.runbook.Runbook.Prerequisite;
import dev.banksman.controller.runbook.Runbook.Remedy;
import dev.banksman.controller.runbook.Runbook.Role;
import dev.banksman.controller.runbook.Runbook.Rolling;
import dev.banksman.controller.runbook.Runbook.Source;
import dev.banksman.controller.runbook.Runbook.Stage;
import dev.banksman.controller.runbook.Runbook.StepRef;
import dev.banksman.controller.runbook.Runbook.Window;
import dev.banksman.controller.runbook.syntax.RunbookSyntax;
import dev.banksman.controller.runbook.yaml.YamlNode;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Makes the records from a checked tree, filling in defaults. */
final class RunbookBuilder {
    static final Duration TIMEOUT = Duration.ofMinutes(30);

    private RunbookBuilder() {}

    static Runbook build(YamlNode root) {
        var top = new Cursor(root);
        var name = top.textOr("runbook", "");
        return new Runbook(
                name,
                top.textOr("version", "1"),
                top.textOr("title", name),
                top.textOr("about", "").strip(),
                parameters(top),
                roles(top),
                top.items("prerequisites").stream()
                        .map(block -> prerequisite(block, name))
                        .toList(),
                top.get("maintenance-window").map(RunbookBuilder::window),
                top.items("stages").stream().map(RunbookBuilder::stage).toList(),
                top.items("interlocks").stream().map(RunbookBuilder::interlock).toList(),
                top.items("remedies").stream().map(RunbookBuilder::remedy).toList());
    }

    private static Map<String, Parameter> parameters(Cursor top) {
        var parameters = new LinkedHashMap<String, Parameter>();
        for (var entry : top.get("parameters").map(Cursor::entries).orElse(List.of())) {
            var name = entry.key().text();
            var block = new Cursor(entry.value());
            parameters.put(
                    name,
                    new Parameter(
                            name,
                            type(block),
                            block.textOr("help", ""),
                            block.text("default"),
                            block.texts("choices"),
                            block.text("pattern"),
                            source(block),
                            entry.key().at()));
        }
        return Collections.unmodifiableMap(parameters);
    }

    static ParameterType type(Cursor block) {
        return block.text("type")
                .flatMap(text -> {
                    for (var type : ParameterType.values()) {
                        if (type.name().toLowerCase(Locale.ROOT).equals(text)) {
                            return Optional.of(type);
                        }
                    }
                    return Optional.empty();
                })
                .orElse(ParameterType.STRING);
    }

    private static Map<String, Role> roles(Cursor top) {
        var roles = new LinkedHashMap<String, Role>();
        for (var entry : top.get("roles").map(Cursor::entries).orElse(List.of())) {
            var name = entry.key().text();
            var block = new Cursor(entry.value());
            var hosts = block.textOr("hosts", "0..");
            var dots = hosts.indexOf("..");
            var least = number(dots < 0 ? hosts : hosts.substring(0, dots), 0);
            var most =
                    dots < 0 ? number(hosts, Integer.MAX_VALUE) : number(hosts.substring(dots + 2), Integer.MAX_VALUE);
            roles.put(
                    name,
                    new Role(
                            name,
                            block.textOr("title", name),
                            least,
                            most,
                            entry.key().at()));
        }
        return Collections.unmodifiableMap(roles);
    }

    private static int number(String text, int otherwise) {
        return text.matches("[0-9]{1,6}") ? Integer.parseInt(text) : otherwise;
    }

    private static Stage stage(Cursor block) {
        var name = block.textOr("stage", "");
        return new Stage(
                name,
                block.textOr("title", name),
                block.textOr("on", ""),
                block.items("needs").stream().map(RunbookBuilder::need).toList(),
                condition(block),
                block.get("rolling").map(RunbookBuilder::rolling),
                block.flag("in-window", false),
                block.items("steps").stream().map(StepBuilder::build).toList(),
                block.at("stage"));
    }

    private static Prerequisite prerequisite(Cursor block, String own) {
        return new Prerequisite(
                block.textOr("prerequisite", ""),
                block.textOr("runbook", own),
                !block.textOr("version", "same").equals("any"),
                condition(block),
                block.span("within"),
                texts(block, "parameters"),
                texts(block, "outputs"),
                block.flag("nothing-skipped", false),
                block.flag("nothing-marked-done", false),
                block.textOr("because", "").strip(),
                source(block),
                block.at("prerequisite"));
    }

    private static Map<String, String> texts(Cursor block, String key) {
        var texts = new LinkedHashMap<String, String>();
        for (var entry : block.get(key).map(Cursor::entries).orElse(List.of())) {
            new Cursor(entry.value())
                    .scalar()
                    .ifPresent(text -> texts.put(entry.key().text(), text));
        }
        return Collections.unmodifiableMap(texts);
    }

    private static Window window(Cursor block) {
        return new Window(
                block.textOr("opens", ""),
                block.textOr("closes", ""),
                block.textOr("guard", "warn").equals("hold"),
                condition(block),
                block.at());
    }

    private static Need need(Cursor item) {
        return item.scalar()
                .map(name -> new Need(name, Optional.empty(), item.at()))
                .orElseGet(() -> new Need(item.textOr("stage", ""), condition(item), item.at("stage")));
    }

    static Optional<Condition> condition(Cursor block) {
        return block.text("when").map(text -> new Condition(text, block.at("when")));
    }

    private static Rolling rolling(Cursor block) {
        return new Rolling(
                block.whole("canary").orElse(0),
                block.textOr("soak", "0s"),
                block.textOr("batch", "1"),
                block.whole("max-failures").orElse(0),
                block.at());
    }

    private static Interlock interlock(Cursor block) {
        return new Interlock(
                block.textOr("interlock", ""),
                reference(block, "before"),
                reference(block, "require"),
                block.textOr("because", "").strip(),
                condition(block),
                source(block),
                block.at("interlock"));
    }

    static StepRef reference(Cursor block, String key) {
        var text = block.textOr(key, "");
        var dot = text.indexOf('.');
        return dot < 0
                ? new StepRef(text, Optional.empty(), block.at(key))
                : new StepRef(text.substring(0, dot), Optional.of(text.substring(dot + 1)), block.at(key));
    }

    private static Remedy remedy(Cursor block) {
        var when = block.get("when").orElse(block);
        return new Remedy(
                block.textOr("remedy", ""),
                block.textOr("title", ""),
                when.textOr("step", ""),
                when.whole("exit-code"),
                when.text("output"),
                block.textOr("explain", "").strip(),
                block.get("try").flatMap(c -> StepBuilder.action(c, RunbookSyntax.ACTIONS.names())),
                block.text("on"),
                block.span("timeout").orElse(TIMEOUT),
                source(block),
                block.at("remedy"));
    }

    static Optional<Source> source(Cursor block) {
        return block.get("source").map(c -> new Source(c.textOr("section", ""), c.texts("facts"), c.at()));
    }
}
